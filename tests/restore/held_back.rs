//! What is shown and not started unasked: after failed starts, and where there is nothing to go on from.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use protocol::id::SessionId;
use protocol::session::Status;
use serde_json::{Value, json};

use super::ticked;
use crate::support::Sandbox;

/// A script that can be made unable to start, and again able.
struct Script(PathBuf);

impl Script {
    fn new(dir: &Path) -> Self {
        let script = Self(dir.join("script"));
        script.mend();
        script
    }

    fn mend(&self) {
        self.write("#!/bin/sh\nexec sleep 1000\n");
    }

    /// It is there and may be run, so that only the attempt shows that it cannot.
    fn spoil(&self) {
        self.write("#!/no/such/interpreter\n");
    }

    fn write(&self, text: &str) {
        std::fs::write(&self.0, text).unwrap();
        std::fs::set_permissions(&self.0, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

fn rows(plan: &Value) -> &[Value] {
    plan["rows"].as_array().unwrap()
}

pub fn set_policy(sandbox: &Sandbox, policy: &str) {
    sandbox.write_settings(&format!("[restore]\npolicy = \"{policy}\"\n"));
}

#[test]
fn three_failed_starts_hold_back_the_whole_plan_until_somebody_names_a_session() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = Script::new(sandbox.dir());
    let sick: Vec<SessionId> = (0..2).map(|_| sandbox.new_session(&["--", script.path()])).collect();
    let sound = sandbox.new_session(&["--", "sleep", "1000"]);
    sandbox.ok(&["stop", "--yes"]);
    script.spoil();
    sandbox.start();
    assert_eq!(ticked(&sandbox).len(), 3);
    for id in [&sick[0], &sick[1]] {
        let failed = sandbox.run(&["--json", "restore", id.as_str()]);
        assert_eq!(failed.status.code(), Some(1));
    }
    assert_eq!(ticked(&sandbox).len(), 3, "two are not enough");
    sandbox.run(&["restore", sick[0].as_str()]);
    let plan = sandbox.json(&["restore"]);
    assert_eq!(rows(&plan).len(), 3);
    for row in rows(&plan) {
        assert_eq!((&row["ticked"], &row["generation"], &row["can"]), (&json!(false), &json!(1), &json!("rerun")));
        assert!(row["note"].as_str().unwrap().starts_with("3 starts failed within 30 minutes"), "{row}");
    }
    assert!(sandbox.ok(&["restore"]).contains("run again: 3 starts failed within 30 minutes"));
    assert!(sandbox.ok(&["restore", "--all"]).contains("nothing is ticked: 3 starts failed"));

    // Neither `start --restore` nor the policy starts anything, in a new daemon as well.
    set_policy(&sandbox, "all");
    sandbox.ok(&["stop", "--yes"]);
    assert_eq!(sandbox.json(&["start", "--restore"])["restored"], json!({"rows": []}));
    assert!(sandbox.sessions().iter().all(|row| row.status == Status::Ended));

    script.mend();
    sandbox.ok(&["restore", sick[0].as_str()]);
    assert_eq!(ticked(&sandbox), [sick[1].clone(), sound], "its failures are forgotten with its success");
}

#[test]
fn what_fails_on_the_way_holds_back_the_rest_of_the_policys_restore() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = Script::new(sandbox.dir());
    let sick: Vec<SessionId> = (0..10).map(|_| sandbox.new_session(&["--", script.path()])).collect();
    sandbox.ok(&["stop", "--yes"]);
    script.spoil();
    sandbox.start();
    let restored: Value = serde_json::from_slice(&sandbox.run(&["--json", "restore", "--all"]).stdout).unwrap();
    let codes: Vec<&str> = rows(&restored).iter().map(|row| row["error"]["code"].as_str().unwrap()).collect();
    let tried = codes.iter().filter(|code| **code != "held_back").count();
    assert_eq!(codes.len(), sick.len());
    // Two start at a time, so one may be under way when the third fails.
    assert!((3..=4).contains(&tried), "{codes:?}");
}

#[test]
fn a_worker_with_nothing_to_go_on_from_is_shown_and_not_started_but_anew() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let worker = sandbox.new_session(&["--kind", "worker", "--", "sleep", "1000"]);
    let program = sandbox.new_session(&["--", "sleep", "1000"]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    let plan = sandbox.json(&["restore"]);
    let row = &rows(&plan)[0];
    assert_eq!((&row["id"], &row["can"], &row["ticked"]), (&json!(worker), &json!("nothing"), &json!(false)));
    assert_eq!(row["note"], json!("neither a conversation nor a prompt is known"));
    assert_eq!(ticked(&sandbox), std::slice::from_ref(&program));
    assert!(sandbox.ok(&["restore"]).contains("nothing: neither a conversation nor a prompt is known"));

    let named = sandbox.run(&["--json", "restore", worker.as_str()]);
    let named: Value = serde_json::from_slice(&named.stdout).unwrap();
    assert_eq!(rows(&named)[0]["error"]["code"], json!("not_resumable"));
    assert_eq!(sandbox.error(&["resume", worker.as_str()]), (1, "not_resumable".to_owned()));
    let told = String::from_utf8(sandbox.run(&["resume", worker.as_str()]).stderr).unwrap();
    assert!(told.contains("neither a conversation nor a prompt") && told.contains("resume --fresh"), "{told}");
    assert_eq!(sandbox.session(&worker).generation, 1, "nothing was tried");

    assert_eq!(sandbox.json(&["resume", "--fresh", worker.as_str()])["generation"], json!(2));
    assert_eq!(sandbox.json(&["restore", "--all"])["rows"].as_array().unwrap().len(), 1);
    assert_eq!(sandbox.wait_for(&program, Status::Running).generation, 2);
}

#[test]
fn the_policy_brings_back_orchestrators_or_all_of_what_is_ticked() {
    for (policy, expected) in [("ask", 0), ("orchestrators", 1), ("all", 2)] {
        let sandbox = Sandbox::new();
        sandbox.start();
        let orchestrator = sandbox.new_session(&["--kind", "orchestrator", "--", "sleep", "1000"]);
        let program = sandbox.new_session(&["--", "sleep", "1000"]);
        let declined = sandbox.new_session(&["--", "sleep", "1000"]);
        sandbox.ok(&["stop", "--yes"]);
        sandbox.start();
        sandbox.ok(&["restore", "--decline", declined.as_str()]);
        sandbox.ok(&["stop", "--yes"]);
        set_policy(&sandbox, policy);
        sandbox.start();
        let back = [&orchestrator, &program].into_iter().take(expected);
        back.for_each(|id| assert_eq!(sandbox.wait_for(id, Status::Running).generation, 2, "{policy}"));
        let live = sandbox.sessions().iter().filter(|row| row.status == Status::Running).count();
        assert_eq!((live, ticked(&sandbox).len()), (expected, 2 - expected), "{policy}");
    }
}
