//! Resuming what is archived takes it out; where it does not start it stays exactly as it was.

use std::os::unix::fs::PermissionsExt as _;

use protocol::session::{Archive, Status};
use serde_json::json;

use super::{over, record};
use crate::support::Sandbox;

#[test]
fn a_session_that_is_resumed_is_not_archived_any_more() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "cat"]);
    sandbox.ok(&["archive", id.as_str()]);
    assert_eq!(sandbox.json(&["resume", id.as_str()])["archive"], "no");
    let row = sandbox.wait_for(&id, Status::Running);
    assert_eq!((row.generation, row.archive), (2, Archive::No));
    assert!(record(&sandbox, &id).get("archived_at").is_none());
}

#[test]
fn a_session_that_cannot_be_resumed_is_archived_as_before() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let program = sandbox.dir().join("program");
    let make = |text: &str| {
        std::fs::write(&program, text).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    };
    make("#!/bin/sh\n");
    let id = sandbox.new_session(&["--", program.to_str().unwrap()]);
    sandbox.wait_for(&id, Status::Ended);
    sandbox.ok(&["archive", id.as_str()]);
    let before = record(&sandbox, &id);
    // It can be found, and only a try shows that it cannot be run.
    make("#!/nonexistent/interpreter\n");
    sandbox.error(&["resume", id.as_str()]);
    let row = sandbox.session(&id);
    assert_eq!((row.generation, row.archive), (2, Archive::Done), "a start was tried");
    assert_eq!(record(&sandbox, &id), before);
    std::fs::remove_file(&program).unwrap();
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "program_missing".to_owned()));
    assert_eq!(record(&sandbox, &id), before);
}

#[test]
fn an_archived_session_is_not_offered_again() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "cat"]);
    let other = over(&sandbox, "other");
    sandbox.ok(&["archive", "other"]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    assert_eq!(sandbox.json(&["restore"])["rows"][0]["id"], json!(id));
    sandbox.ok(&["archive", id.as_str()]);
    assert_eq!(sandbox.json(&["restore"])["rows"], json!([]));
    assert_eq!(sandbox.session(&other).archive, Archive::Done);
}
