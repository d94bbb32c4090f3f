//! The grace of a daemon whose app is away counts time in which both could have spoken, and nothing else: whoever of the two
//! is stopped, for however long, finds everything as it was.

use std::process::{Child, Stdio};
use std::time::Duration;

use protocol::client::Client;
use protocol::hello::Role;
use protocol::requests::Status as AskStatus;
use protocol::session::{Session, Status};
use rustix::process::Signal;

use crate::support::sandbox::{is_alive, kill, output_within, signal};
use crate::support::{LIMIT, Sandbox, pass, until};

/// Twelve times the grace.
const STOPPED: Duration = Duration::from_secs(60);

/// A daemon, and what stands for its app: a process of its own that holds the link and does nothing else.
struct Pair {
    sandbox: Sandbox,
    daemon: Child,
    app: Child,
    before: Session,
}

impl Pair {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let mut command = sandbox.command("holdfastd");
        let daemon = command.args(["--owner", "app"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let app = app(&sandbox);
        let mut client = sandbox.client(Role::Client);
        until("the app has linked", || {
            (client.call_within(&AskStatus {}, LIMIT).unwrap().supervisors == 1).then_some(())
        });
        let id = sandbox.new_session(&["--", "sleep", "1000"]);
        let before = sandbox.session(&id);
        Self { sandbox, daemon, app, before }
    }

    /// All is as it was: the same daemon with its app linked, the same processes.
    fn check(&mut self, what: &str) {
        assert!(self.daemon.try_wait().unwrap().is_none(), "{what}: the daemon is gone");
        let mut client = self.sandbox.client(Role::Client);
        let status = client.call_within(&AskStatus {}, LIMIT).unwrap();
        assert_eq!((status.pid, status.supervisors), (self.daemon.id(), 1), "{what}");
        let now = self.sandbox.wait_for(&self.before.id, Status::Running);
        assert_eq!((now.host_pid, now.child_pid), (self.before.host_pid, self.before.child_pid), "{what}");
        assert!(is_alive(now.child_pid.unwrap()), "{what}");
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for child in [&mut self.app, &mut self.daemon] {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// A process of this test binary that links as the app does and then only lives.
fn app(sandbox: &Sandbox) -> Child {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    sandbox.apply(&mut command);
    command.args(["--exact", "grace::stands_for_the_app", "--ignored", "--nocapture"]);
    command.env(SOCKET, sandbox.root().daemon_socket()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

const SOCKET: &str = "HOLDFAST_TEST_LINK_TO";

#[test]
#[ignore = "no test: the process that the tests here start"]
fn stands_for_the_app() {
    let Some(socket) = std::env::var_os(SOCKET) else { return };
    let hello = protocol::hello::Hello::new("test", Role::Supervisor);
    let mut link = until("the daemon answers", || Client::connect(socket.as_ref(), &hello).ok());
    // It ends with the daemon, or is killed.
    while !matches!(link.next_message(), Ok(protocol::client::Message::Closed) | Err(_)) {}
}

#[test]
fn a_minute_in_which_the_daemon_the_app_or_both_are_stopped_ends_nothing() {
    let (mut daemon_stops, mut app_stops, mut both_stop) = (Pair::new(), Pair::new(), Pair::new());
    let stopped =
        [vec![daemon_stops.daemon.id()], vec![app_stops.app.id()], vec![both_stop.daemon.id(), both_stop.app.id()]];
    stopped.iter().flatten().for_each(|pid| signal(*pid, Signal::STOP));
    pass(STOPPED);
    for pair in [&daemon_stops, &app_stops, &both_stop] {
        assert!(is_alive(pair.before.child_pid.unwrap()) && is_alive(pair.before.host_pid.unwrap()));
    }
    stopped.iter().flatten().for_each(|pid| signal(*pid, Signal::CONT));
    daemon_stops.check("the daemon was stopped");
    app_stops.check("the app was stopped");
    both_stop.check("both were stopped");
    // Longer than the grace: nothing comes later.
    pass(Duration::from_secs(7));
    daemon_stops.check("the daemon was stopped a while ago");
    app_stops.check("the app was stopped a while ago");
    both_stop.check("both were stopped a while ago");
}

#[test]
fn time_in_which_the_daemon_is_stopped_does_not_count_for_its_grace() {
    let mut pair = Pair::new();
    kill(pair.app.id());
    pair.app.wait().unwrap();
    // The app died while the daemon could not know: as if the machine had slept with both.
    signal(pair.daemon.id(), Signal::STOP);
    pass(Duration::from_secs(8));
    signal(pair.daemon.id(), Signal::CONT);
    pair.app = app(&pair.sandbox);
    pass(Duration::from_secs(7));
    pair.check("a new app linked within the grace that was left");
    kill(pair.app.id());
    let Pair { daemon, .. } = &mut pair;
    let left = std::mem::replace(daemon, std::process::Command::new("true").spawn().unwrap());
    let status = output_within(left, LIMIT, "the daemon").status;
    assert!(status.success(), "alone for the whole grace it leaves: {status}");
}
