//! Who told a host to end, as far as it can be known.

use protocol::end::EndReason;
use protocol::session::Status;

use crate::support::{Sandbox, until};

#[test]
fn a_session_that_ends_another_ones_host_is_named() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let victim = sandbox.new_session(&["--", "sleep", "1000"]);
    let host = sandbox.session(&victim).host_pid.unwrap();
    let culprit = sandbox.new_session(&["--", "sh", "-c", &format!("kill -TERM {host}; exec sleep 1000")]);
    let end = sandbox.wait_for(&victim, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.actor), (EndReason::ExternalSignal, format!("agent:{culprit}")), "{:?}", end.evidence);
    assert_eq!(sandbox.session(&culprit).status, Status::Running);
}

#[test]
fn somebody_outside_who_ends_a_host_is_never_taken_for_the_user() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    let host = sandbox.session(&id).host_pid.unwrap();
    crate::support::sandbox::signal(host, rustix::process::Signal::TERM);
    let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::ExternalSignal, "unknown"));
    let own = std::process::id().to_string();
    assert!(end.evidence.iter().any(|line| line.contains(&own)), "{:?}", end.evidence);
}

#[test]
fn a_program_that_ends_its_own_host_did_it_itself() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "read host; kill -TERM $host; exec sleep 1000";
    let id = sandbox.new_session(&["--", "sh", "-c", script]);
    let host = sandbox.session(&id).host_pid.unwrap();
    until("it is told its host", || {
        let sent = sandbox.run(&["send", id.as_str(), &host.to_string(), "--enter"]);
        sent.status.success().then_some(())
    });
    let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::ExternalSignal, "agent"), "{:?}", end.evidence);
}
