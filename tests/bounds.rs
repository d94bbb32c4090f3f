//! What is kept of all that sessions print: bounded for each and for all, shown, cut where it was torn, and gone when wiped.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use protocol::id::{Generation, SessionId};
use protocol::session::Status;
use store::log::bounds::{kept, total};
use store::log::segment_path;

use crate::support::sandbox::kill;
use crate::support::{LIMIT, Sandbox, until};

const MIB: u64 = 1024 * 1024;

/// Prints about 3.8 MiB, its last line with the run's number.
const PRINTS: [&str; 4] = ["--", "sh", "-c", "seq 1 500000; echo last of $HOLDFAST_GENERATION"];

fn bounded(settings: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    // Made by a daemon, so that its modes are right.
    sandbox.start();
    set(&sandbox, settings);
    sandbox
}

fn set(sandbox: &Sandbox, settings: &str) {
    sandbox.write_settings(&format!("[log]\n{settings}\n"));
}

/// What is on the disk of one run.
fn of_run(sandbox: &Sandbox, id: &SessionId, generation: Generation) -> u64 {
    total(&kept(&sandbox.root().generation(id, generation).join("log")).unwrap())
}

fn printed(sandbox: &Sandbox, name: &str) -> SessionId {
    let id = sandbox.new_session(&[&["--name", name][..], &PRINTS].concat());
    sandbox.wait_for(&id, Status::Ended);
    id
}

