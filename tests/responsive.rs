//! The list answers at once whatever the hosts do, and says truthfully what it knows.
//!
//! What lists and subscriptions promise, in order, and where it is seen. `word`, `link` and `registry` are tests of the
//! daemon itself; what names no place is here.
//!
//! | | promise | seen in |
//! |---|---|---|
//! | 1 | whoever reads the list waits for no host, though one never answers | `a_host_that_is_stopped…` |
//! | 2 | right after the start all sessions are listed at once, and looked at meanwhile | `a_hundred_sessions…` |
//! | 3 | a young word is given again, and nobody is asked | `word`: `a_young_word…` |
//! | 4 | an old word is given at once, and is asked for again once | `word`: `a_young_word…`; `link`: `a_silent_host…` |
//! | 5 | who asks at the same time shares one question | `link`: `a_silent_host…` |
//! | 6 | an answer to an older question never replaces what was heard since | `word`: `a_late_word…` |
//! | 7 | what a start or a kill changes is in the next list | `commands`, `hosts` |
//! | 8 | one session is waited for, but not for long, and what is known is shown without an error | `a_host_that_is_stopped…` |
//! | 9 | a patient caller does not make a hasty one wait, nor the other way round | `a_host_that_is_stopped…` |
//! | 10 | a host that was asked in vain is not asked again until it answers | `link`: `a_silent_host…` |
//! | 11 | one answer serves all who wait for it | `link`: `a_silent_host…` |
//! | 12 | an answer changes what it is about and nothing newer; times only go forward | `word`: `a_late_word…` |
//! | 13 | asking and looking writes nothing to disk where nothing has changed | the daemon's `faults::looks` |
//! | 14 | a death that is found out is recorded once, and a start is never taken for one | `contention`, `hosts`, `daemon_crash` |
//! | 15 | there is no way to ask for "fresh" or "cached": each row says which it is, and as of when | `a_hundred_sessions…` |
//! | 16 | nothing: no row waits for a code host's pull requests | |
//! | 17 | a subscriber has the last list at once, one that fails touches no other, nobody listens: no timer | `registry`, `idle` |
//! | 18 | what the window does with it: unknown values, late answers | the UI's own tests |
//! | 19 | a stop reaches the daemon whatever the settings say | the settings' tests, `restore` |

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use protocol::client::{Client, Message};
use protocol::end::EndReason;
use protocol::event::Event;
use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::requests::{Kill, Outcome, Show, Subscribe};
use protocol::session::{Session, Status};
use rustix::process::Signal;

use crate::support::many::{self, Lists};
use crate::support::sandbox::{is_alive, kill, signal};
use crate::support::{LIMIT, Sandbox, until};

/// The limits are those of a machine that has nothing else to do. A test runs beside others, on two cores of a machine that
/// is shared: what is late by less than this has not hung. The figures themselves are printed.
const BUSY: u32 = 20;
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
    sandbox.crash_daemon();
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

#[test]
fn a_host_that_is_stopped_is_unreachable_for_whoever_asks_and_back_at_once_without_another_question() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let sessions = many::start(&sandbox, 2, &["sleep", "1000"]);
    let (stopped, other) = (&sessions[0], &sessions[1]);
    let mut watching = Watching::new(&sandbox);
    signal(host(stopped), Signal::STOP);
    let mut lists = Lists::new(&sandbox);
    let asked = Instant::now();
    lists.list();
    let row = watching.until(&stopped.id, Status::Unreachable);
    within("found out after somebody asked once", asked.elapsed(), TOLD);
    assert!(!row.fresh && row.host_pid == stopped.host_pid && row.as_of <= store::now_ms(), "{row:#?}");

    // Whoever wants to see it waits for its word, but not for ever; the others do not wait.
    let mut client = sandbox.client(Role::Client);
    let (began, show) = (Instant::now(), Show { id: stopped.id.to_string() });
    let shown = client.call(&show).unwrap();
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(2900) && took < LIMIT, "{took:?}");
    assert_eq!(
        (shown.session.status, shown.session.as_of),
        (Status::Unreachable, row.as_of),
        "nothing was heard since"
    );
    within("a subscriber's first list beside a silent host", timed(|| drop(Watching::new(&sandbox))), BACK);
    let lively = Show { id: other.id.to_string() };
    within("another session shown beside a silent host", timed(|| drop(client.call(&lively).unwrap())), BACK);

    let continued = Instant::now();
    signal(host(stopped), Signal::CONT);
    let row = watching.until(&stopped.id, Status::Running);
    within("back without another question", continued.elapsed(), BACK);
    assert!(row.fresh && row.as_of >= shown.session.as_of);
}

#[test]
fn a_kill_of_an_unreachable_session_says_why_it_lives_and_its_host_never_carries_it_out_later() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "echo ready; exec cat"]);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    let before = sandbox.session(&id);
    let mut client = sandbox.client(Role::Client);
    let mut watching = Watching::new(&sandbox);
    signal(host(&before), Signal::STOP);
    // Killed right away the intent is on its way to the host, killed again it cannot be handed over.
    let kill = Kill { ids: vec![id.to_string()], now: true };
    for _ in 0..2 {
        let killed = client.call(&kill).unwrap().remove(0);
        assert_eq!(killed.result, Outcome::StillAlive);
        assert!(killed.detail.unwrap().contains("does not answer"));
    }
    // While it was tried, whoever watches was told within a moment.
    watching.until(&id, Status::Unreachable);
    let last = sandbox.root().generation(&id, 1).join("intent-2.json");
    let record = store::records::read::<store::records::IntentRecord>(&last).unwrap().record().unwrap();
    until("no intent is good any more", || (store::now_ms() > record.intent.deadline).then_some(()));
    signal(host(&before), Signal::CONT);
    let after = sandbox.wait_for(&id, Status::Running);
    assert_eq!((after.host_pid, after.child_pid, after.generation), (before.host_pid, before.child_pid, 1));
    sandbox.ok(&["send", id.as_str(), "still here", "--enter"]);
    until("it goes on", || sandbox.printed(&id).contains("still here").then_some(()));
    assert!(!sandbox.root().generation(&id, 1).join("ack-1.json").exists());
    assert_eq!(client.call(&kill).unwrap().remove(0).result, Outcome::Stopped, "asked again it is stopped");
}

fn timed(act: impl FnOnce()) -> Duration {
    let began = Instant::now();
    act();
    began.elapsed()
}

/// A subscriber that asks for nothing.
struct Watching(Client);

impl Watching {
    fn new(sandbox: &Sandbox) -> Self {
        let mut client = sandbox.client(Role::Client);
        client.call(&Subscribe {}).unwrap();
        client.set_timeout(Some(LIMIT)).unwrap();
        Self(client)
    }

    /// Waits until it hears that the session has this status.
    fn until(&mut self, id: &SessionId, status: Status) -> Session {
        loop {
            let Message::Frame(frame) = self.0.next_message().unwrap() else { continue };
            if let Some(Event::Session { session }) = Message::event(&frame)
                && session.id == *id
                && session.status == status
            {
                return *session;
            }
        }
    }
}
