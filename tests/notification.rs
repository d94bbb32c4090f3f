//! What could be restored is told once by a notification where no window shows it.

use std::time::Duration;

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
