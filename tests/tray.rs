//! The tray, read and used over the message bus as a desktop's panel does it.

use std::time::Duration;

use protocol::id::SessionId;
use protocol::session::Status;

use crate::support::bus::{Icon, Panel};
use crate::support::desktop::{App, Desktop};
use crate::support::page::{Page, child};
use crate::support::sandbox::is_alive;
use crate::support::windows::Windows;
use crate::support::xfce::{self, XfcePanel};
use crate::support::{LIMIT, Sandbox, pass, until};

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
        self.icon
            .reads(&[sessions, &["New session", "Open", "Start at login", "", &quit, "Stop everything…"]].concat());
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
fn more_sessions_than_the_menu_has_room_for_are_below_one_line() {
    let scene = Scene::new();
    let names: Vec<String> = (0..10).map(|number| format!("session {number}")).collect();
    let ids: Vec<SessionId> = names.iter().map(|name| scene.session(name)).collect();
    let lines: Vec<String> = names.iter().map(|name| format!("{name} — running")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    scene.reads(&[&lines[..8], &["2 more", ""]].concat(), " (10 sessions keep running)");
    scene.icon.reads_below("2 more", &lines[8..]);
    scene.sandbox.ok(&["kill", ids[0].as_str()]);
    scene.reads(&[&lines[1..9], &["1 more", ""]].concat(), " (9 sessions keep running)");
    scene.icon.reads_below("1 more", &lines[9..]);
    scene.icon.choose(lines[9]);
    scene.windows.wait_for(TITLE);
}

#[test]
fn a_line_that_says_something_else_is_still_the_same_line() {
    let scene = Scene::new();
    let ids = ["one", "two"].map(|name| scene.session(name));
    scene.reads(&["one — running", "two — running", ""], " (2 sessions keep running)");
    let before = scene.icon.numbers();
    scene.sandbox.ok(&["rename", ids[1].as_str(), "three"]);
    scene.reads(&["one — running", "three — running", ""], " (2 sessions keep running)");
    let numbers = |lines: Vec<(String, i32)>| lines.into_iter().map(|(_, number)| number).collect::<Vec<_>>();
    assert_eq!(numbers(scene.icon.numbers()), numbers(before));
    // One that goes takes no other one with it.
    let before = scene.icon.numbers();
    scene.sandbox.ok(&["kill", ids[0].as_str()]);
    scene.reads(&["three — running", ""], " (1 session keeps running)");
    assert_eq!(numbers(scene.icon.numbers()), numbers(before)[1..]);
}

#[test]
fn a_daemon_that_was_let_go_is_missed_and_can_be_started() {
    let scene = Scene::new();
    scene.session("kept");
    scene.reads(&["kept — running", ""], " (1 session keeps running)");
    let quiet = scene.icon.picture();
    scene.sandbox.ok(&["stop", "--keep-sessions"]);
    let away = ["No daemon runs: start it", "", "kept — last seen running", ""];
    scene.reads(&away, " (1 session keeps running)");
    assert_ne!(scene.icon.picture(), quiet);
    scene.icon.choose(away[0]);
    scene.reads(&["kept — running", ""], " (1 session keeps running)");
}

#[test]
fn a_start_at_login_is_turned_on_and_off_by_its_line() {
    let (mut sandbox, desktop) = (Sandbox::new(), Desktop::new());
    let config = sandbox.dir().join("config");
    sandbox.set("XDG_CONFIG_HOME", config.display().to_string());
    let panel = Panel::new(&desktop);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let icon = panel.icon();
    let entries = |number| {
        let all = || std::fs::read_dir(config.join("autostart")).into_iter().flatten().count();
        until(&format!("{number} entries are there"), || (all() == number).then_some(()));
    };
    icon.ticks("Start at login", false);
    icon.choose("Start at login");
    entries(1);
    icon.ticks("Start at login", true);
    icon.choose("Start at login");
    entries(0);
    icon.ticks("Start at login", false);
}

#[test]
fn the_menu_speaks_the_language_of_the_settings() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    sandbox.write_settings("[appearance]\nlanguage = \"de\"\n");
    let panel = Panel::new(&desktop);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let icon = panel.icon();
    icon.reads(&["Neue Sitzung", "Öffnen", "Beim Anmelden starten", "", "Beenden", "Alles stoppen …"]);
}

#[test]
fn a_menu_that_is_open_on_a_real_panel_stays_open_while_it_changes() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    let (panel, windows) = (XfcePanel::on(&desktop), Windows::of(&desktop));
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let icon = panel.icon();
    let id = sandbox.new_session(&["--name", "one", "--", "sleep", "1000"]);
    let reads = |lines: &[&str], quit: &str| {
        icon.reads(&[lines, &["", "New session", "Open", "Start at login", "", quit, "Stop everything…"]].concat());
    };
    reads(&["one — running"], "Quit (1 session keeps running)");
    let menu = until("the menu opens", || {
        windows.click(xfce::ICON);
        // The panel asks the app for the lines first.
        (0..50).find_map(|_| {
            pass(Duration::from_millis(20));
            windows.menu()
        })
    });
    sandbox.ok(&["rename", id.as_str(), "other"]);
    reads(&["other — running"], "Quit (1 session keeps running)");
    let more = sandbox.new_session(&["--name", "more", "--", "sleep", "1000"]);
    reads(&["other — running", "more — running"], "Quit (2 sessions keep running)");
    sandbox.ok(&["kill", more.as_str()]);
    reads(&["other — running"], "Quit (1 session keeps running)");
    assert_eq!(windows.menu(), Some(menu));
    icon.choose("Open");
    windows.wait_for(TITLE);
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
fn an_app_in_the_tray_takes_no_more_memory_after_its_window_was_shown() {
    let scene = Scene::new();
    (0..20).for_each(|number| drop(scene.session(&format!("session {number}"))));
    scene.icon.wait_for("Quit (20");
    let before = memory(scene.app.pid());
    scene.icon.choose("Open");
    scene.windows.wait_for(TITLE);
    scene.windows.close(TITLE);
    until("nothing draws pages", || child(scene.app.pid(), "WebKitWebProcess").is_none().then_some(()));
    let after = memory(scene.app.pid());
    assert!(after <= before + 16, "{before} MiB before the window was shown, {after} MiB after it was closed");
}

/// What a process has of its own in the memory, in MiB. What it maps of libraries is left out: its share of them depends
/// on who else runs.
fn memory(pid: u32) -> u64 {
    let all = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap();
    let line = all.lines().find_map(|line| line.strip_prefix("Pss_Anon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
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
