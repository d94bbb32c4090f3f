//! Carrying out intents: acknowledged before the first signal, cited by the end.

use std::time::{Duration, Instant};

use protocol::end::{EndReason, IntentReason};
use protocol::error::ErrorCode;
use protocol::hello::Role;
use protocol::host::{CarryOut, Intent};
use serde_json::Map;
use store::records::{self, Ack, IntentRecord};

use crate::sandbox::{Sandbox, Viewer, connect, connect_as, eventually};

fn intent(patience: u64) -> Intent {
    let now = store::now_ms();
    Intent { actor: "user".to_owned(), requested: now, reason: IntentReason::Kill, deadline: now + 60_000, patience }
}

fn record(sandbox: &Sandbox, number: u32, intent: Intent) {
    let path = sandbox.dir(1).join(format!("intent-{number}.json"));
    let record = IntentRecord { session: sandbox.id.clone(), generation: 1, number, intent, unknown: Map::new() };
    records::create(&path, &record).unwrap();
}

fn ack(sandbox: &Sandbox, number: u32) -> Option<Ack> {
    records::read(&sandbox.dir(1).join(format!("ack-{number}.json"))).unwrap().record()
}

fn call(number: u32) -> CarryOut {
    CarryOut { intent: number, unwritten: None }
}

#[test]
fn an_intent_is_acknowledged_and_cited_and_takes_the_whole_tree() {
    let sandbox = Sandbox::new();
    let socket =
        sandbox.run("sh -c 'trap \"\" HUP TERM; sleep 1000 & wait' & sleep 1000 & echo ready; exec sleep 1000");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("ready");
    let child = sandbox.host(1).child.unwrap();
    eventually("four processes", || store::process::survivors(&child).unwrap().len() == 4);
    record(&sandbox, 1, intent(10_000));
    connect_as(&socket, Role::Daemon).call(&call(1)).unwrap();
    assert_eq!(ack(&sandbox, 1).unwrap().intent, 1, "it is on disk when the answer comes");
    let end = viewer.until_end();
    assert_eq!((end.reason, end.actor.as_str(), end.intent), (EndReason::Stopped, "user", Some(IntentReason::Kill)));
    assert_eq!(sandbox.end(1).unwrap().facts.cited.unwrap().number, 1);
    assert!(store::process::survivors(&child).unwrap().is_empty(), "nobody is left when the end is told");
}

#[test]
fn a_program_that_ignores_being_asked_is_forced_after_the_patience_and_not_before() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("trap '' TERM HUP; echo ready; while :; do sleep 0.05; done");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("ready");
    record(&sandbox, 1, intent(600));
    let began = Instant::now();
    connect_as(&socket, Role::Daemon).call(&call(1)).unwrap();
    let end = viewer.until_end();
    assert!(began.elapsed() >= Duration::from_millis(600), "{:?}", began.elapsed());
    assert_eq!((end.reason, end.signal), (EndReason::Stopped, Some(9)));
}

#[test]
fn a_stopped_program_is_ended_too_and_a_second_intent_only_makes_it_faster() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("trap '' TERM HUP; echo ready; while :; do sleep 0.05; done");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("ready");
    crate::sandbox::signal(&sandbox.host(1).child.unwrap(), "STOP");
    record(&sandbox, 1, intent(3_600_000));
    record(&sandbox, 2, Intent { actor: "daemon".to_owned(), ..intent(0) });
    let mut daemon = connect_as(&socket, Role::Daemon);
    daemon.call(&call(1)).unwrap();
    daemon.call(&call(2)).unwrap();
    let end = viewer.until_end();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::Stopped, "user"), "the first one is cited");
    assert!(ack(&sandbox, 2).is_none());
}

#[test]
fn nobody_but_a_daemon_may_stop_and_bad_intents_are_refused() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec sleep 1000");
    record(&sandbox, 1, intent(0));
    record(&sandbox, 2, Intent { deadline: store::now_ms() - 1, ..intent(0) });
    std::fs::write(sandbox.dir(1).join("intent-3.json"), "{").unwrap();
    std::fs::copy(sandbox.dir(1).join("intent-1.json"), sandbox.dir(1).join("intent-4.json")).unwrap();
    assert_eq!(connect(&socket).call(&call(1)).unwrap_err().code, ErrorCode::Forbidden);
    let mut daemon = connect_as(&socket, Role::Daemon);
    for number in 2..=5 {
        assert_eq!(daemon.call(&call(number)).unwrap_err().code, ErrorCode::IntentRefused, "{number}");
        assert!(ack(&sandbox, number).is_none());
    }
    let late = CarryOut { intent: 9, unwritten: Some(Intent { deadline: 1, ..intent(0) }) };
    assert_eq!(daemon.call(&late).unwrap_err().code, ErrorCode::IntentRefused);
    Viewer::look(&socket).until_text("ready");
    assert!(sandbox.end(1).is_none());
}

#[test]
fn an_intent_that_could_not_be_written_is_carried_out_and_said_to_be_not_durable() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec sleep 1000");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("ready");
    let unwritten = CarryOut { intent: 1, unwritten: Some(intent(1000)) };
    let answer = connect_as(&socket, Role::Daemon).call(&unwritten).unwrap_err();
    assert_eq!(answer.code, ErrorCode::NotDurable);
    let end = viewer.until_end();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::Stopped, "user"));
    assert_eq!(sandbox.end(1).unwrap().facts.cited.unwrap().number, 0);
}
