//! How many start at the same time, and what a killed daemon leaves of a restore.

use std::collections::BTreeSet;

use protocol::client::Message;
use protocol::event::Event;
use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::requests::{Decline, List, Restore, Subscribe};
use protocol::session::{Session, Status};

use super::held_back::set_policy;
use super::{standing, ticked};
use crate::support::sandbox::programs_of;
use crate::support::{LIMIT, Sandbox, until, until_ok};

/// So many sessions, all stopped with everything else; a daemon runs.
pub fn stopped(sandbox: &Sandbox, number: usize) -> Vec<SessionId> {
    sandbox.start();
    let ids = (0..number).map(|_| sandbox.new_session(&["--", "sleep", "1000"])).collect();
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    ids
}

/// The most sessions that were starting at the same time, as a subscriber hears it, until all of `ids` run.
fn most_at_once(sandbox: &Sandbox, ids: &[SessionId], ask: impl FnOnce() + Send) -> usize {
    let mut listener = sandbox.client(Role::Client);
    listener.set_timeout(Some(LIMIT)).unwrap();
    listener.call(&Subscribe {}).unwrap();
    let (mut starting, mut running, mut most) = (BTreeSet::new(), BTreeSet::new(), 0);
    std::thread::scope(|scope| {
        scope.spawn(ask);
        while running.len() < ids.len() {
            let Message::Frame(frame) = listener.next_message().unwrap() else { continue };
            let Some(Event::Session { session }) = Message::event(&frame) else { continue };
            if session.status == Status::Starting {
                starting.insert(session.id.clone());
                most = most.max(starting.len());
            } else if starting.remove(&session.id) {
                running.insert(session.id.clone());
            }
        }
    });
    most
}

#[test]
fn two_start_at_a_time_however_many_ask() {
    let sandbox = Sandbox::new();
    let ids = stopped(&sandbox, 10);
    let most = most_at_once(&sandbox, &ids, || {
        std::thread::scope(|scope| {
            for ids in [vec![], vec![ids[0].to_string()], vec![]] {
                let mut client = sandbox.client(Role::Client);
                scope.spawn(move || client.call_within(&Restore { ids }, LIMIT * 2).ok());
            }
        });
    });
    assert_eq!(most, 2);
    for id in &ids {
        assert_eq!(sandbox.wait_for(id, Status::Running).generation, 2, "each once");
    }
}

#[test]
fn a_restore_of_all_beside_another_one_is_no_failure_and_declines_at_once_all_count() {
    let sandbox = Sandbox::new();
    let ids = stopped(&sandbox, 6);
    let rows: usize = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..3).map(|_| scope.spawn(|| sandbox.json(&["restore", "--all"]))).collect();
        asking.into_iter().map(|one| one.join().unwrap()["rows"].as_array().unwrap().len()).sum()
    });
    assert_eq!(rows, ids.len(), "each was brought back by one of them");

    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    std::thread::scope(|scope| {
        for id in &ids {
            let mut client = sandbox.client(Role::Client);
            scope.spawn(move || client.call_within(&Decline { ids: vec![id.to_string()] }, LIMIT).unwrap());
        }
    });
    assert_eq!(ticked(&sandbox), []);
}

#[test]
fn a_daemon_that_is_killed_in_a_restore_doubles_nothing_and_the_rest_is_offered() {
    let sandbox = Sandbox::new();
    let ids = stopped(&sandbox, 20);
    let mut client = sandbox.client(Role::Client);
    // It is killed before it can answer.
    let asking = std::thread::spawn(move || client.call(&Restore::default()).ok());
    kill_when_back(&sandbox, 5);
    asking.join().unwrap();
    sandbox.start();
    let offered = each_is_back_or_offered(&sandbox, &ids);
    assert!(!offered.is_empty(), "the kill came too late");
    assert_eq!(ticked(&sandbox).into_iter().collect::<BTreeSet<_>>(), offered);

    // The policy does the same by itself after each start.
    set_policy(&sandbox, "all");
    kill_when_back(&sandbox, 5);
    sandbox.start();
    kill_when_back(&sandbox, ids.len() - offered.len() + 3);
    sandbox.start();
    // It is at work meanwhile, so only its end can be looked at closely.
    until("the policy has brought back all", || {
        standing(&sandbox).is_ok_and(|(live, _)| live.len() == ids.len()).then_some(())
    });
    assert!(each_is_back_or_offered(&sandbox, &ids).is_empty());
}

#[test]
fn the_policy_brings_back_what_a_killed_daemon_had_only_begun_to_start() {
    let sandbox = Sandbox::new();
    let id = stopped(&sandbox, 1).remove(0);
    sandbox.ok(&["stop", "--yes"]);
    // Its leave to start is written, and no host was spawned.
    let (root, now) = (sandbox.root(), store::now_ms());
    let text = std::fs::read_to_string(root.generation(&id, 1).join("launch.json")).unwrap();
    let mut launch: serde_json::Value = serde_json::from_str(&text).unwrap();
    (launch["generation"], launch["deadline"]) = (2.into(), (now + 600_000).into());
    std::fs::create_dir(root.generation(&id, 2)).unwrap();
    std::fs::write(root.generation(&id, 2).join("launch.json"), launch.to_string()).unwrap();
    set_policy(&sandbox, "all");
    sandbox.start();
    assert_eq!(sandbox.wait_for(&id, Status::Running).generation, 3);
    assert_eq!(programs_of(&id).len(), 1);
}

fn kill_when_back(sandbox: &Sandbox, number: usize) {
    let mut client = sandbox.client(Role::Client);
    until("some are back", || {
        let list = client.call(&List { all: true }).unwrap();
        (list.iter().filter(|row| row.status == Status::Running).count() >= number).then_some(())
    });
    sandbox.crash_daemon();
}

/// Which are offered; each other one runs, once.
fn each_is_back_or_offered(sandbox: &Sandbox, ids: &[SessionId]) -> BTreeSet<SessionId> {
    let (live, offered) = until_ok("each is back or on offer", || {
        let (live, offered) = standing(sandbox)?;
        let (live, offered) = (ids_of(&live), offered.into_iter().map(|row| row.id).collect::<BTreeSet<_>>());
        let both: Vec<_> = live.iter().filter(|id| offered.contains(*id)).collect();
        assert_eq!(both, Vec::<&SessionId>::new(), "never both");
        if live.len() + offered.len() == ids.len() { Ok((live, offered)) } else { Err(format!("{live:?} {offered:?}")) }
    });
    live.iter().for_each(|id| assert_eq!(programs_of(id).len(), 1, "{id} runs once"));
    offered.iter().for_each(|id| assert_eq!(programs_of(id).len(), 0, "{id} does not run"));
    offered
}

fn ids_of(rows: &[Session]) -> BTreeSet<SessionId> {
    rows.iter().map(|row| row.id.clone()).collect()
}
