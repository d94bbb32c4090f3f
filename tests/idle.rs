//! Idle, nothing wakes up: neither the daemon nor a host makes a single system call while nothing happens.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use protocol::hello::Role;
use protocol::requests::GetUsage;
use protocol::session::Status;
use rustix::process::Signal;

use crate::support::sandbox::{output_within, signal};
use crate::support::wait::until_within;
use crate::support::{LIMIT, Sandbox, pass, until};

/// How long nothing may happen.
const WATCHED: Duration = Duration::from_secs(10);
/// Being traced interrupts the calls that wait; what follows from that belongs to the watching.
const DISTURBED: Duration = Duration::from_secs(2);
/// Threads for blocking work end after ten seconds without any.
const SETTLED: Duration = Duration::from_secs(12);

/// The threads of some processes.
fn threads(pids: &[u32]) -> BTreeSet<String> {
    let tasks = |pid: &u32| fs::read_dir(format!("/proc/{pid}/task")).unwrap_or_else(|error| panic!("{pid}: {error}"));
    pids.iter().flat_map(tasks).map(|task| task.unwrap().file_name().into_string().unwrap()).collect()
}

/// Waits until no thread has come or gone for a while.
fn settle(pids: &[u32]) {
    let (mut last, mut since) = (threads(pids), Instant::now());
    until_within(LIMIT * 2, "the threads stay the same", || {
        let now = threads(pids);
        if now != last {
            (last, since) = (now, Instant::now());
        }
        (since.elapsed() >= SETTLED).then_some(())
    });
}

/// Starts to write down every system call of some processes, with the time. `None` where that is not possible here.
fn watch(pids: &[u32], file: &Path) -> Option<Child> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-ttt", "-o"]).arg(file);
    strace.args(pids.iter().flat_map(|pid| ["-p".to_owned(), pid.to_string()]));
    let mut child = match strace.stdout(Stdio::null()).stderr(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("skipped: no strace here: {error}");
            return None;
        }
    };
    let tracer = child.id();
    let traced = |thread: &String| is_traced(thread, tracer);
    let attached = until("strace is attached or gives up", || match child.try_wait().unwrap() {
        Some(_) => Some(false),
        None => threads(pids).iter().all(traced).then_some(true),
    });
    if !attached {
        let output = output_within(child, LIMIT, "strace");
        eprintln!("skipped: nothing can be traced here: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    Some(child)
}

fn is_traced(thread: &str, by: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{thread}/status")).unwrap_or_default();
    status.lines().any(|line| line.strip_prefix("TracerPid:").is_some_and(|pid| pid.trim() == by.to_string()))
}

/// The system calls that were written down after this moment, in seconds since 1970.
fn calls_after(log: &str, moment: f64) -> Vec<&str> {
    let is_call = |line: &&str| {
        let mut words = line.split_whitespace();
        let time: f64 = words.nth(1).and_then(|time| time.parse().ok()).unwrap_or(f64::MAX);
        time > moment && !line.contains("<detached ...>") && !line.contains("+++") && !line.contains("---")
    };
    log.lines().filter(is_call).collect()
}

fn seconds_since_1970() -> f64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64()
}

#[test]
fn an_idle_daemon_and_its_idle_hosts_make_no_system_call() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let commands = [&["sh"][..], &["cat"], &["sleep", "1000"]];
    let ids = commands.map(|command| sandbox.new_session(&[&["--"], command].concat()));
    let mut pids = vec![sandbox.daemon_pid()];
    pids.extend(ids.iter().map(|id| sandbox.wait_for(id, Status::Running).host_pid.unwrap()));
    // Nothing goes on being measured because somebody has asked once.
    sandbox.client(Role::Client).call(&GetUsage {}).unwrap();
    settle(&pids);
    let file = sandbox.dir().join("calls");
    let Some(strace) = watch(&pids, &file) else { return };
    pass(DISTURBED);
    let from = seconds_since_1970();
    pass(WATCHED);
    let until = seconds_since_1970();
    let log = fs::read_to_string(&file).unwrap();
    signal(strace.id(), Signal::INT);
    output_within(strace, LIMIT, "strace");
    let calls = calls_after(&log, from);
    assert!(calls.is_empty(), "in {:.1} seconds: {calls:#?}", until - from);
    assert!(!log.is_empty(), "it was really watched");
    // And it was they who were watched: they still work.
    sandbox.ok(&["send", ids[1].as_str(), "awake", "--enter"]);
    assert_eq!(sandbox.sessions().len(), 3);
}

#[test]
fn calls_are_told_from_what_the_watching_itself_writes() {
    let log =
        "12 100.5 epoll_wait(3, <unfinished ...>\n12 103.5 read(0, \"x\", 1) = 1\n13 104.0 futex( <detached ...>\n";
    assert_eq!(calls_after(log, 102.0), ["12 103.5 read(0, \"x\", 1) = 1"]);
}
