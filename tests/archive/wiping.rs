//! Wiping several sessions at once.

use serde_json::{Value, json};

use super::over;
use crate::support::Sandbox;

#[test]
fn a_session_that_is_named_twice_is_wiped_once() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = over(&sandbox, "build");
    assert_eq!(sandbox.json(&["rm", "build", id.as_str(), id.short()]), json!([{"id": id}]));
}

#[test]
fn what_stands_in_the_way_of_one_is_seen_before_any_is_wiped() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let over = over(&sandbox, "build");
    let left = sandbox.new_session(&["--", "sh", "-c", "trap '' HUP; sleep 1000 & echo left"]);
    sandbox.wait_for(&left, protocol::session::Status::Ended);
    assert_eq!(sandbox.error(&["rm", over.as_str(), left.as_str()]), (1, "orphaned".to_owned()));
    assert_eq!(sandbox.sessions().len(), 2);
}

#[test]
fn where_a_later_step_fails_each_session_is_answered_for() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = [over(&sandbox, "one"), over(&sandbox, "two"), over(&sandbox, "three")];
    // In the way of what is renamed there before it is removed.
    std::fs::create_dir_all(sandbox.root().session(&ids[1]).with_extension("removed").join("in the way")).unwrap();
    let output = sandbox.run(&["--json", "rm", ids[0].as_str(), ids[1].as_str(), ids[2].as_str()]);
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &rows[0], &rows[2]), (Some(1), &json!({"id": ids[0]}), &json!({"id": ids[2]})));
    assert_eq!((&rows[1]["id"], &rows[1]["error"]["code"]), (&json!(ids[1]), &json!("io")), "{rows}");
    let left: Vec<_> = sandbox.sessions().into_iter().map(|session| session.id).collect();
    assert_eq!(left, [ids[1].clone()]);
}
