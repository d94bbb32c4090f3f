//! What could be restored is told once by a notification where no window shows it; and so is what people are told of sessions.

use std::time::Duration;

use protocol::id::SessionId;
use protocol::session::Status;

use crate::support::agents::{self, wait_until_idle};
use crate::support::bus::Panel;
use crate::support::desktop::Desktop;
use crate::support::dunst::Dunst;
use crate::support::notifications::Notifications;
use crate::support::page::Page;
use crate::support::sandbox::kill;
use crate::support::windows::Windows;
use crate::support::{Sandbox, until};

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
    sandbox.crash_daemon();
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
    let reads = |offer: &[&str]| {
        icon.reads(&[&["New session", "Open"], offer, &["Start at login", "", "Quit", "Stop everything…"]].concat())
    };
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
    sandbox.crash_daemon();
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

/// A session that fails as soon as something is written into it.
fn fails(sandbox: &Sandbox, name: &str) -> SessionId {
    sandbox.new_session(&["--name", name, "--", "sh", "-c", "read line; exit 3"])
}

fn fail(sandbox: &Sandbox, id: &SessionId) {
    sandbox.ok(&["send", id.as_str(), "now", "--enter"]);
    sandbox.wait_for(id, Status::Ended);
    until("the failure is told", || {
        let told = sandbox.json(&["notifications"]);
        let all = told["notifications"].as_array().unwrap();
        all.iter().any(|one| one["session"] == id.as_str() && one["kind"] == "failed").then_some(())
    });
}

#[test]
fn what_the_settings_do_not_want_is_in_the_list_and_disturbs_nobody() {
    let (mut sandbox, desktop) = (Sandbox::new(), Desktop::new());
    sandbox.set("TZ", "UTC");
    sandbox.start();
    let (panel, notifications) = (Panel::new(&desktop), Notifications::of(&desktop));
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let icon = panel.icon();
    let muted = fails(&sandbox, "muted");
    icon.wait_for("muted");
    let hour = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() / 3600 % 24;
    let quiet = format!("quiet_from = \"{}:00\"\nquiet_until = \"{}:00\"", (hour + 23) % 24, (hour + 2) % 24);
    // That the tray speaks another language is a sign that the app has read the settings.
    for (language, new_session, name, unwanted) in [
        ("de", "Neue Sitzung", "kind", "failed = false"),
        ("en", "New session", "hours", &quiet),
        ("de", "Neue Sitzung", "muted", &format!("muted = [\"{muted}\"]")),
        ("en", "New session", "wanted", "sound = true"),
    ] {
        sandbox.write_settings(&format!("[appearance]\nlanguage = \"{language}\"\n[notifications]\n{unwanted}\n"));
        icon.wait_for(new_session);
        let id = if name == "muted" { muted.clone() } else { fails(&sandbox, name) };
        fail(&sandbox, &id);
    }
    let told = notifications.next();
    assert_eq!((told.title.as_str(), told.is_heard()), ("wanted failed", true));
}

#[test]
fn a_session_that_is_muted_where_it_disturbs_disturbs_no_more() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    sandbox.start();
    sandbox.write_settings("# mine\n[notifications]\nsound = false\n");
    let notifications = Notifications::of(&desktop);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let (loud, other) = (fails(&sandbox, "loud"), fails(&sandbox, "other"));
    fail(&sandbox, &loud);
    let told = notifications.next();
    let expected = format!("# mine\n[notifications]\nsound = false\nmuted = [\"{loud}\"]\n");
    until("it is muted", || {
        // Nobody is so fast that the app does not know yet what it shows.
        notifications.choose(&told, "mute");
        (std::fs::read_to_string(sandbox.root().settings()).ok()? == expected).then_some(())
    });
    sandbox.ok(&["resume", loud.as_str()]);
    sandbox.wait_for(&loud, Status::Running);
    fail(&sandbox, &loud);
    sandbox.wait_for(&loud, Status::Ended);
    fail(&sandbox, &other);
    assert!(notifications.next().title.starts_with("other"), "the one before disturbed nobody");
}

#[test]
fn hours_that_are_none_are_told_once_and_nothing_is_quiet() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    sandbox.write_settings(
        "[notifications]\nquiet_from = \"00:00\"\nquiet_until = \"24:00\"\n[appearance]\nlanguage = \"de\"\n",
    );
    sandbox.start();
    let notifications = Notifications::of(&desktop);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let told = notifications.next();
    assert_eq!(told.title, "Die Ruhezeit ist aus");
    assert!(told.body.contains("quiet_from = \"00:00\", quiet_until = \"24:00\""), "{}", told.body);
    fail(&sandbox, &fails(&sandbox, "build"));
    let told = notifications.next();
    assert_eq!((told.title.as_str(), told.is_heard()), ("build ist gescheitert", false));
}

#[test]
fn a_desktop_that_can_do_less_is_not_asked_for_more() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    agents::install(&sandbox);
    sandbox.start();
    let plain = Notifications::that_can(&desktop, &["body"]);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let id = agents::start(&sandbox, Some("permission"));
    let asks = plain.next();
    assert_eq!((asks.body.as_str(), &asks.actions[..]), ("may I?", &[][..]));
    drop(plain);
    // Another one takes over: it knows nothing of what the one before has shown.
    let able = Notifications::of(&desktop);
    sandbox.ok(&["send", "--answer", id.as_str(), "y"]);
    let finished = able.next();
    assert_eq!(
        (finished.replaces, &finished.actions[..]),
        (0, &["default", "Open", "open", "Open", "mute", "Mute"].map(str::to_owned)[..])
    );
}

#[test]
fn what_an_app_showed_is_taken_back_when_it_quits() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    sandbox.start();
    let (panel, notifications) = (Panel::new(&desktop), Notifications::of(&desktop));
    let app = desktop.app(&sandbox, &["--hidden"]);
    fail(&sandbox, &fails(&sandbox, "build"));
    let told = notifications.next();
    panel.icon().choose("Quit");
    assert!(notifications.is_next_taken_back(&told));
    app.wait();
}

#[test]
fn a_click_on_what_a_real_desktop_shows_opens_the_session() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    let dunst = Dunst::on(&desktop);
    let mut page = Page::open(&desktop, &sandbox);
    let (first, second) = (fails(&sandbox, "first"), fails(&sandbox, "second"));
    let other = sandbox.new_session(&["--name", "other", "--", "sleep", "1000"]);
    page.select(&other);
    fail(&sandbox, &first);
    fail(&sandbox, &second);
    dunst.shows(2);
    dunst.click();
    page.until_attached(&first);
    // Whoever looks at it is not told of it any more.
    dunst.shows(1);
    dunst.wipe();
    let mut history: Vec<(String, String)> =
        dunst.history().into_iter().map(|shown| (shown.title, shown.body)).collect();
    history.sort();
    let told = |name: &str| (format!("{name} failed"), "it failed with status 3".to_owned());
    assert_eq!(history, [told("first"), told("second")]);
}
