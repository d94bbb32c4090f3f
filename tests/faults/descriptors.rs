//! No more file descriptors, in the daemon or in a host: sessions go on, a stop goes ahead, and when there are descriptors
//! again everything is as it should be.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::end::{EndReason, IntentReason};
use protocol::hello::{Hello, Role};
use protocol::requests::{Kill, List, Outcome};
use protocol::session::Status;

use super::stage::sleep;
use crate::support::sandbox::is_alive;
use crate::support::{LIMIT, Sandbox, counter, until};

/// A process that cannot open anything more. Lifted when dropped.
struct Starved {
    pid: u32,
    before: String,
}

impl Starved {
    fn new(pid: u32) -> Self {
        let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
        let before = line.split_whitespace().nth(3).unwrap().to_owned();
        let open: Vec<u32> = fs::read_dir(format!("/proc/{pid}/fd"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_str().unwrap().parse().unwrap())
            .collect();
        let first_free = (0..).find(|number| !open.contains(number)).unwrap();
        limit(pid, &first_free.to_string());
        Self { pid, before }
    }
}

impl Drop for Starved {
    fn drop(&mut self) {
        limit(self.pid, &self.before);
    }
}

/// Only the soft limit: the hard one could not be raised again.
fn limit(pid: u32, most: &str) {
    let mut command = Command::new("prlimit");
    command.args(["--pid", &pid.to_string(), &format!("--nofile={most}:")]);
    assert!(command.status().unwrap().success());
}

fn stopped_by_kill(sandbox: &Sandbox, id: &protocol::id::SessionId) {
    let end = sandbox.wait_for(id, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.intent, end.actor.as_str()), (EndReason::Stopped, Some(IntentReason::Kill), "user"));
}

#[test]
fn a_daemon_without_descriptors_turns_clients_away_at_once_stops_what_it_is_told_to_and_recovers() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (counting, victim) = (counter::start(&sandbox), sandbox.new_session(&["--", "sleep", "1000"]));
    let program = sandbox.wait_for(&victim, Status::Running).child_pid.unwrap();
    let mut client = sandbox.client(Role::Client);
    let before = counter::count(&sandbox, &counting);

    let starved = Starved::new(sandbox.daemon_pid());
    let began = Instant::now();
    let hello = Hello::new("test", Role::Client);
    assert!(Client::connect(&sandbox.root().daemon_socket(), &hello).is_err());
    assert!(began.elapsed() < Duration::from_secs(5), "turned away after {:?}", began.elapsed());
    let refused = client.call_within(&sleep("refused"), LIMIT).unwrap_err();
    assert!(refused.message.contains("open files"), "{refused:?}");
    assert_eq!(client.call_within(&List { all: true }, LIMIT).unwrap().len(), 2);

    let killing = std::thread::spawn({
        let kill = Kill { ids: vec![victim.to_string()], now: true };
        move || client.call_within(&kill, LIMIT).unwrap()
    });
    until("the program is stopped all the same", || (!is_alive(program)).then_some(()));
    drop(starved);

    let killed = &killing.join().unwrap()[0];
    assert_eq!(killed.result, Outcome::Stopped);
    assert!(killed.detail.as_ref().unwrap().contains("could not be recorded"), "{killed:?}");
    stopped_by_kill(&sandbox, &victim);
    until("it has counted on", || (counter::count(&sandbox, &counting) > before).then_some(()));
    sandbox.new_session(&["--", "true"]);
}

#[test]
fn a_host_without_descriptors_goes_on_stops_when_told_and_records_its_end_in_the_room_it_kept() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = counter::start(&sandbox);
    let session = sandbox.wait_for(&id, Status::Running);
    let before = counter::count(&sandbox, &id);

    let starved = Starved::new(session.host_pid.unwrap());
    let shown = || sandbox.session(&id).output_bytes;
    let from = shown();
    until("it goes on", || (shown() > from).then_some(()));
    let killing = std::thread::spawn({
        let mut client = sandbox.client(Role::Client);
        let kill = Kill { ids: vec![id.to_string()], now: true };
        move || client.call_within(&kill, LIMIT).unwrap()
    });
    let end = sandbox.root().generation(&id, 1).join("end.json");
    until("the end has its name", || end.is_file().then_some(()));
    drop(starved);

    let killed = &killing.join().unwrap()[0];
    assert_eq!(killed.result, Outcome::Stopped, "{killed:?}");
    stopped_by_kill(&sandbox, &id);
    assert!(counter::count(&sandbox, &id) >= before);
}
