//! Scopes of their own: who outlives whom, who is ended with whom, and what is said where there are none.

mod ends;
mod farewells;
mod memory;

use std::time::{Duration, Instant};

use protocol::end::EndReason;
use protocol::id::SessionId;
use protocol::session::Status;
use store::cgroup;
use store::records::{self, Daemon, Host};

use crate::support::sandbox::{is_alive, kill};
use crate::support::systemd::{Keeper, Mood, StandIn, start, with_each};
use crate::support::{LIMIT, Sandbox, until};

/// The run file of a session's host.
fn host(sandbox: &Sandbox, id: &SessionId) -> Host {
    let path = sandbox.root().generation(id, sandbox.session(id).generation).join("host.json");
    records::read::<Host>(&path).unwrap().record().unwrap()
}

/// The run file of the daemon, once it is known whether it has a scope.
fn daemon(sandbox: &Sandbox) -> Daemon {
    until("the daemon knows where it stands", || {
        let found = records::read::<Daemon>(&sandbox.root().daemon_json()).unwrap().record();
        found.filter(|daemon| daemon.scope.is_some() || daemon.scope_error.is_some())
    })
}

/// A program that leaves another one behind that has neither its terminal nor its marks, and prints its pid.
const LEAVES_ONE_BEHIND: [&str; 3] =
    ["sh", "-c", "setsid env -i sh -c 'echo left=$$.; exec sleep 1000 >/dev/null 2>&1' & exec sleep 1000"];

/// Waits for what such a program prints.
fn left(sandbox: &Sandbox, id: &SessionId) -> u32 {
    until("it has started the other", || {
        let printed = sandbox.printed(id);
        printed.split("left=").nth(1)?.split_once('.')?.0.parse().ok()
    })
}

#[test]
fn each_host_and_the_daemon_have_a_scope_of_their_own_and_say_so() {
    with_each(|sandbox, keeper| {
        start(sandbox, &[keeper]);
        let ids = [sandbox.new_session(&["--", "sleep", "1000"]), sandbox.new_session(&["--", "sleep", "1000"])];
        let daemon = daemon(sandbox);
        let hosts = ids.each_ref().map(|id| host(sandbox, id));
        if !keeper.moves() {
            assert!(daemon.scope_error.unwrap().contains("could not move"));
            assert!(hosts.iter().all(|host| host.scope.is_none() && host.scope_error.is_some()), "{hosts:?}");
            return;
        }
        let unit = daemon.scope.unwrap_or_else(|| panic!("{:?}", daemon.scope_error));
        assert!(unit.starts_with("holdfastd-"), "{unit}");
        assert!(cgroup::is_of(&cgroup::of(daemon.identity.pid).unwrap(), &unit));
        for (host, id) in hosts.iter().zip(&ids) {
            let unit = host.scope.as_deref().unwrap();
            assert!(unit.starts_with(&format!("holdfast-{}-1-", id.short())), "{unit}");
            assert!(host.scope_error.is_none());
            for pid in [host.host.pid, host.child.as_ref().unwrap().pid] {
                assert_eq!(cgroup::of(pid), host.cgroup, "the host and its program are in it");
            }
            assert!(cgroup::is_of(host.cgroup.as_deref().unwrap(), unit));
        }
        assert_ne!(hosts[0].cgroup, hosts[1].cgroup);
        let mut client = sandbox.client_of(&ids[0]);
        let status = client.call(&protocol::host::Watch {}).unwrap();
        assert_eq!((status.scope, status.scope_error), (hosts[0].scope.clone(), None));
    });
}

#[test]
fn what_left_terminal_and_marks_behind_is_ended_with_its_scope_by_its_host() {
    with_each(|sandbox, keeper| {
        if !keeper.moves() {
            return;
        }
        start(sandbox, &[keeper]);
        let id = sandbox.new_session(&[&["--"], &LEAVES_ONE_BEHIND[..]].concat());
        let left = left(sandbox, &id);
        assert_eq!(store::process::session_of(left), None);
        let other = sandbox.new_session(&["--", "sleep", "1000"]);
        assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
        until("it is gone with the session", || (!is_alive(left)).then_some(()));
        assert_eq!(sandbox.session(&id).end.unwrap().reason, EndReason::Stopped);
        assert_eq!(sandbox.session(&other).status, Status::Running, "another scope is another session's");
    });
}

