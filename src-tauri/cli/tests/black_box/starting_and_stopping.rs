//! `status`, `start` and `stop` against daemons that run, and where none does.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::fake::Say;
use crate::sandbox::{ID, Sandbox, session, status};

fn running() -> Value {
    let mut document = json!({ "running": true });
    document.as_object_mut().unwrap().extend(status(false).as_object().unwrap().clone());
    document
}

#[test]
fn without_a_daemon_the_status_says_so_and_nothing_is_made() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run("status --json");
    assert_eq!((ran.code, ran.json()), (Some(0), json!({ "running": false })));
    for line in ["stop --yes", "stop --keep-sessions", "stop --yes --json"] {
        assert_eq!(sandbox.run(line).code, Some(0), "{line}");
    }
    assert!(!sandbox.dir().exists());
    drop(sandbox.root());
    assert_eq!(sandbox.run("stop --yes").out, "no daemon runs, and there are no sessions\n");
    assert_eq!(sandbox.run("stop --keep-sessions").out, "no daemon runs\n");
}

#[test]
fn with_a_daemon_the_status_is_what_it_says_of_itself() {
    let sandbox = Sandbox::new();
    let _daemon = sandbox.daemon(|_| vec![Say::Ok(status(false))]);
    assert_eq!(sandbox.run("status --json").json(), running());
    assert!(sandbox.run("status").out.contains("it stays until it is stopped"));
}

#[test]
fn a_start_makes_a_running_daemon_stay() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.daemon(|request| match request.request.as_str() {
        "promote" => vec![Say::Ok(status(false))],
        "plan" => vec![Say::Ok(json!({ "reconciling": false, "rows": [] }))],
        _ => vec![Say::Ok(json!({ "rows": [{ "id": ID, "generation": 2, "error": null }] }))],
    });
    assert_eq!(sandbox.run("start --json").json(), running());
    daemon.next_request("promote");
    let document = sandbox.run("start --restore --json").json();
    assert_eq!(document["restored"]["rows"][0]["generation"], 2);
    let _second = sandbox.run("start --foreground --json");
}

#[test]
fn a_second_daemon_in_the_foreground_is_refused() {
    let sandbox = Sandbox::new();
    let _daemon = sandbox.daemon(|_| vec![Say::Ok(status(false))]);
    let ran = sandbox.run("start --foreground --json");
    assert_eq!((ran.code, ran.error().as_str()), (Some(1), "busy"));
}

#[test]
fn a_stop_waits_for_the_daemon_and_names_what_it_could_not_stop() {
    for (result, exit) in [("stopped", 0), ("still_alive", 1)] {
        let sandbox = Sandbox::new();
        let rows = json!([{ "id": ID, "result": result }]);
        let said = rows.clone();
        let daemon = sandbox
            .daemon(move |_| vec![Say::Ok(json!({ "sessions": said.clone() })), Say::Goodbye("stop"), Say::Close]);
        let ran = sandbox.run("stop --yes --json");
        assert_eq!((ran.code, ran.json()), (Some(exit), json!({ "stopped": true, "sessions": rows })));
        assert_eq!(daemon.next_request("stop")["keep_sessions"], false);
    }
}

#[test]
fn sessions_are_kept_without_a_question() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.daemon(|request| match request.request.as_str() {
        "list" => vec![Say::Ok(json!([session("running"), session("ended")]))],
        _ => vec![Say::Ok(json!({ "sessions": [] })), Say::Goodbye("keep_sessions"), Say::Close],
    });
    let ran = sandbox.run("stop --keep-sessions");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "the daemon has stopped; 1 session goes on\n"));
    assert_eq!(daemon.next_request("stop"), json!({ "keep_sessions": true, "goodbye": "keep_sessions" }));
}

#[test]
fn without_a_daemon_one_is_needed_to_stop_sessions_that_may_live() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.root().sessions().join(ID)).unwrap();
    let ran = sandbox.run("stop --yes --no-start --json");
    assert_eq!((ran.code, ran.error().as_str()), (Some(5), "daemon_unreachable"));
}

#[test]
fn a_daemon_that_leaves_while_it_is_asked_is_asked_for_again() {
    let sandbox = Sandbox::new();
    let asked = AtomicUsize::new(0);
    let _daemon = sandbox.daemon(move |_| match asked.fetch_add(1, Ordering::Relaxed) {
        0 => vec![Say::Close],
        _ => vec![Say::Ok(status(false))],
    });
    let ran = sandbox.run("--json --no-start status");
    assert_eq!((ran.code, ran.json()["running"].clone()), (Some(0), json!(true)), "{}", ran.err);
}
