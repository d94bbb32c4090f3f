//! The host killed, refused and stopped at each of its operations on the disk, from its start to its end.

use std::fs;

use protocol::client::Message;
use protocol::end::{EndReason, IntentReason};
use protocol::error::ErrorCode;
use protocol::event::Event;
use protocol::hello::Role;
use protocol::requests::{Kill, New, Subscribe};
use protocol::session::Status;
use rustix::process::Signal;

use super::stage::{Stage, in_parallel, sleep};
use crate::support::sandbox::{is_alive, signal};
use crate::support::{LIMIT, pass, until};

/// The faults of the hosts that a daemon starts.
const OF_HOSTS: &str = "HOLDFAST_HOST_FAULTS";

/// How many operations a host makes from its start to its end by a kill.
fn operations() -> Vec<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let stage = Stage::new(&[(OF_HOSTS, &format!("count:{}", file.path().display()))]);
    let id = stage.sleeping();
    stage.ask(&Kill { ids: vec![id.to_string()], now: true }).unwrap();
    fs::read_to_string(file.path()).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_host_that_dies_or_is_refused_at_any_operation_leaves_one_end_and_nobody_running() {
    let operations = operations().len();
    assert!(operations > 12, "{operations}");
    let faults = ["kill", "kill-after", "fail"].into_iter();
    in_parallel(faults.flat_map(|fault| (1..=operations).map(move |at| (fault, at))).collect(), |(fault, at)| {
        let when = format!("{fault} at {at} of {operations}");
        let text = if fault == "fail" { format!("fail:{at}:ENOSPC") } else { format!("{fault}:{at}") };
        begin_and_kill(&text, &when);
    });
}

fn begin_and_kill(fault: &str, when: &str) {
    let mut stage = Stage::new(&[(OF_HOSTS, fault)]);
    let made = stage.ask(&sleep("one"));
    if let Ok(made) = &made {
        stage.ask(&Kill { ids: vec![made.session.id.to_string()], now: true }).unwrap();
    }
    let sessions = stage.settled(when);
    assert!(sessions.iter().all(|one| one.status == Status::Ended), "{when}: {sessions:#?}");
    if made.is_ok() {
        let end = sessions[0].end.as_ref().unwrap();
        let killed = (end.reason, end.intent) == (EndReason::Stopped, Some(IntentReason::Kill));
        // Without its acknowledgement nobody can say that it was the kill.
        let lost = !fault.starts_with("fail") && end.reason == EndReason::HostLost;
        assert!(killed || lost, "{when}: {end:?}");
    }
    stage.stop_daemon();
    stage.start(&[]);
    stage.settled(when);
    stage.is_tidy(when);
}

#[test]
fn a_host_that_cannot_record_the_end_says_so_and_stays_until_it_can() {
    let is_end = |line: &String| line.contains("Write") && line.ends_with(".end.reserve");
    // A program that ends by itself needs no acknowledgement. Its last step does not name it, so this is the end's second
    // step, which does as well.
    let of_kill = |line: &&String| line.contains("ack-");
    let operations = operations();
    let before = operations.iter().take_while(|line| !is_end(line));
    let at = before.filter(|line| !of_kill(line)).count() + 1;
    let stage = Stage::new(&[(OF_HOSTS, &format!("fail-from:{at}:EIO"))]);
    let mut subscriber = stage.sandbox.client(Role::Client);
    subscriber.call(&Subscribe {}).unwrap();
    subscriber.set_timeout(Some(LIMIT)).unwrap();
    let made = stage.ask(&New { command: vec!["true".to_owned()], ..sleep("short") }).unwrap().session;
    let notice = loop {
        if let Message::Frame(frame) = subscriber.next_message().unwrap()
            && let Some(Event::Notice { message }) = Message::event::<Event>(&frame)
        {
            break message;
        }
    };
    assert!(notice.contains("ended, and that cannot be recorded yet"), "{notice}");
    let session = stage.sandbox.session(&made.id);
    assert_eq!(session.status, Status::Running, "its end is not known before it is recorded");
    assert!(session.why.contains("cannot be recorded yet"), "{}", session.why);
    assert!(is_alive(session.host_pid.unwrap()));
}

#[test]
fn a_host_that_hangs_in_its_start_past_its_leave_starts_nothing_when_it_goes_on() {
    let stage = Stage::new(&[(OF_HOSTS, "stop:1")]);
    let mut asking = stage.sandbox.client(Role::Client);
    let error = asking.call_within(&sleep("hangs"), LIMIT).unwrap_err();
    assert!([ErrorCode::TimedOut, ErrorCode::StartFailed].contains(&error.code), "{error:?}");
    let session = &stage.sessions()[0];
    assert_ne!(session.status, Status::Ended, "its host lives: nothing is concluded");
    let host = stopped_host(&stage);
    signal(host, Signal::CONT);
    until("the host has refused", || (!is_alive(host)).then_some(()));
    let sessions = stage.settled("after it was let go on");
    assert!(sessions.iter().all(|one| one.status == Status::Ended), "{sessions:#?}");
    let reason = sessions[0].end.as_ref().unwrap().reason;
    assert_eq!(reason, EndReason::StartFailed);
    pass(std::time::Duration::from_millis(500));
    stage.settled("later");
    stage.is_tidy("later");
}

/// The host of the only session, found by its arguments.
fn stopped_host(stage: &Stage) -> u32 {
    let root = stage.sandbox.root_dir().display().to_string();
    let is_it = |pid: &u32| {
        let arguments = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        arguments.contains("holdfast-host") && arguments.contains(&root)
    };
    let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(is_it).find(|pid| is_alive(*pid)).unwrap()
}
