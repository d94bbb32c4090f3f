//! The list answers at once whatever the hosts do, and says truthfully what it knows.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use protocol::end::EndReason;
use protocol::event::Event;
use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::requests::{Kill, Outcome, Show, Subscribe};
use protocol::session::{Session, Status};
use rustix::process::Signal;

use crate::support::many::{self, Lists};
use crate::support::sandbox::{is_alive, kill, signal};
use crate::support::{LIMIT, Sandbox, pass, until};

/// The limits are those of a machine that has nothing else to do. A test runs beside others, on two cores of a machine that
/// is shared: what is late by less than this has not hung. The figures themselves are printed.
const BUSY: u32 = 8;
/// In which all sessions are told apart after the start, and a silent host is found out after somebody asked.
const TOLD: Duration = Duration::from_secs(1);
/// In which a host that goes on is back in the list.
const BACK: Duration = Duration::from_millis(100);
/// In which a list is answered, but for one in a hundred.
const LISTED: Duration = Duration::from_millis(10);

fn within(what: &str, took: Duration, limit: Duration) {
    eprintln!("{what}: {:.1} ms (limit {} ms)", took.as_secs_f64() * 1000.0, limit.as_millis());
    assert!(took < limit * BUSY, "{what}: {took:?}");
}

fn host(session: &Session) -> u32 {
    session.host_pid.unwrap()
}

/// Ends hosts and the programs that they ran.
fn destroy(sessions: &[Session]) {
    for session in sessions {
        kill(host(session));
        kill(session.child_pid.unwrap());
    }
    let gone = |session: &Session| !is_alive(host(session)) && !is_alive(session.child_pid.unwrap());
    until("they are gone", || sessions.iter().all(gone).then_some(()));
}

/// Has the run file of a dead host name a process that lives and is none of its own, as if its numbers had been given
/// to somebody else since.
fn recycle(sandbox: &Sandbox, session: &Session, pid: u32) {
    let path = sandbox.root().generation(&session.id, 1).join("host.json");
    let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    record["host"]["pid"] = pid.into();
    record["child"]["pid"] = pid.into();
    std::fs::write(path, record.to_string()).unwrap();
}

/// A process that has nothing to do with any session, leading a terminal session of its own. Ended when dropped.
struct Stranger(Child);

impl Stranger {
    fn new() -> Self {
        let mut command = Command::new("setsid");
        command.args(["sleep", "1000"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[test]
fn a_hundred_sessions_are_told_apart_within_a_second_while_the_list_answers_at_once() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let all = many::start(&sandbox, 100, &["sleep", "1000"]);
    kill(sandbox.daemon_pid());
    sandbox.wait_until_daemon_gone(LIMIT);
    let (lost, stopped) = (&all[..15], &all[15..20]);
    destroy(lost);
    let strangers: Vec<Stranger> = (0..5).map(|_| Stranger::new()).collect();
    lost[10..].iter().zip(&strangers).for_each(|(session, stranger)| recycle(&sandbox, session, stranger.0.id()));
    stopped.iter().for_each(|session| signal(host(session), Signal::STOP));

    let began = Instant::now();
    let mut daemon = sandbox.command("holdfastd").args(["--owner", "headless"]).stdout(Stdio::null()).spawn().unwrap();
    let mut lists = Lists::new(&sandbox);
    lists.until("all are told apart", |rows| is_honest(rows) && tally(rows) == (80, 15, 5));
    within("told apart after the start", began.elapsed(), TOLD);
    let rows = lists.list();
    let row = |session: &Session| rows.iter().find(|row| row.id == session.id).unwrap().clone();
    for session in lost {
        assert_eq!(row(session).end.unwrap().reason, EndReason::HostLost);
    }
    assert!(stopped.iter().all(|session| row(session).status == Status::Unreachable));
    assert!(strangers.iter().all(|stranger| is_alive(stranger.0.id())), "nobody else was touched");

    stopped.iter().for_each(|session| signal(host(session), Signal::CONT));
    let back = lists.until("all are back", |rows| is_honest(rows) && tally(rows) == (85, 15, 0));
    within("back after they were continued", back, BACK);
    (0..500).for_each(|_| assert_eq!(tally(&lists.list()), (85, 15, 0)));
    let (count, slowest) = lists.slowest();
    within(&format!("the slowest but one percent of {count} lists"), slowest, LISTED);

    daemon.kill().unwrap();
    daemon.wait().unwrap();
}

/// How many run, have ended, and are unreachable or not asked yet.
fn tally(rows: &[Session]) -> (usize, usize, usize) {
    let count = |status| rows.iter().filter(|row| row.status == status).count();
    (count(Status::Running), count(Status::Ended), count(Status::Unreachable))
}

/// Every row is there, and says whether it can be relied on. Whoever is not heard is never told to have ended, or to run.
fn is_honest(rows: &[Session]) -> bool {
    assert_eq!(rows.len(), 100);
    for row in rows {
        assert_eq!(row.fresh, row.status != Status::Unreachable, "{row:#?}");
        assert!(row.as_of >= row.created_at && row.as_of <= store::now_ms(), "{row:#?}");
    }
    true
}
