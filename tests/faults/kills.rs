//! The daemon killed before and after each of its operations on the disk, in the middle of each command that changes
//! anything: the next daemon finds one state, tells the right reason, leaves no litter, and the command done again comes to
//! what it should have come to.

use std::fs;

use super::commands::{CASES, Case};
use super::stage::{Stage, in_parallel};

/// The operations that the command makes where nothing goes wrong: their numbers, and what they are.
fn count(case: &Case) -> (usize, Vec<String>) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let lines = || fs::read_to_string(file.path()).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
    let mut stage = Stage::new(&[("HOLDFAST_FAULTS", &format!("count:{}", file.path().display()))]);
    let ids = (case.before)(&stage);
    let before = lines().len();
    (case.act)(&mut stage, &ids);
    if case.name == "stop" {
        stage.wait_until_daemon_gone();
    }
    (before, lines())
}

fn killed_at(case: &Case, fault: &str, when: &str) {
    let mut stage = Stage::new(&[("HOLDFAST_FAULTS", fault)]);
    let ids = (case.before)(&stage);
    (case.act)(&mut stage, &ids);
    stage.wait_until_daemon_gone();
    stage.start(&[]);
    let sessions = stage.settled(when);
    stage.is_tidy(when);
    (case.then)(&stage, &ids, &sessions, when);
    (case.again)(&mut stage, &ids, when);
    stage.is_tidy(when);
}

#[test]
fn a_daemon_killed_at_any_operation_of_any_command_leaves_one_state_and_the_right_reason() {
    let mut work = Vec::new();
    for case in &CASES {
        let (before, operations) = count(case);
        assert!(operations.len() > before + 2, "{}: {operations:?}", case.name);
        for at in before + 1..=operations.len() {
            for kind in ["kill", "kill-after"] {
                let when = format!("{}, {kind} at {at} of {}: {}", case.name, operations.len(), operations[at - 1]);
                work.push((case, format!("{kind}:{at}"), when));
            }
        }
    }
    eprintln!("{} deaths", work.len());
    in_parallel(work, |(case, fault, when)| killed_at(case, &fault, &when));
}
