//! `start`, `stop`, `restore`: the daemon with and without its sessions, and bringing back what was stopped.

use protocol::id::SessionId;
use protocol::session::Status;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::sandbox::{is_alive, signal};
use crate::support::{LIMIT, Sandbox, Terminal, counter, until};

fn three(sandbox: &Sandbox) -> [SessionId; 3] {
    ["one", "two", "three"].map(|name| sandbox.new_session(&["--name", name, "--", "cat"]))
}

fn pids(sandbox: &Sandbox, ids: &[SessionId]) -> Vec<u32> {
    let rows = ids.iter().map(|id| sandbox.wait_for(id, Status::Running));
    rows.flat_map(|row| [row.host_pid.unwrap(), row.child_pid.unwrap()]).collect()
}

/// A process that has let go of its lock, or said its last word, still needs a moment to be gone.
fn all_gone(pids: &[u32]) {
    until("they are gone", || (!pids.iter().copied().any(is_alive)).then_some(()));
}

fn rows(plan: &Value) -> &[Value] {
    plan["rows"].as_array().unwrap()
}

#[test]
fn start_is_the_same_twice() {
    let sandbox = Sandbox::new();
    let first = sandbox.json(&["start"]);
    assert_eq!((&first["running"], &first["owner"]), (&json!(true), &json!("headless")));
    assert_eq!(sandbox.json(&["start"])["pid"], first["pid"]);
}

#[test]
fn sessions_that_are_kept_keep_their_pids_and_the_next_daemon_adopts_them() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = three(&sandbox);
    let counting = counter::start(&sandbox);
    let before = pids(&sandbox, &ids);
    let daemon = sandbox.daemon_pid();
    assert_eq!(sandbox.json(&["stop", "--keep-sessions"]), json!({"stopped": true, "sessions": []}));
    sandbox.wait_until_daemon_gone(LIMIT);
    all_gone(&[daemon]);
    assert!(before.iter().all(|pid| is_alive(*pid)));
    assert_eq!(sandbox.json(&["stop", "--keep-sessions"]), json!({"stopped": false, "sessions": []}));
    sandbox.start();
    assert_eq!(pids(&sandbox, &ids), before);
    assert!(sandbox.sessions().iter().all(|row| row.generation == 1 && row.fresh));
    assert_eq!(sandbox.json(&["restore"])["rows"], json!([]));
    counter::goes_on(&sandbox, &counting);
}

#[test]
fn stop_ends_every_session_then_the_daemon_and_restore_brings_each_back_once() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = three(&sandbox);
    let over = sandbox.new_session(&["--", "true"]);
    let killed = sandbox.new_session(&["--", "cat"]);
    sandbox.wait_for(&over, Status::Ended);
    sandbox.ok(&["kill", killed.as_str()]);
    let before = pids(&sandbox, &ids);
    let stopped = sandbox.json(&["stop", "--yes"]);
    let expected: Vec<Value> = ids.iter().map(|id| json!({"id": id, "result": "stopped"})).collect();
    assert_eq!(stopped, json!({"stopped": true, "sessions": expected}));
    sandbox.wait_until_daemon_gone(LIMIT);
    all_gone(&before);

    sandbox.start();
    let plan = sandbox.json(&["restore"]);
    assert_eq!(plan["reconciling"], json!(false));
    assert!(sandbox.sessions().iter().all(|row| row.status == Status::Ended), "nothing starts by itself");
    assert_eq!(rows(&plan).iter().map(|row| row["id"].clone()).collect::<Vec<_>>(), ids.each_ref().map(|id| json!(id)));
    for row in rows(&plan) {
        assert_eq!(
            (&row["ticked"], &row["can"], &row["generation"]),
            (&json!(true), &json!("rerun"), &json!(1)),
            "{row}"
        );
        assert_eq!((&row["cause"]["reason"], &row["cause"]["intent"]), (&json!("stopped"), &json!("full_stop")));
        assert_eq!(row["evidence"], json!({"directory": true, "program": true, "transcript": null}));
    }
    assert!(sandbox.ok(&["restore"]).contains("stopped by you with everything else"));

    let restored = sandbox.json(&["restore", "--all"]);
    let expected: Vec<Value> = ids.iter().map(|id| json!({"id": id, "generation": 2, "error": null})).collect();
    assert_eq!(restored, json!({"rows": expected}));
    let after = pids(&sandbox, &ids);
    assert_eq!(sandbox.json(&["restore", "--all"]), json!({"rows": []}), "each only once");
    assert_eq!(pids(&sandbox, &ids), after);
    for id in &ids {
        assert_eq!(sandbox.session(id).generation, 2);
    }
    for id in [&over, &killed] {
        assert_eq!(sandbox.session(id).generation, 1);
    }
}

