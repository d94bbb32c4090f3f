//! What could be restored is told once by a notification where no window shows it; and so is what people are told of sessions.

use std::time::Duration;

use crate::support::agents::{self, wait_until_idle};
use crate::support::bus::Panel;
use crate::support::desktop::Desktop;
use crate::support::notifications::Notifications;
use crate::support::sandbox::kill;
use crate::support::windows::Windows;
use crate::support::{LIMIT, Sandbox, until};

/// In so long a notification would have come.
const LONG_ENOUGH: Duration = Duration::from_secs(6);

fn stopped(names: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.start();
    names.iter().for_each(|name| drop(sandbox.new_session(&["--name", name, "--", "sleep", "1000"])));
    sandbox.ok(&["stop", "--yes"]);
    sandbox
}

#[test]
fn a_hidden_app_tells_once_of_what_could_be_restored_and_a_click_shows_it() {
    let (sandbox, desktop) = (stopped(&["one", "<b>two</b> & \u{202e}more"]), Desktop::new());
    let (notifications, windows) = (Notifications::of(&desktop), Windows::of(&desktop));
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let told = notifications.next();
    // The command line says the same.
    let text = sandbox.ok(&["restore"]);
    assert_eq!(Some(told.title.as_str()), text.lines().next());
    assert!(told.title.starts_with("Everything was stopped at ") && told.title.ends_with(" 2 sessions were running."));
    assert_eq!(told.body, "Can be restored: one, &lt;b&gt;two&lt;/b&gt; &amp; more.");
    assert!(notifications.within(LONG_ENOUGH).is_none(), "once");
    notifications.click(&told);
    windows.wait_for("Holdfast");
}

#[test]
fn another_daemon_tells_again_unless_all_was_declined() {
    let (sandbox, desktop) = (stopped(&["one"]), Desktop::new());
    let notifications = Notifications::of(&desktop);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    assert_eq!(notifications.next().body, "Can be restored: one.");
    kill(sandbox.daemon_pid());
    assert_eq!(notifications.next().body, "Can be restored: one.");
    until("it is linked again", || (sandbox.json(&["status"])["supervisors"] == 1).then_some(()));
    sandbox.ok(&["restore", "--decline"]);
    kill(sandbox.daemon_pid());
    sandbox.wait_until_daemon_gone(LIMIT);
    assert!(notifications.within(LONG_ENOUGH).is_none());
}

#[test]
fn a_window_that_shows_the_plan_is_enough() {
    let (sandbox, desktop) = (stopped(&["one"]), Desktop::new());
    let (notifications, windows) = (Notifications::of(&desktop), Windows::of(&desktop));
    let _app = desktop.app(&sandbox, &[]);
    windows.wait_for("Holdfast");
    assert!(notifications.within(LONG_ENOUGH).is_none());
}

#[test]
fn the_tray_counts_what_could_be_restored() {
    let (sandbox, desktop) = (stopped(&["one", "two"]), Desktop::new());
    let (panel, windows) = (Panel::new(&desktop), Windows::of(&desktop));
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let icon = panel.icon();
    let reads =
        |offer: &[&str]| icon.reads(&[&["Open", "New session"], offer, &["", "Quit", "Stop everything…"]].concat());
    reads(&["Restore 2 sessions…"]);
    sandbox.ok(&["restore", "--decline", "one"]);
    reads(&["Restore 1 session…"]);
    icon.choose("Restore");
    windows.wait_for("Holdfast");
    sandbox.ok(&["restore", "--decline"]);
    reads(&[]);
}

#[test]
fn an_agent_that_waits_is_told_once_over_restarts_of_app_and_daemon_and_taken_back_when_it_was_answered() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    agents::install(&sandbox);
    sandbox.start();
    let (notifications, windows) = (Notifications::of(&desktop), Windows::of(&desktop));
    let app = desktop.app(&sandbox, &["--hidden"]);
    let id = agents::start(&sandbox, Some("permission"));
    sandbox.ok(&["rename", id.as_str(), "<b>a</b>"]);
    let told = notifications.next();
    assert!(told.title.ends_with(" needs permission"), "{told:?}");
    assert_eq!(told.body, "may I?");
    drop(app);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    assert!(notifications.within(LONG_ENOUGH).is_none(), "not by another app");
    kill(sandbox.daemon_pid());
    sandbox.wait_until_daemon_gone(LIMIT);
    sandbox.start();
    assert!(notifications.within(LONG_ENOUGH).is_none(), "not by another daemon");
    sandbox.ok(&["send", "--answer", id.as_str(), "y"]);
    let finished = notifications.next();
    assert_eq!(finished.title, "<b>a</b> finished");
    wait_until_idle(&sandbox, &id);
    sandbox.ok(&["send", id.as_str(), "question", "--enter"]);
    assert!(notifications.is_next_taken_back(&finished), "it works again");
    let asks = notifications.next();
    assert_eq!(asks.title, "<b>a</b> asks a question");
    notifications.click(&asks);
    windows.wait_for("Holdfast");
}
