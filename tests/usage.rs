//! What sessions take: everybody of them is found, what they use is true, and nothing is measured for nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::requests::{GetProcesses, GetUsage, MemoryIs, Process, Processes};
use protocol::session::Status;

use crate::support::{Sandbox, many, until};

fn ask(sandbox: &Sandbox, id: &SessionId) -> Processes {
    sandbox.client(Role::Client).call(&GetProcesses { id: id.to_string() }).unwrap()
}

/// Asks until a process of each of these command lines is there.
fn with_commands(sandbox: &Sandbox, id: &SessionId, commands: &[&str]) -> BTreeMap<String, Process> {
    until("everybody is found", || {
        let all = ask(sandbox, id).processes.into_iter();
        let by_command: BTreeMap<String, Process> = all.map(|process| (process.command.clone(), process)).collect();
        commands.iter().all(|command| by_command.contains_key(*command)).then_some(by_command)
    })
}

#[test]
fn children_and_one_that_left_the_tree_are_found_and_the_neighbours_are_not() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "sleep 1001 & sleep 1002 & (setsid sleep 1003 &); wait";
    let id = sandbox.new_session(&["--", "sh", "-c", script]);
    let neighbour = sandbox.new_session(&["--", "sleep", "1004"]);
    let row = sandbox.session(&id);
    let found = with_commands(&sandbox, &id, &["sleep 1001", "sleep 1002", "sleep 1003"]);
    let program = found.values().find(|process| Some(process.pid) == row.child_pid).unwrap();
    for child in ["sleep 1001", "sleep 1002"] {
        assert_eq!(found[child].parent, row.child_pid, "{child}");
    }
    assert_eq!((program.parent, found["sleep 1003"].parent), (None, None));
    assert!(found.values().all(|process| process.memory > 0 && !process.name.is_empty()), "{found:?}");
    let now = store::now_ms();
    assert!(found.values().all(|process| process.started_at.abs_diff(now) < 120_000), "{now} {found:?}");
    assert!(!found.contains_key("sleep 1004"), "{found:?}");
    let other = with_commands(&sandbox, &neighbour, &["sleep 1004"]);
    assert_eq!(other.len(), 1, "{other:?}");
    // The list says the same in sums.
    let usage = sandbox.client(Role::Client).call(&GetUsage {}).unwrap();
    let counted: BTreeMap<SessionId, usize> =
        usage.sessions.iter().map(|session| (session.id.clone(), session.processes)).collect();
    assert_eq!(counted, BTreeMap::from([(id, 4), (neighbour, 1)]));
    assert_eq!(usage.memory, usage.sessions.iter().map(|session| session.memory).sum::<u64>());
    assert_eq!(usage.memory_is == MemoryIs::Proportional, cfg!(target_os = "linux"));
}

#[test]
fn what_a_busy_loop_uses_is_in_the_second_answer() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "while :; do :; done"]);
    let pid = sandbox.wait_for(&id, Status::Running).child_pid.unwrap();
    let used = || store::usage::everybody().unwrap().into_iter().find(|process| process.pid == pid).unwrap().worked;
    let (began, used_before) = (Instant::now(), used());
    let first = ask(&sandbox, &id);
    assert_eq!(first.processes[0].cpu, None, "one look makes no rate");
    let second = until("it is measured again", || Some(ask(&sandbox, &id)).filter(|answer| answer.at > first.at));
    // The machine is shared: what the loop got of it is looked up, and not believed to be all.
    let got = (used() - used_before).as_secs_f64() / began.elapsed().as_secs_f64() * 100.0;
    let cpu = second.processes[0].cpu.unwrap();
    assert!(cpu > 10.0 && (cpu - got).abs() < 15.0, "{cpu} % was told, {got} % was used");
    let last = second.history.last().unwrap();
    assert_eq!((second.history.len(), last.cpu, last.processes), (2, Some(cpu), 1));
    assert_eq!(second.history[0].at, first.at);
    sandbox.ok(&["kill", id.as_str()]);
    assert!(ask(&sandbox, &id).processes.is_empty(), "an ended session takes nothing");
}

#[test]
fn whoever_asks_at_the_same_time_shares_one_measurement() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let sessions = many::start(&sandbox, 20, &["sleep", "1000"]);
    let began = Instant::now();
    let moments: BTreeSet<u64> = std::thread::scope(|scope| {
        let ask_all = || sessions.iter().map(|session| ask(&sandbox, &session.id).at).collect::<Vec<_>>();
        let threads: Vec<_> = (0..10).map(|_| scope.spawn(ask_all)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let seconds = usize::try_from(began.elapsed().as_secs()).unwrap();
    assert!(moments.len() <= seconds + 1, "200 questions in {seconds} s were measured at {moments:?}");
    // Each measurement is remembered once for every session, whoever asked about which.
    let history = ask(&sandbox, &sessions[0].id).history;
    assert!(moments.is_subset(&history.iter().map(|sample| sample.at).collect()), "{moments:?} {history:?}");
    assert!(history.windows(2).all(|two| two[1].at - two[0].at >= 990), "{history:?}");
}

#[test]
fn a_session_that_has_just_begun_is_measured_all_the_same() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let mut client = sandbox.client(Role::Client);
    client.call(&GetUsage {}).unwrap();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    let began = Instant::now();
    assert_eq!(ask(&sandbox, &id).processes.len(), 1);
    assert!(began.elapsed() < Duration::from_secs(20));
}
