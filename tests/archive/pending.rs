//! Sessions that cannot be reached when they are to be archived.

use protocol::end::{EndReason, IntentReason};
use protocol::id::SessionId;
use protocol::session::{Archive, Status};
use rustix::process::Signal;
use serde_json::{Value, json};

use super::{record, wait_until_archived};
use crate::support::sandbox::{is_alive, kill, signal};
use crate::support::{Sandbox, counter, until};

/// A session that counts, archived while its host hangs; and that host.
fn pending(sandbox: &Sandbox) -> (SessionId, u32) {
    let id = counter::start(sandbox);
    let host = sandbox.wait_for(&id, Status::Running).host_pid.unwrap();
    signal(host, Signal::STOP);
    let output = sandbox.run(&["--json", "archive", id.as_str()]);
    let archived: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &archived[0]["result"]), (Some(1), &json!("pending")), "{archived}");
    assert!(archived[0]["detail"].as_str().is_some_and(|why| why.contains("does not answer")), "{archived}");
    assert!(output.stderr.is_empty(), "the rows say it already");
    let row = sandbox.session(&id);
    assert_eq!((row.archive, row.status, row.end), (Archive::Pending, Status::Unreachable, None));
    assert!(sandbox.ok(&["ls"]).contains("to be archived"));
    assert_eq!(record(sandbox, &id)["archive_pending"]["actor"], "user");
    (id, host)
}

fn is_archived_by_an_intent(sandbox: &Sandbox, id: &SessionId) {
    let row = wait_until_archived(sandbox, id);
    let end = row.end.unwrap();
    let said = (end.reason, end.actor.as_str(), end.intent);
    assert_eq!(said, (EndReason::Stopped, "user", Some(IntentReason::Archive)));
    assert!(record(sandbox, id).get("archive_pending").is_none());
}

#[test]
fn a_host_that_answers_again_has_its_session_archived_by_itself() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (id, host) = pending(&sandbox);
    assert_eq!(sandbox.error(&["new", "-d", "--name", &sandbox.session(&id).name, "--", "cat"]).1, "bad_name");
    signal(host, Signal::CONT);
    is_archived_by_an_intent(&sandbox, &id);
}

#[test]
fn a_later_daemon_archives_what_was_pending() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (id, host) = pending(&sandbox);
    sandbox.crash_daemon();
    sandbox.start();
    let row = sandbox.wait_for(&id, Status::Unreachable);
    assert_eq!((row.archive, row.end), (Archive::Pending, None));
    signal(host, Signal::CONT);
    is_archived_by_an_intent(&sandbox, &id);
}

#[test]
fn a_host_that_dies_while_its_session_is_pending_is_lost_and_not_stopped() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (id, host) = pending(&sandbox);
    kill(host);
    let row = wait_until_archived(&sandbox, &id);
    let end = row.end.unwrap();
    assert_eq!((end.reason, end.actor.as_str(), end.intent), (EndReason::HostLost, "unknown", None));
    assert_eq!(sandbox.json(&["restore"])["rows"], json!([]));
    // What was lost before somebody wanted it back can be brought back.
    sandbox.ok(&["unarchive", id.as_str()]);
    assert_eq!(sandbox.json(&["restore"])["rows"][0]["id"], json!(id));
}

#[test]
fn what_is_pending_can_be_called_off_and_goes_on() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (id, host) = pending(&sandbox);
    assert_eq!(sandbox.json(&["unarchive", id.as_str()]), json!([{"id": id, "result": "called_off"}]));
    assert!(record(&sandbox, &id).get("archive_pending").is_none());
    signal(host, Signal::CONT);
    let row = sandbox.wait_for(&id, Status::Running);
    assert_eq!((row.host_pid, row.archive), (Some(host), Archive::No));
    counter::goes_on(&sandbox, &id);
}

#[test]
fn an_orphaned_session_is_archived_when_its_processes_are_gone() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "trap '' HUP; echo ready; while :; do sleep 1; done"]);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    let child = sandbox.session(&id).child_pid.unwrap();
    kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Orphaned);
    let output = sandbox.run(&["--json", "archive", id.as_str()]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"pending\""), "{output:?}");
    assert!(is_alive(child), "only a kill ends what a dead host left behind");
    kill(child);
    assert_eq!(wait_until_archived(&sandbox, &id).end.unwrap().reason, EndReason::HostLost);
}
