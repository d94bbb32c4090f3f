//! Shutdown, logout and loss told apart.

use std::process::Command;

use protocol::end::EndReason;
use protocol::id::SessionId;
use protocol::session::{Session, Status};
use store::records::{self, FarewellKind, Farewells};

use super::host;
use crate::support::namespace::apart;
use crate::support::sandbox::{kill, signal};
use crate::support::systemd::{StandIn, Systemd, start};
use crate::support::{LIMIT, Sandbox, until};

fn farewells(sandbox: &Sandbox) -> Vec<FarewellKind> {
    let record = records::read::<Farewells>(&sandbox.root().farewells()).unwrap().record().unwrap_or_default();
    record.farewells.into_iter().map(|farewell| farewell.kind).collect()
}

/// Ends a host as a service manager does.
fn end_as_manager(sandbox: &Sandbox, pid: u32) {
    let manager = sandbox.dir().join("systemd");
    if !manager.exists() {
        std::fs::copy("/bin/sh", &manager).unwrap();
    }
    // It is still there when its name is read.
    let script = format!("kill -TERM {pid}; while kill -0 {pid}; do :; done");
    let mut child = Command::new(manager).args(["-c", &script]).stderr(std::process::Stdio::null()).spawn().unwrap();
    until("the host is gone", || child.try_wait().unwrap());
}

/// Kills everything at once, and tells what the sessions are after a reboot.
fn after_power_loss(sandbox: &Sandbox, id: &SessionId) -> Session {
    let session = sandbox.session(id);
    [Some(sandbox.daemon_pid()), session.host_pid, session.child_pid].into_iter().flatten().for_each(kill);
    sandbox.wait_until_daemon_gone(LIMIT);
    let boot = sandbox.dir().join("boot_id");
    std::fs::write(&boot, "00000000-1111-2222-3333-444444444444\n").unwrap();
    let script = format!(
        "mount --bind {} /proc/sys/kernel/random/boot_id\n\"$HF\" start >/dev/null\n\"$HF\" --json ls --all\n\"$HF\" stop --keep-sessions >/dev/null",
        boot.display()
    );
    let all: Vec<Session> = serde_json::from_str(&apart(sandbox, &script)).unwrap();
    all.into_iter().find(|session| session.id == *id).unwrap()
}

#[test]
fn a_logout_is_told_as_one_by_every_session() {
    let systemd = match Systemd::start() {
        Ok(systemd) => systemd,
        Err(why) => return println!("not seen: systemd cannot run here ({why}); the stand-in's word must do"),
    };
    let sandbox = Sandbox::new();
    start(&sandbox, &[&systemd]);
    let obedient = sandbox.new_session(&["--", "sleep", "1000"]);
    let deaf = sandbox.new_session(&["--", "sh", "-c", "trap '' TERM HUP; while :; do sleep 1; done"]);
    let polite = sandbox.new_session(&["--", "sh", "-c", "trap 'exit 0' TERM HUP; while :; do sleep 0.1; done"]);
    super::daemon(&sandbox);
    systemd.log_out();
    sandbox.wait_until_daemon_gone(LIMIT);
    assert_eq!(farewells(&sandbox), [FarewellKind::Logout]);
    until("all hosts have written the end", || {
        let ended = |id| sandbox.root().generation(id, 1).join("end.json").exists();
        [&obedient, &deaf, &polite].into_iter().all(ended).then_some(())
    });
    sandbox.start();
    for id in [&obedient, &deaf, &polite] {
        let end = sandbox.wait_for(id, Status::Ended).end.unwrap();
        assert_eq!((end.reason, end.actor.as_str()), (EndReason::Logout, "system"), "{:?}", end.evidence);
    }
    until("the farewell has served", || farewells(&sandbox).is_empty().then_some(()));
}

#[test]
fn what_the_service_manager_ends_is_told_by_what_is_going_down() {
    let (sandbox, user, system) = (Sandbox::new(), StandIn::new(), StandIn::of_system());
    start(&sandbox, &[&user, &system]);
    let end = || {
        let id = sandbox.new_session(&["--", "sleep", "1000"]);
        end_as_manager(&sandbox, host(&sandbox, &id).host.pid);
        let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
        (end.reason, end.actor)
    };
    assert_eq!(end(), (EndReason::ExternalSignal, "unknown".to_owned()), "nothing is going down");
    user.says("stopping");
    assert_eq!(end(), (EndReason::Logout, "system".to_owned()));
    system.says("stopping");
    assert_eq!(end(), (EndReason::OsShutdown, "system".to_owned()));
    signal(sandbox.daemon_pid(), rustix::process::Signal::TERM);
    sandbox.wait_until_daemon_gone(LIMIT);
    assert_eq!(farewells(&sandbox), [FarewellKind::Shutdown], "the daemon asks as well");
}

#[test]
fn a_shutdown_is_held_up_until_it_is_noted_and_explains_what_is_gone_after_it() {
    let (sandbox, system) = (Sandbox::new(), StandIn::of_system());
    let logind = system.logind();
    start(&sandbox, &[&system]);
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    until("the daemon may hold a shutdown up", || logind.is_delayed().then_some(()));
    logind.prepare_for_shutdown(true);
    until("the system may go on", || (!logind.is_delayed()).then_some(()));
    assert_eq!(farewells(&sandbox), [FarewellKind::Shutdown], "noted before that");
    let end = after_power_loss(&sandbox, &id).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::OsShutdown, "system"), "{:?}", end.evidence);
    assert!(end.last_seen.is_some());
}

#[test]
fn a_shutdown_that_was_called_off_explains_nothing() {
    let (sandbox, system) = (Sandbox::new(), StandIn::of_system());
    let logind = system.logind();
    start(&sandbox, &[&system]);
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    until("the daemon may hold a shutdown up", || logind.is_delayed().then_some(()));
    logind.prepare_for_shutdown(true);
    until("it is noted", || (farewells(&sandbox) == [FarewellKind::Shutdown]).then_some(()));
    logind.prepare_for_shutdown(false);
    until("it is not noted any more", || farewells(&sandbox).is_empty().then_some(()));
    until("the next one may be held up", || logind.is_delayed().then_some(()));
    let end = after_power_loss(&sandbox, &id).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::MachineLost, "system"), "{:?}", end.evidence);
}
