//! A program that counts, and everything around it killed: the count has no gap, and it is the same session.

use std::time::Duration;

use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::session::{Session, Status};
use serde_json::json;

use crate::support::desktop::{App, Desktop};
use crate::support::sandbox::{is_alive, kill, signal};
use crate::support::{LIMIT, Sandbox, Terminal, pass, until};

/// Longer than the grace after which a daemon without its app leaves.
const AFTER_GRACE: Duration = Duration::from_secs(20);

struct Counting {
    sandbox: Sandbox,
    desktop: Desktop,
    id: SessionId,
    before: Session,
}

impl Counting {
    /// The app, hidden, and a session that counts ten times a second.
    fn new() -> (Self, App) {
        let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
        let app = desktop.app(&sandbox, &["--hidden"]);
        until("the app has linked", || (sandbox.json(&["status"])["supervisors"] == 1).then_some(()));
        let script = "i=0; while :; do i=$((i+1)); echo count $i.; sleep 0.1; done";
        let id = sandbox.new_session(&["--", "sh", "-c", script]);
        until("it counts", || sandbox.printed(&id).contains("count 5.").then_some(()));
        let before = sandbox.session(&id);
        (Self { sandbox, desktop, id, before }, app)
    }

    /// The highest number so far; every number below it was printed once.
    fn count(&self) -> u64 {
        let printed = self.sandbox.printed(&self.id);
        let numbers: Vec<u64> =
            printed.split("count ").skip(1).filter_map(|rest| rest.split_once('.')?.0.parse().ok()).collect();
        assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "a gap or a double in {numbers:?}");
        numbers.len() as u64
    }

    /// The same session, the same processes, and it goes on counting.
    fn check(&self) {
        let now = self.sandbox.wait_for(&self.id, Status::Running);
        assert_eq!((now.host_pid, now.child_pid, now.generation), (self.before.host_pid, self.before.child_pid, 1));
        assert_eq!(self.sandbox.sessions().len(), 1);
        let count = self.count();
        until("it goes on counting", || (self.count() > count + 3).then_some(()));
    }

    /// Opens the app again, which finds the session as it was.
    fn reopen(&self) -> App {
        let app = self.desktop.app(&self.sandbox, &["--hidden"]);
        until("the app has linked", || {
            let status = self.sandbox.json(&["--no-start", "status"]);
            (status["running"] == true && status["supervisors"] == 1).then_some(())
        });
        self.check();
        app
    }

    /// The daemon leaves after the grace, and the program does not notice.
    fn daemon_leaves(&self) {
        self.sandbox.wait_until_daemon_gone(AFTER_GRACE);
        assert!(is_alive(self.before.child_pid.unwrap()));
    }
}

#[test]
fn an_app_killed_for_good_leaves_the_count_without_a_gap() {
    let (counting, app) = Counting::new();
    app.kill();
    counting.daemon_leaves();
    drop(counting.reopen());
}

#[test]
fn an_app_that_is_told_to_end_leaves_the_count_without_a_gap() {
    let (counting, app) = Counting::new();
    signal(app.pid(), rustix::process::Signal::TERM);
    app.wait();
    counting.daemon_leaves();
    drop(counting.reopen());
}

#[test]
fn a_daemon_killed_for_good_is_started_again_by_the_app_while_typing_goes_on() {
    let (counting, _app) = Counting::new();
    let sandbox = &counting.sandbox;
    let cat = sandbox.new_session(&["--", "cat"]);
    let mut client = Terminal::run(sandbox.command("holdfast").args(["attach", cat.as_str()]), 80, 24);
    client.send("before\r");
    client.expect("before\r\nbefore");
    let daemon = sandbox.daemon_pid();
    kill(daemon);
    client.send("while it is away\r");
    client.expect("while it is away\r\nwhile it is away");
    until("the app has started another daemon", || {
        let status = sandbox.json(&["--no-start", "status"]);
        (status["running"] == true && status["pid"] != json!(daemon) && status["supervisors"] == 1).then_some(())
    });
    client.send("after\r");
    client.expect("after\r\nafter");
    sandbox.wait_for(&cat, Status::Running);
    let rows = sandbox.sessions();
    assert_eq!(rows.len(), 2);
    let now = rows.into_iter().find(|row| row.id == counting.id).unwrap();
    assert_eq!((now.host_pid, now.child_pid), (counting.before.host_pid, counting.before.child_pid));
    counting.count();
}

#[test]
fn a_daemon_told_to_end_by_a_signal_is_started_again_and_one_that_was_stopped_is_let_go() {
    let (counting, _app) = Counting::new();
    let daemon = counting.sandbox.daemon_pid();
    signal(daemon, rustix::process::Signal::TERM);
    until("the app has started another daemon", || {
        let status = counting.sandbox.json(&["--no-start", "status"]);
        (status["running"] == true && status["pid"] != json!(daemon)).then_some(())
    });
    counting.check();
    counting.sandbox.ok(&["stop", "--keep-sessions"]);
    counting.sandbox.wait_until_daemon_gone(LIMIT);
    // An app that did not let go would have started another within this time.
    pass(Duration::from_secs(3));
    assert_eq!(counting.sandbox.json(&["--no-start", "status"])["running"], json!(false));
    assert!(is_alive(counting.before.child_pid.unwrap()));
    counting.sandbox.start();
    counting.check();
}

#[test]
fn app_and_daemon_killed_together_leave_the_count_without_a_gap() {
    let (counting, app) = Counting::new();
    let daemon = counting.sandbox.daemon_pid();
    kill(daemon);
    app.kill();
    counting.sandbox.wait_until_daemon_gone(AFTER_GRACE);
    assert!(is_alive(counting.before.child_pid.unwrap()));
    drop(counting.reopen());
}

#[test]
fn a_headless_daemon_outlives_an_app_that_came_and_went() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    sandbox.start();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    let daemon = sandbox.daemon_pid();
    let app = desktop.app(&sandbox, &["--hidden"]);
    until("the app has said that it is there", || sandbox.root().app_socket().exists().then_some(()));
    pass(Duration::from_secs(2));
    app.kill();
    pass(Duration::from_secs(8));
    assert_eq!(sandbox.daemon_pid(), daemon);
    assert!(is_alive(daemon));
    sandbox.wait_for(&id, Status::Running);
}

#[test]
fn start_turns_the_apps_daemon_into_one_that_stays() {
    let (counting, app) = Counting::new();
    counting.sandbox.start();
    let daemon = counting.sandbox.daemon_pid();
    app.kill();
    pass(Duration::from_secs(8));
    assert!(is_alive(daemon));
    let status = counting.sandbox.client(Role::Client).call(&protocol::requests::Status {}).unwrap();
    assert_eq!((status.pid, status.owner), (daemon, protocol::requests::Owner::Headless));
    counting.check();
}
