//! Putting sessions away: what is archived is over, what is not over is never said to be archived, and what cannot be
//! reached is archived as soon as it can.

mod disk;
mod pending;
mod race;
mod resuming;
mod wiping;

use protocol::end::{EndReason, IntentReason};
use protocol::id::SessionId;
use protocol::session::{Archive, Session, Status};
use serde_json::{Value, json};

use crate::support::sandbox::is_alive;
use crate::support::{Sandbox, until};

/// What lies in `session.json`.
fn record(sandbox: &Sandbox, id: &SessionId) -> Value {
    serde_json::from_slice(&std::fs::read(sandbox.root().session(id).join("session.json")).unwrap()).unwrap()
}

/// A session that has ended by itself.
fn over(sandbox: &Sandbox, name: &str) -> SessionId {
    let id = sandbox.new_session(&["--name", name, "--", "true"]);
    sandbox.wait_for(&id, Status::Ended);
    id
}

/// Waits until it is put away, and returns it.
fn wait_until_archived(sandbox: &Sandbox, id: &SessionId) -> Session {
    until("it is archived", || Some(sandbox.session(id)).filter(|session| session.archive == Archive::Done))
}

#[test]
fn an_ended_session_is_put_away_once_and_taken_out_again() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = over(&sandbox, "build");
    assert_eq!(sandbox.json(&["archive", "build"]), json!([{"id": id, "result": "archived"}]));
    assert_eq!(sandbox.json(&["ls"]), json!([]));
    assert_eq!(sandbox.session(&id).archive, Archive::Done);
    let path = sandbox.root().session(&id).join("session.json");
    let written = || std::fs::metadata(&path).unwrap().modified().unwrap();
    let (before, when) = (record(&sandbox, &id), written());
    assert!(before["archived_at"].as_u64().is_some(), "{before}");
    assert_eq!(sandbox.json(&["archive", id.as_str(), "build"]), json!([{"id": id, "result": "already"}]));
    assert_eq!(
        (record(&sandbox, &id), written()),
        (before, when),
        "it is archived since then, and nothing was written"
    );
    sandbox.restart();
    assert_eq!(sandbox.session(&id).archive, Archive::Done);
    assert_eq!(sandbox.json(&["unarchive", id.as_str()]), json!([{"id": id, "result": "unarchived"}]));
    assert_eq!(sandbox.json(&["unarchive", id.as_str()]), json!([{"id": id, "result": "already"}]));
    assert_eq!(
        (sandbox.json(&["ls"])[0]["archive"].as_str(), record(&sandbox, &id).get("archived_at")),
        (Some("no"), None)
    );
}

#[test]
fn a_live_session_is_stopped_for_it_and_its_end_says_so() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "cat"]);
    let child = sandbox.session(&id).child_pid.unwrap();
    let archived = sandbox.json(&["archive", id.as_str()]);
    assert_eq!(archived, json!([{"id": id, "result": "archived", "detail": "it was running and was stopped"}]));
    assert!(!is_alive(child));
    let row = sandbox.session(&id);
    let end = row.end.unwrap();
    assert_eq!((row.status, row.archive), (Status::Ended, Archive::Done));
    assert_eq!((end.reason, end.actor.as_str(), end.intent), (EndReason::Stopped, "user", Some(IntentReason::Archive)));
    assert_eq!(record(&sandbox, &id).get("archive_pending"), None);
    assert_eq!(sandbox.json(&["restore"])["rows"], json!([]));
}

#[test]
fn with_one_unknown_name_among_them_nobody_is_archived() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--name", "build", "--", "cat"]);
    assert_eq!(sandbox.error(&["archive", id.as_str(), "nobody"]), (3, "not_found".to_owned()));
    assert_eq!(sandbox.error(&["archive", "bui"]), (3, "not_found".to_owned()), "a name is given whole");
    let row = sandbox.wait_for(&id, Status::Running);
    assert_eq!((row.archive, row.generation), (Archive::No, 1));
}

#[test]
fn a_name_is_free_while_its_session_is_archived_and_must_be_free_to_take_it_out() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let first = over(&sandbox, "build");
    sandbox.ok(&["archive", "build"]);
    let second = over(&sandbox, "build");
    let before = record(&sandbox, &first);
    let output = sandbox.run(&["unarchive", first.as_str()]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(&format!("rename this one first: `holdfast rename {} NAME`", first.short())), "{said}");
    assert_eq!(sandbox.error(&["unarchive", first.as_str()]), (1, "bad_name".to_owned()));
    assert_eq!(sandbox.error(&["resume", first.as_str()]), (1, "bad_name".to_owned()));
    assert_eq!(record(&sandbox, &first), before);
    assert_eq!(sandbox.json(&["show", "build"])["session"]["id"], json!(second));
    sandbox.ok(&["rename", first.as_str(), "older"]);
    assert_eq!(sandbox.json(&["unarchive", "older"])[0]["result"], "unarchived");
}

#[test]
fn what_an_ended_program_left_behind_keeps_its_session_from_counting_as_archived() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "trap '' HUP; sleep 1000 & echo left=$!."]);
    sandbox.wait_for(&id, Status::Ended);
    let output = sandbox.run(&["--json", "archive", id.as_str()]);
    let archived: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &archived[0]["result"]), (Some(1), &json!("pending")), "{archived}");
    assert!(archived[0]["detail"].as_str().unwrap().contains("left processes behind"), "{archived}");
    assert_eq!(sandbox.session(&id).archive, Archive::Pending);
    sandbox.ok(&["kill", id.as_str()]);
    assert_eq!(wait_until_archived(&sandbox, &id).end.unwrap().reason, EndReason::Completed);
}
