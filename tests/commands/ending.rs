//! Commands that end or wipe one session: `kill`, `rename`, `rm`.

use std::time::{Duration, Instant};

use protocol::end::{EndReason, IntentReason};
use protocol::id::SessionId;
use protocol::session::Status;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::sandbox::{is_alive, signal};
use crate::support::{Sandbox, counter, until};

#[test]
fn kill_says_of_each_what_became_of_it() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let over = sandbox.new_session(&["--", "true"]);
    sandbox.wait_for(&over, Status::Ended);
    let live = [sandbox.new_session(&["--", "cat"]), sandbox.new_session(&["--name", "by name", "--", "cat"])];
    let pids = live.each_ref().map(|id| sandbox.session(id).child_pid.unwrap());
    let killed = sandbox.json(&["kill", over.as_str(), live[0].as_str(), "by name"]);
    let expected = json!([
        {"id": over, "result": "already_gone"}, {"id": live[0], "result": "stopped"}, {"id": live[1], "result": "stopped"}
    ]);
    assert_eq!(killed, expected);
    assert!(!pids.into_iter().any(is_alive));
    for id in &live {
        let end = sandbox.wait_for(id, Status::Ended).end.unwrap();
        let said = (end.reason, end.actor.as_str(), end.intent);
        assert_eq!(said, (EndReason::Stopped, "user", Some(IntentReason::Kill)));
        for record in ["intent-1.json", "ack-1.json", "end.json"] {
            assert!(sandbox.root().generation(id, 1).join(record).exists(), "{record}");
        }
    }
    assert!(sandbox.ok(&["kill", over.as_str()]).contains("had ended before"));
    assert_eq!(sandbox.json(&["restore"])["rows"], json!([]), "what was killed on purpose is not offered");
}

#[test]
fn with_one_unknown_name_among_them_nobody_is_killed() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "cat"]);
    assert_eq!(sandbox.error(&["kill", id.as_str(), "nobody"]), (3, "not_found".to_owned()));
    assert_eq!(sandbox.error(&["rm", id.as_str(), "nobody"]), (3, "not_found".to_owned()));
    assert_eq!(sandbox.wait_for(&id, Status::Running).generation, 1);
}

/// A session whose program does not end when it is asked to.
fn stubborn(sandbox: &Sandbox) -> SessionId {
    let id = sandbox.new_session(&["--", "sh", "-c", "trap '' TERM HUP INT; echo ready; while :; do sleep 0.2; done"]);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    id
}

#[test]
fn a_program_that_does_not_listen_is_forced_after_a_while_or_at_once() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (patiently, now) = (stubborn(&sandbox), stubborn(&sandbox));
    let pids = [&patiently, &now].map(|id| sandbox.session(id).child_pid.unwrap());
    let began = Instant::now();
    assert_eq!(sandbox.json(&["kill", "--now", now.as_str()])[0]["result"], "stopped");
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    let began = Instant::now();
    assert_eq!(sandbox.json(&["kill", patiently.as_str()])[0]["result"], "stopped");
    assert!(began.elapsed() >= Duration::from_secs(4), "it was asked first: {:?}", began.elapsed());
    assert!(!pids.into_iter().any(is_alive));
}

#[test]
fn a_session_whose_host_hangs_is_said_to_be_still_alive_and_not_ended_later_by_surprise() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = counter::start(&sandbox);
    let host = sandbox.wait_for(&id, Status::Running).host_pid.unwrap();
    signal(host, Signal::STOP);
    let output = sandbox.run(&["--json", "kill", id.as_str()]);
    let killed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &killed[0]["result"]), (Some(1), &json!("still_alive")), "{killed}");
    assert!(killed[0]["detail"].as_str().is_some_and(|detail| detail.contains("does not answer")), "{killed}");
    assert!(output.stderr.is_empty(), "the rows say it already");
    assert_eq!(sandbox.error(&["rm", id.as_str()]), (1, "still_alive".to_owned()));
    signal(host, Signal::CONT);
    let row = sandbox.wait_for(&id, Status::Running);
    assert_eq!(row.host_pid, Some(host));
    counter::goes_on(&sandbox, &id);
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
}

#[test]
fn the_whole_tree_of_a_session_is_ended() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "sleep 1000 & a=$!; (trap '' HUP TERM; sleep 1001) & echo pids $a $! $$ .; wait";
    let id = sandbox.new_session(&["--", "sh", "-c", script]);
    let line = until("it has said its pids", || {
        sandbox.printed(&id).lines().find(|line| line.ends_with(" .")).map(str::to_owned)
    });
    let pids: Vec<u32> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert!(pids.len() == 3 && pids.iter().all(|pid| is_alive(*pid)), "{line}");
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    until("all are gone", || (!pids.iter().any(|pid| is_alive(*pid))).then_some(()));
}

#[test]
fn a_session_has_its_new_name_everywhere_and_at_once() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--name", "before", "--", "cat"]);
    assert_eq!(sandbox.json(&["rename", "before", "  after  "])["name"], "after");
    assert_eq!(sandbox.json(&["show", "after"])["session"]["id"], json!(id));
    assert_eq!(sandbox.error(&["show", "before"]), (3, "not_found".to_owned()));
    sandbox.restart();
    assert_eq!(sandbox.wait_for(&id, Status::Running).name, "after");
    assert!(sandbox.ok(&["rename", id.as_str(), "before"]).contains("is now called before"));
}

#[test]
fn rm_wipes_ended_sessions_and_none_if_one_lives() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let over = [sandbox.new_session(&["--", "echo", "1"]), sandbox.new_session(&["--", "echo", "2"])];
    over.iter().for_each(|id| drop(sandbox.wait_for(id, Status::Ended)));
    let live = sandbox.new_session(&["--", "cat"]);
    assert_eq!(sandbox.error(&["rm", over[0].as_str(), live.as_str()]), (1, "still_alive".to_owned()));
    assert_eq!(sandbox.sessions().len(), 3);
    // One that is being looked at is wiped all the same.
    sandbox.ok(&["screen", over[0].as_str()]);
    assert_eq!(sandbox.json(&["rm", over[0].as_str(), over[1].as_str()]), json!([{"id": over[0]}, {"id": over[1]}]));
    let left: Vec<_> =
        std::fs::read_dir(sandbox.root().sessions()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [live.as_str()]);
    assert_eq!(sandbox.error(&["show", over[0].as_str()]), (3, "not_found".to_owned()));
    sandbox.restart();
    assert_eq!(sandbox.sessions().len(), 1);
}