#[test]
fn what_was_declined_is_not_offered_again_until_it_is_lost_again() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = three(&sandbox);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    sandbox.ok(&["restore", "--decline", "one"]);
    let restored = sandbox.json(&["restore", "two"]);
    assert_eq!(rows(&restored).len(), 1);
    assert_eq!(sandbox.session(&ids[1]).generation, 2);
    sandbox.restart();
    let plan = sandbox.json(&["restore"]);
    assert_eq!(rows(&plan).iter().map(|row| &row["name"]).collect::<Vec<_>>(), ["three"]);
    assert_eq!(sandbox.error(&["restore", "one"]), (3, "not_found".to_owned()));
    sandbox.ok(&["restore", "--decline"]);
    assert_eq!(sandbox.json(&["restore"])["rows"], json!([]));
    sandbox.ok(&["resume", "one"]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    let plan = sandbox.json(&["restore"]);
    assert_eq!(rows(&plan).iter().map(|row| &row["name"]).collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn start_with_restore_brings_back_what_is_ticked() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = three(&sandbox);
    sandbox.ok(&["stop", "--yes"]);
    let started = sandbox.json(&["start", "--restore"]);
    assert_eq!((rows(&started["restored"]).len(), &started["owner"]), (3, &json!("headless")));
    for id in &ids {
        assert_eq!(sandbox.wait_for(id, Status::Running).generation, 2);
    }
}

#[test]
fn sessions_without_a_daemon_are_stopped_too() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = three(&sandbox);
    let before = pids(&sandbox, &ids);
    sandbox.ok(&["stop", "--keep-sessions"]);
    let stopped = sandbox.json(&["stop", "--yes"]);
    assert_eq!(stopped["sessions"].as_array().unwrap().len(), 3);
    all_gone(&before);
    assert_eq!(sandbox.json(&["status"]), json!({"running": false}));
}

#[test]
fn a_session_that_could_not_be_stopped_is_named_and_adopted_by_the_next_daemon() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let hanging = counter::start(&sandbox);
    let other = sandbox.new_session(&["--", "cat"]);
    let before = sandbox.wait_for(&hanging, Status::Running);
    signal(before.host_pid.unwrap(), Signal::STOP);
    let output = sandbox.run(&["--json", "stop", "--yes"]);
    let stopped: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stopped}");
    let results: Vec<_> =
        stopped["sessions"].as_array().unwrap().iter().map(|one| (&one["id"], &one["result"])).collect();
    assert_eq!(results, [(&json!(hanging), &json!("still_alive")), (&json!(other), &json!("stopped"))]);
    sandbox.wait_until_daemon_gone(LIMIT);
    signal(before.host_pid.unwrap(), Signal::CONT);
    sandbox.start();
    let after = sandbox.wait_for(&hanging, Status::Running);
    assert_eq!((after.host_pid, after.child_pid), (before.host_pid, before.child_pid));
    counter::goes_on(&sandbox, &hanging);
    let plan = sandbox.json(&["restore"]);
    assert_eq!(rows(&plan).iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&json!(other)]);
}

#[test]
fn on_a_terminal_stop_asks_with_the_number_of_sessions() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = three(&sandbox);
    let before = pids(&sandbox, &ids);
    for answer in ["n\r", "\r", "\x04"] {
        let mut terminal = Terminal::run(sandbox.command("holdfast").arg("stop"), 80, 24);
        terminal.expect("3 sessions are running");
        terminal.send(answer);
        terminal.expect("nothing was stopped");
        assert_eq!(terminal.wait(), 0);
    }
    assert_eq!(pids(&sandbox, &ids), before);
    let mut terminal = Terminal::run(sandbox.command("holdfast").arg("stop"), 80, 24);
    terminal.expect("3 sessions are running");
    terminal.send("y\r");
    assert_eq!(terminal.wait(), 0);
    all_gone(&before);
}

#[test]
fn a_daemon_in_the_foreground_serves_until_it_is_told_to_leave_and_leaves_the_sessions() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::run(sandbox.command("holdfast").args(["start", "--foreground"]), 80, 24);
    terminal.expect("serving");
    let id = counter::start(&sandbox);
    assert_eq!(sandbox.json(&["status"])["pid"], json!(terminal.pid()));
    terminal.send("\x03");
    assert_eq!(terminal.wait(), 0);
    sandbox.start();
    assert_eq!(sandbox.wait_for(&id, Status::Running).generation, 1);
    counter::goes_on(&sandbox, &id);
}
