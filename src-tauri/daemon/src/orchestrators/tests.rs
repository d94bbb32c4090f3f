//! Which orchestrator of a project counts, and that turns are taken one at a time.

use protocol::session::{Attention, Size};

use super::*;

fn session(id: &str, status: Status, archive: Archive, created_at: u64) -> Session {
    Session {
        agent_word: None,
        id: id.repeat(16).parse().unwrap(),
        name: id.to_owned(),
        project: "/p".to_owned(),
        workspace: String::new(),
        cwd: String::new(),
        branch: None,
        agent: None,
        kind: Kind::Orchestrator,
        parent: None,
        command: Vec::new(),
        status,
        why: String::new(),
        attention: Attention::None,
        seen: true,
        generation: 1,
        host_pid: None,
        child_pid: None,
        created_at,
        started_at: None,
        output_at: None,
        end: None,
        archive,
        conversation: None,
        last_line: String::new(),
        title: None,
        size: Size::DEFAULT,
        output_bytes: 0,
        log_bytes: None,
        queued: 0,
        uncertain: 0,
        as_of: 0,
        fresh: true,
    }
}

#[test]
fn the_one_that_may_live_counts_then_the_newest_that_is_not_put_away() {
    use Archive::{Done, No, Pending};
    use Status::{Damaged, Ended, Orphaned, Running, Unreachable};
    let table = [
        (vec![], "make"),
        (vec![(Running, No)], "there 0"),
        (vec![(Unreachable, No)], "there 0"),
        (vec![(Ended, No)], "resume 0"),
        (vec![(Ended, Done)], "make"),
        (vec![(Ended, No), (Ended, Done)], "resume 0"),
        (vec![(Ended, No), (Ended, No)], "resume 1"),
        (vec![(Running, No), (Ended, No)], "there 0"),
        (vec![(Running, Pending)], "refuse 0"),
        (vec![(Running, Pending), (Ended, No)], "refuse 0"),
        (vec![(Running, No), (Running, Pending)], "there 0"),
        (vec![(Orphaned, No)], "refuse 0"),
        (vec![(Damaged, No)], "refuse 0"),
        (vec![(Damaged, No), (Ended, No)], "resume 1"),
    ];
    for (states, expected) in table {
        let rows: Vec<Session> = states
            .iter()
            .enumerate()
            .map(|(at, (status, archive))| session(&at.to_string(), *status, *archive, at as u64))
            .collect();
        for order in [rows.iter().collect::<Vec<_>>(), rows.iter().rev().collect()] {
            let chosen = match choose(order.into_iter()) {
                Choice::Make => "make".to_owned(),
                Choice::There(one) => format!("there {}", one.name),
                Choice::Resume(one) => format!("resume {}", one.name),
                Choice::Refuse(one) => format!("refuse {}", one.name),
            };
            assert_eq!(chosen, expected, "{states:?}");
        }
    }
}
