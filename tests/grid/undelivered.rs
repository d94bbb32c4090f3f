//! Intents that no host took in time: they are never carried out later, and explain no end.

use protocol::end::{End, EndReason};
use protocol::id::SessionId;
use protocol::session::Status;
use rustix::process::Signal;
use serde_json::Value;

use crate::support::sandbox::{kill, signal};
use crate::support::{Sandbox, counter, timeline, until};

/// A session that counts, its host and its program. The host hung when it was to be killed, and hangs.
fn unheard(sandbox: &Sandbox) -> (SessionId, u32, u32) {
    sandbox.start();
    let id = counter::start(sandbox);
    let row = sandbox.wait_for(&id, Status::Running);
    let (host, program) = (row.host_pid.unwrap(), row.child_pid.unwrap());
    signal(host, Signal::STOP);
    let output = sandbox.run(&["--json", "kill", id.as_str()]);
    let killed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(killed[0]["result"], "still_alive", "{killed}");
    let intent = sandbox.root().generation(&id, 1).join("intent-1.json");
    let intent: Value = serde_json::from_slice(&std::fs::read(intent).unwrap()).unwrap();
    let deadline = intent["intent"]["deadline"].as_u64().unwrap();
    until("its deadline has passed", || (store::now_ms() > deadline).then_some(()));
    (id, host, program)
}

/// The end, once it is certain that no intent had to do with it.
fn unexplained(sandbox: &Sandbox, id: &SessionId) -> End {
    let end = sandbox.wait_for(id, Status::Ended).end.unwrap();
    assert!(!sandbox.root().generation(id, 1).join("ack-1.json").exists());
    assert_eq!(end.intent, None, "{end:?}");
    let told = timeline::of(sandbox, id);
    assert!(told.contains("a stop is wanted: kill [intent 1: its host never took it]"), "{told}");
    end
}

#[test]
fn a_host_that_goes_on_after_the_deadline_does_not_carry_the_intent_out() {
    let sandbox = Sandbox::new();
    let (id, host, _) = unheard(&sandbox);
    signal(host, Signal::CONT);
    sandbox.wait_for(&id, Status::Running);
    counter::goes_on(&sandbox, &id);
    assert!(!sandbox.root().generation(&id, 1).join("ack-1.json").exists());
    let told = timeline::of(&sandbox, &id);
    assert!(told.contains("a stop is wanted: kill [intent 1: its host did not take it in time]"), "{told}");
}

#[test]
fn a_host_that_is_lost_before_it_took_the_intent_is_lost() {
    let sandbox = Sandbox::new();
    let (id, host, _) = unheard(&sandbox);
    kill(host);
    let end = unexplained(&sandbox, &id);
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::HostLost, "unknown"));
}

#[test]
fn a_signal_to_all_before_the_intent_was_taken_is_an_external_signal() {
    let sandbox = Sandbox::new();
    let (id, host, program) = unheard(&sandbox);
    for pid in [sandbox.daemon_pid(), host, program] {
        signal(pid, Signal::TERM);
    }
    signal(host, Signal::CONT);
    sandbox.wait_until_daemon_gone(crate::support::LIMIT);
    sandbox.start();
    let end = unexplained(&sandbox, &id);
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::ExternalSignal, "unknown"));
}
