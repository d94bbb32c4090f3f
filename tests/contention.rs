//! Daemons that take the root from each other while hosts finish: whoever looks when, each run has one end, the real one.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use protocol::end::EndReason;
use protocol::session::Status;
use store::records::{self, EndRecord};

use crate::support::many::{self, Lists};
use crate::support::sandbox::output_within;
use crate::support::{LIMIT, Sandbox, pass, until};

const SESSIONS: usize = 50;
/// How many daemons contend at any time. One serves, the others wait for its hello or for its lock.
const DAEMONS: usize = 4;
/// How many are killed in their lives before the programs end, and again at least from then on.
const KILLED: usize = 10;
/// How long one of them lives at most: some are killed while they look, some before.
const LIVES: Duration = Duration::from_millis(25);

fn daemon(sandbox: &Sandbox) -> Child {
    let mut command = sandbox.command("holdfastd");
    command.args(["--owner", "headless"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills a daemon and starts another, again and again, until `done`, which is told how many were killed while they lived.
fn contend(sandbox: &Sandbox, mut done: impl FnMut(usize) -> bool) {
    let mut daemons: Vec<Child> = (0..DAEMONS).map(|_| daemon(sandbox)).collect();
    let deadline = Instant::now() + LIMIT;
    let mut killed = 0;
    while !done(killed) {
        assert!(Instant::now() < deadline, "the sessions do not end");
        pass(LIVES);
        let mut oldest = daemons.remove(0);
        killed += usize::from(oldest.try_wait().unwrap().is_none());
        oldest.kill().unwrap();
        oldest.wait().unwrap();
        daemons.push(daemon(sandbox));
    }
    for mut one in daemons {
        one.kill().unwrap();
        output_within(one, LIMIT, "a daemon");
    }
}

#[test]
fn daemons_that_contend_while_fifty_hosts_finish_leave_each_run_its_one_real_end() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let gate = sandbox.dir().join("gate");
    rustix::fs::mknodat(rustix::fs::CWD, &gate, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let script = format!(": < '{}'; exit $(($CODE))", gate.display());
    let commands: Vec<Vec<String>> = (0..SESSIONS)
        .map(|code| ["env", &format!("CODE={code}"), "sh", "-c", &script].map(str::to_owned).to_vec())
        .collect();
    let sessions = many::start_each(&sandbox, &commands);
    sandbox.ok(&["stop", "--keep-sessions"]);
    let run = |number: usize| sandbox.root().generation(&sessions[number].id, 1);
    let ended = |number: usize| run(number).join("end.json").exists() || run(number).join("closed.json").exists();

    // They contend before, while and after all programs end at the same moment.
    let mut opened = None;
    contend(&sandbox, |killed| {
        if opened.is_none() && killed >= KILLED {
            opened = Some(std::fs::OpenOptions::new().read(true).write(true).open(&gate).unwrap());
        }
        killed >= 2 * KILLED && (0..SESSIONS).all(ended)
    });

    sandbox.start();
    let mut lists = Lists::new(&sandbox);
    lists.until("all have ended", |rows| rows.iter().all(|row| row.status == Status::Ended));
    for (number, session) in sessions.iter().enumerate() {
        assert!(!run(number).join("closed.json").exists(), "a verdict on run {number}, which has an end of its own");
        let end = records::read::<EndRecord>(&run(number).join("end.json")).unwrap().record().unwrap().end;
        let reason = if number == 0 { EndReason::Completed } else { EndReason::Failed };
        assert_eq!((end.reason, end.code), (reason, Some(i32::try_from(number).unwrap())));
        assert_eq!(lists.list().into_iter().find(|row| row.id == session.id).unwrap().end, Some(end));
    }
    until("nobody is left", || sandbox.sessions().iter().all(|row| row.child_pid.is_none()).then_some(()));
}
