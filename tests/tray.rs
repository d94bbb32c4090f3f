//! The tray, read and used over the message bus as a desktop's panel does it.

use protocol::id::SessionId;
use protocol::session::Status;

use crate::support::bus::{Icon, Panel};
use crate::support::desktop::{App, Desktop};
use crate::support::page::Page;
use crate::support::sandbox::is_alive;
use crate::support::windows::Windows;
use crate::support::{LIMIT, Sandbox, until};

/// The title of the window.
const TITLE: &str = "Holdfast";

/// The app, hidden in its tray.
struct Scene {
    app: App,
    icon: Icon,
    windows: Windows,
    _desktop: Desktop,
    sandbox: Sandbox,
}

impl Scene {
    fn new() -> Self {
        let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
        let panel = Panel::new(&desktop);
        let app = desktop.app(&sandbox, &["--hidden"]);
        let (icon, windows) = (panel.icon(), Windows::of(&desktop));
        until("the app has linked", || (sandbox.json(&["status"])["supervisors"] == 1).then_some(()));
        Self { app, icon, windows, _desktop: desktop, sandbox }
    }

    fn session(&self, name: &str) -> SessionId {
        self.sandbox.new_session(&["--name", name, "--", "sleep", "1000"])
    }

    /// Waits until the menu reads so: what stands about sessions, and how the line that quits goes on.
    fn reads(&self, sessions: &[&str], quit: &str) {
        let quit = format!("Quit{quit}");
        self.icon.reads(&[sessions, &["Open", "New session", "", &quit, "Stop everything…"]].concat());
    }
}

#[test]
fn the_menu_offers_what_can_be_done_and_lists_what_lives() {
    let scene = Scene::new();
    scene.reads(&[], "");
    let first = scene.session("payments_api & more");
    scene.reads(&["payments_api & more — running", ""], " (1 session keeps running)");
    scene.session("docs");
    scene.reads(&["payments_api & more — running", "docs — running", ""], " (2 sessions keep running)");
    scene.sandbox.ok(&["kill", first.as_str()]);
    scene.reads(&["docs — running", ""], " (1 session keeps running)");
}

#[test]
fn more_sessions_than_the_menu_has_room_for_are_counted() {
    let scene = Scene::new();
    let names: Vec<String> = (0..10).map(|number| format!("session {number}")).collect();
    names.iter().for_each(|name| drop(scene.session(name)));
    let lines: Vec<String> = names.iter().take(8).map(|name| format!("{name} — running")).collect();
    let listed = lines.iter().map(String::as_str).chain(["2 more…", ""]);
    scene.reads(&listed.collect::<Vec<_>>(), " (10 sessions keep running)");
}

#[test]
fn a_hostile_name_is_one_plain_line_of_the_menu() {
    let scene = Scene::new();
    scene.session("<b>&bold</b>\u{202e} _name\u{2028}Quit");
    scene.reads(&["<b>&bold</b> _name Quit — running", ""], " (1 session keeps running)");
}

#[test]
fn quit_ends_the_app_and_no_session() {
    let scene = Scene::new();
    let id = scene.session("kept");
    let session = scene.sandbox.session(&id);
    scene.icon.choose("Quit (1 session keeps running)");
    let Scene { app, sandbox, .. } = scene;
    app.wait();
    sandbox.wait_until_daemon_gone(LIMIT);
    assert!(is_alive(session.child_pid.unwrap()));
    sandbox.start();
    assert_eq!(sandbox.wait_for(&id, Status::Running).child_pid, session.child_pid);
}

#[test]
fn open_shows_the_window_however_often_it_was_closed() {
    let scene = Scene::new();
    assert!(!scene.windows.shown(TITLE));
    for _ in 0..5 {
        scene.icon.choose("Open");
        scene.windows.wait_for(TITLE);
        scene.windows.close(TITLE);
    }
    assert!(is_alive(scene.app.pid()));
}

#[test]
fn lines_of_the_menu_lead_to_what_they_say_in_the_window() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    let panel = Panel::new(&desktop);
    let mut page = Page::open(&desktop, &sandbox);
    let icon = panel.icon();
    let ids = ["one", "two"].map(|name| sandbox.new_session(&["--name", name, "--", "cat"]));
    for (name, id) in ["two", "one"].iter().zip(ids.iter().rev()) {
        icon.choose(&format!("{name} — running"));
        page.until_attached(id);
    }
    icon.choose("New session");
    page.text("new-session-dialog");
    icon.choose("Stop everything…");
    page.says("stop-dialog", "This ends 2 sessions.");
    let app = page.app();
    page.click("confirm");
    until("the app has left", || (!is_alive(app)).then_some(()));
    sandbox.wait_until_daemon_gone(LIMIT);
    let plan = sandbox.json(&["restore"]);
    let ticked = plan["rows"].as_array().unwrap().iter().filter(|row| row["ticked"] == true).count();
    assert_eq!(ticked, 2, "{plan}");
}
