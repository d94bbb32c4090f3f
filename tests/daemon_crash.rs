//! The daemon killed at random moments: each session runs exactly once or not at all, and nothing starts later.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use protocol::id::SessionId;
use protocol::session::Status;

use crate::support::sandbox::kill;
use crate::support::{LIMIT, Sandbox, pass, until};

/// How often each program of the sandbox's sessions runs now, by the mark in its environment.
fn running(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mark = format!("COUNTED_IN={}", sandbox.dir().display());
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(environment) = std::fs::read(entry.path().join("environ")) else { continue };
        let values: Vec<String> =
            environment.split(|byte| *byte == 0).map(|value| String::from_utf8_lossy(value).into_owned()).collect();
        let is_program = std::fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe.ends_with("sleep"));
        if is_program && values.contains(&mark) {
            let session = values.iter().find_map(|value| value.strip_prefix("HOLDFAST_SESSION=")).unwrap_or("none");
            *counts.entry(session.to_owned()).or_insert(0) += 1;
        }
    }
    counts
}

fn spawn(sandbox: &Sandbox, args: &[&str]) -> Child {
    let mut command = sandbox.command("holdfast");
    command.args(["--no-start"]).args(args).env("COUNTED_IN", sandbox.dir());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills the daemon while `command` runs, after a time that grows with the round; then starts it again.
fn kill_during(sandbox: &Sandbox, round: u32, args: &[&str]) {
    let daemon = sandbox.daemon_pid();
    let mut asking = spawn(sandbox, args);
    // From before the request arrives to after the program runs, which takes some 30 to 60 milliseconds here.
    pass(Duration::from_millis(u64::from(round) * 3));
    kill(daemon);
    asking.wait().unwrap();
    sandbox.wait_until_daemon_gone(LIMIT);
    sandbox.start();
    until("the daemon has looked at everything", || (sandbox.json(&["status"])["reconciling"] == false).then_some(()));
}

/// Every session that is said to live lives once, and no other program runs.
fn check(sandbox: &Sandbox, round: u32) {
    let settled = Instant::now() + LIMIT;
    loop {
        let sessions = sandbox.sessions();
        let live: BTreeMap<String, usize> = sessions
            .iter()
            .filter(|session| session.status == Status::Running)
            .map(|session| (session.id.to_string(), 1))
            .collect();
        let (seen, undecided) = (
            running(sandbox),
            sessions.iter().any(|session| !matches!(session.status, Status::Running | Status::Ended)),
        );
        assert!(seen.values().all(|count| *count == 1), "round {round}: {seen:?}");
        if seen == live && !undecided {
            return;
        }
        assert!(Instant::now() < settled, "round {round}: running {seen:?}, listed {sessions:#?}");
        pass(Duration::from_millis(50));
    }
}

#[test]
fn a_daemon_killed_during_new_starts_each_session_once_or_not_at_all() {
    let sandbox = Sandbox::new();
    sandbox.start();
    for round in 0..30 {
        kill_during(&sandbox, round, &["new", "-d", "--", "sleep", "1000"]);
        check(&sandbox, round);
    }
    let settled = running(&sandbox);
    // Longer than any leave to start is good for.
    pass(Duration::from_secs(11));
    assert_eq!(running(&sandbox), settled, "something started later");
}

#[test]
fn a_daemon_killed_during_resume_starts_each_session_once_or_not_at_all() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids: Vec<SessionId> = (0..30)
        .map(|_| {
            sandbox.new_session(&["--env", &format!("COUNTED_IN={}", sandbox.dir().display()), "--", "sleep", "1000"])
        })
        .collect();
    let texts: Vec<&str> = ids.iter().map(SessionId::as_str).collect();
    sandbox.json(&[&["kill", "--now"], texts.as_slice()].concat());
    for (round, id) in (0..).zip(&ids) {
        kill_during(&sandbox, round, &["resume", id.as_str()]);
        check(&sandbox, round);
    }
    let settled = running(&sandbox);
    pass(Duration::from_secs(11));
    assert_eq!(running(&sandbox), settled, "something started later");
    // A start that was cut off supersedes nothing: whatever does not run can still be resumed, once.
    for id in ids {
        if sandbox.session(&id).status == Status::Ended {
            sandbox.json(&["resume", id.as_str()]);
        }
    }
    check(&sandbox, 30);
    assert_eq!(running(&sandbox).len(), 30);
}
