//! `wait` and `restore`: what they do until something happens.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::fake::{Say, ok};
use crate::sandbox::{ID, Sandbox, end, session, subscribed};

fn shown(session: Value) -> Say {
    ok(json!({ "session": session, "runs": [], "env": [], "log": true }))
}

fn changed(status: &str) -> Say {
    Say::Event(json!({ "event": "session", "session": session(status) }))
}

#[test]
fn it_waits_for_the_end_and_says_how() {
    let sandbox = Sandbox::new();
    let _daemon = sandbox.daemon(|request| match request.request.as_str() {
        "show" => vec![shown(session("running"))],
        _ => vec![subscribed(false, &[session("running")]), changed("working"), changed("ended")],
    });
    let ran = sandbox.run("wait build");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "build: ○ ended: finished by itself\n"));
    assert_eq!(sandbox.run("wait build --json").json(), session("ended"));
    let ran = sandbox.run("wait build --until needs_input --json");
    assert_eq!((ran.code, ran.error().as_str()), (Some(1), "ended"));
}

#[test]
fn it_gives_up_in_time() {
    let sandbox = Sandbox::new();
    let _daemon = sandbox.daemon(|request| match request.request.as_str() {
        "show" => vec![shown(session("running"))],
        _ => vec![subscribed(false, &[session("running")])],
    });
    let ran = sandbox.run("wait build --until idle --timeout 0.2 --json");
    assert_eq!((ran.code, ran.error().as_str()), (Some(4), "timed_out"));
    assert_eq!(sandbox.run("wait build --timeout 0.2").err, "holdfast: build still runs after 0.2 s\n");
}

#[test]
fn it_outlives_missed_events_and_a_restart_of_the_daemon() {
    let sandbox = Sandbox::new();
    let times = AtomicUsize::new(0);
    let daemon = sandbox.daemon(move |request| match (request.request.as_str(), times.load(Ordering::SeqCst)) {
        ("show", _) => vec![shown(session("running"))],
        (_, time) => {
            times.store(time + 1, Ordering::SeqCst);
            let now = subscribed(false, &[session("running")]);
            match time {
                0 => vec![now, Say::Event(json!({ "event": "dropped" }))],
                1 => vec![now, Say::Goodbye("signal"), Say::Close],
                2 => vec![Say::Close],
                _ => vec![now, changed("idle")],
            }
        }
    });
    assert_eq!(sandbox.run("wait build --until idle --json").json(), session("idle"));
    (0..4).for_each(|_| drop(daemon.next_request("subscribe")));
}

#[test]
fn a_session_that_is_wiped_meanwhile_is_not_found() {
    let sandbox = Sandbox::new();
    let _daemon = sandbox.daemon(|request| match request.request.as_str() {
        "show" => vec![shown(session("running"))],
        _ => {
            vec![subscribed(false, &[session("running")]), Say::Event(json!({ "event": "removed", "id": ID }))]
        }
    });
    assert_eq!(sandbox.run("wait build").code, Some(3));
}

fn plan(reconciling: bool) -> Value {
    let rows = json!([{
        "id": ID, "name": "build", "project": "/p", "cwd": "/p", "command": ["make"], "generation": 1,
        "cause": end("host_lost"), "can": "rerun",
        "evidence": { "directory": true, "program": true, "transcript": null }, "ticked": true
    }]);
    json!({ "reconciling": reconciling, "rows": if reconciling { json!([]) } else { rows } })
}

#[test]
fn a_plan_is_asked_for_again_when_every_session_was_looked_at() {
    let sandbox = Sandbox::new();
    let times = AtomicUsize::new(0);
    let _daemon = sandbox.daemon(move |request| match request.request.as_str() {
        "plan" => vec![Say::Ok(plan(times.fetch_add(1, Ordering::SeqCst) == 0))],
        _ => vec![subscribed(true, &[]), Say::Event(json!({ "event": "reconciled" }))],
    });
    assert_eq!(sandbox.run("restore --json").json(), plan(false));
    let text = sandbox.run("restore").out;
    assert!(text.contains("lost: its host is gone") && text.contains("run again"), "{text}");
}

#[test]
fn where_nothing_is_on_offer_there_is_nothing_to_decline() {
    let sandbox = Sandbox::new();
    let _daemon = sandbox.daemon(|request| match request.request.as_str() {
        "plan" => vec![Say::Ok(json!({ "reconciling": false, "rows": [] }))],
        _ => vec![Say::Ok(json!({}))],
    });
    assert_eq!(sandbox.run("restore --decline").out, "nothing is on offer\n");
    assert_eq!(sandbox.run("restore --decline --json").json(), json!({}));
}

#[test]
fn a_restore_fails_where_a_row_was_not_brought_back() {
    let error = json!({ "code": "program_missing", "message": "no make" });
    for (row, exit) in [
        (json!({ "id": ID, "generation": 2, "error": null }), 0),
        (json!({ "id": ID, "generation": null, "error": error }), 1),
    ] {
        let sandbox = Sandbox::new();
        let restored = json!({ "rows": [row] });
        let said = restored.clone();
        let daemon = sandbox.daemon(move |request| match request.request.as_str() {
            "plan" => vec![Say::Ok(plan(false))],
            _ => vec![Say::Ok(said.clone())],
        });
        let ran = sandbox.run("restore --all --json");
        assert_eq!((ran.code, ran.json()), (Some(exit), restored));
        assert_eq!(daemon.next_request("restore"), json!({ "ids": [] }));
        assert_eq!(sandbox.run("restore abcd").code, Some(exit));
        assert_eq!(daemon.next_request("restore"), json!({ "ids": ["abcd"] }));
        sandbox.run("restore --decline");
        assert_eq!(daemon.next_request("decline"), json!({ "ids": [] }));
    }
}