#[test]
fn a_session_takes_at_most_its_bound_over_all_its_runs_the_newest_first() {
    // Room for the second run and one or two segments of the first, however late each of them was full.
    let sandbox = bounded("session_mib = 6");
    let id = printed(&sandbox, "build");
    let first = of_run(&sandbox, &id, 1);
    assert!(first > 3 * MIB && first < 6 * MIB, "{first}");
    until("it is listed", || (sandbox.session(&id).log_bytes == Some(first)).then_some(()));
    sandbox.json(&["resume", id.as_str()]);
    sandbox.wait_for(&id, Status::Ended);
    let both = || of_run(&sandbox, &id, 1) + of_run(&sandbox, &id, 2);
    until("it is within its bound", || (both() <= 6 * MIB).then_some(()));
    until("it is listed", || (sandbox.session(&id).log_bytes == Some(both())).then_some(()));
    let (left, second) = (of_run(&sandbox, &id, 1), of_run(&sandbox, &id, 2));
    assert!(second > 3 * MIB && left > MIB && left < first, "{left} of {first}, and {second}");
    assert!(sandbox.ok(&["show", id.as_str()]).contains("MiB printed, "));
    assert!(sandbox.ok(&["logs", id.as_str()]).ends_with("\n500000\nlast of 2\n"));
    // The oldest whole segments are gone, no others.
    let numbers: Vec<u32> =
        kept(&sandbox.root().generation(&id, 1).join("log")).unwrap().iter().map(|one| one.number).collect();
    assert!(numbers[0] > 1 && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{numbers:?}");

    // A bound that was lowered counts for what is there already.
    set(&sandbox, "session_mib = 4");
    sandbox.restart();
    until("it is within the lower bound", || (both() <= 4 * MIB).then_some(()));
    until("it is listed", || (sandbox.session(&id).log_bytes == Some(both())).then_some(()));
    assert!(sandbox.ok(&["logs", id.as_str()]).ends_with("\n500000\nlast of 2\n"));
}

#[test]
fn logs_are_followed_through_all_segments_and_afterwards_say_how_much_is_gone() {
    let sandbox = bounded("session_mib = 4");
    let script = "stty -echo; echo ready; while read line; do seq 1 100000; echo done $line; done";
    let id = sandbox.new_session(&["--", "sh", "-c", script]);
    let mut command = sandbox.command("holdfast");
    let follower =
        command.args(["logs", "--raw", "--follow", id.as_str()]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut follower = follower.spawn().unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines().map(Result::unwrap);
    // Each is 0.7 MB, so that what it is told first is no longer kept at the end.
    // What is sent before it is ready would be echoed.
    assert_eq!(lines.next().unwrap(), "ready");
    let mut bytes = "ready\r\n".len();
    for round in 1..=10 {
        sandbox.ok(&["send", id.as_str(), &round.to_string(), "--enter"]);
        for number in 1..=100_000 {
            let line = lines.next().unwrap();
            assert_eq!(line, number.to_string(), "in round {round}");
            bytes += line.len() + "\r\n".len();
        }
        let line = lines.next().unwrap();
        assert_eq!(line, format!("done {round}"));
        bytes += line.len() + "\r\n".len();
    }
    let check = |what: &str| {
        let logs = sandbox.run(&["logs", "--raw", id.as_str()]);
        let gone = bytes - logs.stdout.len();
        assert!((2_000_000..6_000_000).contains(&gone), "{what}: {gone} of {bytes}");
        let told = format!("the first {gone} bytes are no longer kept\n");
        assert_eq!(String::from_utf8_lossy(&logs.stderr), told, "{what}");
        assert!(logs.stdout.ends_with(b"\n100000\r\ndone 10\r\n"), "{what}");
    };
    check("of a live one");
    sandbox.json(&["kill", id.as_str()]);
    assert_eq!(lines.next(), None, "it goes on until the session ends");
    assert!(follower.wait().unwrap().success());
    sandbox.wait_for(&id, Status::Ended);
    check("of an ended one");
}

#[test]
fn all_together_take_at_most_their_bound_and_whoever_ended_first_keeps_its_last_screen() {
    let sandbox = bounded("total_mib = 16");
    let live = sandbox.new_session(&["--", "sh", "-c", "seq 1 500000; echo ready; exec cat"]);
    until("it has printed", || sandbox.ok(&["screen", live.as_str()]).contains("ready").then_some(()));
    let before = of_run(&sandbox, &live, 1);
    let ids: Vec<SessionId> = (0..5).map(|number| printed(&sandbox, &format!("s{number}"))).collect();
    let takes = |id: &SessionId| of_run(&sandbox, id, 1);
    let status = || sandbox.json(&["status"])["log_bytes"].as_u64();
    // A live host counts what it makes for searching when it begins its next segment.
    let of_live = || sandbox.session(&live).log_bytes.unwrap();
    let known = || ids.iter().map(takes).sum::<u64>() + of_live();
    until("the total is within its bound", || (known() <= 16 * MIB).then_some(()));
    until("it is known", || (status() == Some(known())).then_some(()));
    assert!((before / 2..=takes(&live)).contains(&of_live()));
    let each: Vec<u64> = ids.iter().map(takes).collect();
    assert!(each[0] < 2 * MIB && each[0] > 0 && each[4] > 3 * MIB, "{each:?}");
    assert!(takes(&live) >= before, "the live one keeps all");
    until("each is listed", || ids.iter().all(|id| sandbox.session(id).log_bytes == Some(takes(id))).then_some(()));
    for id in &ids {
        assert!(sandbox.ok(&["screen", id.as_str()]).ends_with("500000\nlast of 1\n"));
    }
    let logs = sandbox.run(&["logs", ids[0].as_str()]);
    assert!(logs.stdout.ends_with(b"last of 1\n"));
    assert!(String::from_utf8_lossy(&logs.stderr).starts_with("the first "), "{logs:?}");

    sandbox.restart();
    until("all is measured again", || (status() == Some(known())).then_some(()));
    // It looks at the disk itself.
    let all = || ids.iter().chain([&live]).map(takes).sum::<u64>();
    let doctor = sandbox.ok(&["doctor"]);
    assert!(doctor.contains(&format!("output takes {} of at most 16 MiB", all().div_ceil(MIB))), "{doctor}");
    sandbox.ok(&["rm", ids[4].as_str()]);
    assert_eq!(takes(&ids[4]), 0);
    assert!(!sandbox.root().session(&ids[4]).exists());
    assert_eq!(status(), Some(known()));
}

#[test]
fn a_session_without_a_log_takes_nothing_and_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "echo a-secret-word; exec cat";
    let id = sandbox.new_session(&["--no-log", "--", "sh", "-c", script]);
    until("it has printed", || sandbox.ok(&["screen", id.as_str()]).contains("a-secret-word").then_some(()));
    assert_eq!(sandbox.session(&id).log_bytes, Some(0));
    sandbox.json(&["kill", id.as_str()]);
    sandbox.wait_for(&id, Status::Ended);
    assert_eq!(sandbox.session(&id).log_bytes, Some(0));
    assert!(!sandbox.root().generation(&id, 1).join("log").exists());
    // Its command is on record, and names the word once in each of these; its output would not be in quotes.
    let output =
        std::process::Command::new("grep").args(["-rlE", "^a-secret-word"]).arg(sandbox.root_dir()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[test]
fn what_a_killed_host_left_half_written_is_cut_when_its_run_is_closed() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "echo whole; exec cat"]);
    until("it has printed", || sandbox.printed(&id).contains("whole").then_some(()));
    let host = sandbox.session(&id).host_pid.unwrap();
    sandbox.ok(&["stop", "--keep-sessions"]);
    sandbox.wait_until_daemon_gone(LIMIT);
    kill(host);
    let path = segment_path(&sandbox.root().generation(&id, 1).join("log"), 1);
    let whole = fs::metadata(&path).unwrap().len();
    // The beginning of a record of a hundred bytes.
    let half = [&[100, 0, 0, 0, 1][..], &[0; 40]].concat();
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(&half).unwrap();
    sandbox.start();
    sandbox.wait_for(&id, Status::Ended);
    assert_eq!(fs::metadata(&path).unwrap().len(), whole);
    until("it is measured", || (sandbox.session(&id).log_bytes == Some(whole)).then_some(()));
    let logs = sandbox.run(&["logs", id.as_str()]);
    assert_eq!((logs.stdout.as_slice(), logs.stderr.as_slice()), (&b"whole\n"[..], &b""[..]));
}