#[test]
fn what_left_terminal_and_marks_behind_is_a_survivor_of_its_dead_host() {
    with_each(|sandbox, keeper| {
        if !keeper.moves() {
            return;
        }
        start(sandbox, &[keeper]);
        let id = sandbox.new_session(&[&["--"], &LEAVES_ONE_BEHIND[..]].concat());
        let left = left(sandbox, &id);
        kill(sandbox.session(&id).host_pid.unwrap());
        let orphaned = sandbox.wait_for(&id, Status::Orphaned);
        assert!(orphaned.why.contains(&left.to_string()), "{}", orphaned.why);
        assert_eq!(sandbox.error(&["resume", id.as_str()]).1, "orphaned");
        assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
        assert!(!is_alive(left));
        sandbox.json(&["resume", id.as_str()]);
    });
}

#[test]
fn a_daemon_that_was_started_in_a_session_is_not_ended_with_it() {
    with_each(|sandbox, keeper| {
        if !keeper.moves() {
            return;
        }
        start(sandbox, &[keeper]);
        let inner = Sandbox::new();
        // It asks nobody for a scope, and so it stays in the one of the session that started it.
        let script = format!(
            "DBUS_SESSION_BUS_ADDRESS= HOLDFAST_HOME={} {} start; exec sleep 1000",
            inner.root_dir().display(),
            crate::support::programs::program("holdfast").display()
        );
        let id = sandbox.new_session(&["--", "sh", "-c", &script]);
        let daemon = inner.daemon_pid();
        let held = inner.new_session(&["--", "sleep", "1000"]);
        let program = inner.session(&held).child_pid.unwrap();
        assert_eq!(cgroup::of(daemon), host(sandbox, &id).cgroup);
        assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
        assert!(is_alive(daemon) && is_alive(program), "neither the daemon nor what it keeps was meant");
        assert_eq!(inner.session(&held).status, Status::Running);
    });
}

#[test]
fn without_a_bus_a_session_starts_at_once_and_says_that_it_has_no_scope() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    let host = host(&sandbox, &id);
    assert_eq!((host.scope.as_deref(), host.scope_error.as_deref()), (None, Some("there is no user bus")));
    assert_eq!(host.cgroup, cgroup::of(host.host.pid));
    assert_eq!(daemon(&sandbox).scope_error.as_deref(), Some("there is no user bus"));
}

#[test]
fn a_manager_that_refuses_keeps_nobody_from_starting() {
    let (sandbox, keeper) = (Sandbox::new(), StandIn::new());
    keeper.set_mood(Mood::Refuses);
    start(&sandbox, &[&keeper]);
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    let host = host(&sandbox, &id);
    assert!(host.scope_error.as_deref().is_some_and(|why| why.contains("it does not want to")), "{host:?}");
    assert_eq!(host.own_group(), None);
    assert_eq!(sandbox.session(&id).status, Status::Running);
}

/// A bus that takes connections and never says a word.
struct Silent(String, std::os::unix::net::UnixListener);

impl Keeper for Silent {
    fn apply(&self, command: &mut std::process::Command) {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.0).env("DBUS_SYSTEM_BUS_ADDRESS", &self.0);
    }

    fn moves(&self) -> bool {
        false
    }
}

#[test]
fn a_bus_that_never_answers_holds_a_start_up_for_a_moment_only() {
    let sandbox = Sandbox::new();
    let path = sandbox.dir().join("silent");
    let silent =
        Silent(format!("unix:path={}", path.display()), std::os::unix::net::UnixListener::bind(&path).unwrap());
    start(&sandbox, &[&silent]);
    let began = Instant::now();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    assert!(began.elapsed() < LIMIT / 2, "{:?}", began.elapsed());
    assert!(host(&sandbox, &id).scope_error.is_some());
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    // Told to leave, the daemon asks what is going down, and does not wait for long.
    let pid = sandbox.daemon_pid();
    crate::support::sandbox::signal(pid, rustix::process::Signal::TERM);
    sandbox.wait_until_daemon_gone(Duration::from_secs(5));
    drop(silent.1);
}
