//! One host per session: what ends with it, and what does not.

use std::collections::BTreeMap;

use protocol::end::EndReason;
use protocol::id::SessionId;
use protocol::session::{Attention, Status};

use crate::support::sandbox::{is_alive, kill};
use crate::support::{Sandbox, until};

#[test]
fn the_death_of_one_of_fifty_hosts_ends_that_session_only() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids: Vec<SessionId> = (0..50).map(|_| sandbox.new_session(&["--", "sleep", "1000"])).collect();
    let pids = || -> BTreeMap<SessionId, (Option<u32>, Option<u32>)> {
        let live = sandbox.sessions().into_iter().filter(|session| session.status == Status::Running);
        live.map(|session| (session.id, (session.host_pid, session.child_pid))).collect()
    };
    let before = pids();
    assert_eq!(before.len(), 50);
    let victim = &ids[17];
    kill(before[victim].0.unwrap());
    let lost = sandbox.wait_for(victim, Status::Ended);
    let end = lost.end.unwrap();
    assert_eq!((end.reason, end.actor.as_str(), lost.attention), (EndReason::HostLost, "unknown", Attention::Failed));
    until("its program is gone", || (!is_alive(before[victim].1.unwrap())).then_some(()));
    let mut rest = before.clone();
    rest.remove(victim);
    assert_eq!(pids(), rest);
}

#[test]
fn a_program_that_outlives_its_host_is_orphaned_and_not_started_twice() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "trap '' HUP; echo ready; while :; do sleep 1; done"]);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    let before = sandbox.session(&id);
    kill(before.host_pid.unwrap());
    let orphaned = sandbox.wait_for(&id, Status::Orphaned);
    assert!(is_alive(before.child_pid.unwrap()));
    assert!(orphaned.why.contains(&before.child_pid.unwrap().to_string()), "{}", orphaned.why);
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "orphaned".to_owned()));
    assert_eq!(sandbox.error(&["rm", id.as_str()]).1, "still_alive");
    let killed = sandbox.json(&["kill", id.as_str()]);
    assert_eq!(killed[0]["result"], "stopped");
    assert!(!is_alive(before.child_pid.unwrap()));
    let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::Stopped, "user"));
    let resumed = sandbox.json(&["resume", id.as_str()]);
    assert_eq!((resumed["id"].as_str(), resumed["generation"].as_u64()), (Some(id.as_str()), Some(2)));
}

#[test]
fn what_an_ended_program_left_behind_keeps_the_next_run_from_starting() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "trap '' HUP; sleep 1000 & echo left=$!."]);
    sandbox.wait_for(&id, Status::Ended);
    let printed = sandbox.printed(&id);
    let left: u32 = printed.split("left=").nth(1).and_then(|rest| rest.split('.').next()?.parse().ok()).unwrap();
    assert!(is_alive(left));
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "orphaned".to_owned()));
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    assert!(!is_alive(left));
    assert_eq!(sandbox.session(&id).end.unwrap().reason, EndReason::Completed, "a real end is not rewritten");
    sandbox.json(&["resume", id.as_str()]);
}

#[test]
fn ends_are_told_apart() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let end = |command: &[&str]| {
        let id = sandbox.new_session(&[&["--"], command].concat());
        sandbox.wait_for(&id, Status::Ended).end.unwrap()
    };
    let completed = end(&["true"]);
    assert_eq!((completed.reason, completed.actor.as_str()), (EndReason::Completed, "agent"));
    let failed = end(&["sh", "-c", "exit 3"]);
    assert_eq!((failed.reason, failed.code), (EndReason::Failed, Some(3)));
    let crashed = end(&["sh", "-c", "kill -SEGV $$"]);
    assert_eq!((crashed.reason, crashed.signal), (EndReason::Crashed, Some(11)));
    let unknown = end(&["sh", "-c", "kill -KILL $$"]);
    assert_eq!((unknown.reason, unknown.actor.as_str()), (EndReason::UnknownSignal, "unknown"));
}

#[test]
fn what_left_the_programs_terminal_session_counts_as_left_behind_all_the_same() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "setsid sleep 1000 & echo left=$!.; exec sleep 1000";
    let id = sandbox.new_session(&["--", "sh", "-c", script]);
    until("it has started the other", || sandbox.printed(&id).contains("left=").then_some(()));
    kill(sandbox.session(&id).host_pid.unwrap());
    let orphaned = sandbox.wait_for(&id, Status::Orphaned);
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "orphaned".to_owned()), "{}", orphaned.why);
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    sandbox.json(&["resume", id.as_str()]);
    until("the second run has started the other", || sandbox.printed(&id).contains("left=").then_some(()));
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    let generation = sandbox.session(&id).generation;
    assert_eq!(store::process::marked(id.as_str(), generation).unwrap(), [], "a kill ends the whole tree");
}

#[test]
fn a_kill_of_survivors_that_keep_forking_ends_them_all() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "trap '' HUP TERM INT; echo ready; while :; do sleep 0.05; done";
    let id = sandbox.new_session(&["--", "sh", "-c", script]);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Orphaned);
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    sandbox.json(&["resume", id.as_str()]);
}

#[test]
fn a_session_whose_runs_directory_is_gone_is_not_started_beside_what_is_left_of_it() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    let before = sandbox.session(&id);
    let (run, aside) = (sandbox.root().generation(&id, 1), sandbox.dir().join("aside"));
    sandbox.ok(&["stop", "--keep-sessions"]);
    std::fs::rename(&run, &aside).unwrap();
    sandbox.start();
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "orphaned".to_owned()));
    assert!(String::from_utf8(sandbox.run(&["--json", "kill", id.as_str()]).stdout).unwrap().contains("still_alive"));
    assert!(is_alive(before.child_pid.unwrap()));
    sandbox.ok(&["stop", "--keep-sessions"]);
    std::fs::rename(&aside, &run).unwrap();
    sandbox.start();
    assert_eq!(sandbox.wait_for(&id, Status::Running).child_pid, before.child_pid);
}

#[test]
fn a_host_whose_lock_file_was_removed_is_still_asked_to_stop_its_program() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    sandbox.ok(&["stop", "--keep-sessions"]);
    std::fs::remove_file(sandbox.root().generation(&id, 1).join("host.lock")).unwrap();
    sandbox.start();
    sandbox.wait_for(&id, Status::Running);
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::Stopped, "user"));
}
