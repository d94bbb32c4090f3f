//! Whether a program is started at all, and what it is started with.

use std::path::Path;

use protocol::end::EndReason;
use protocol::error::ErrorCode;
use protocol::launch::Ready;
use store::records::{self, Closed, Launch};

use crate::sandbox::{Sandbox, Viewer, eventually};

fn refused(change: impl FnOnce(&mut Launch)) -> (Sandbox, ErrorCode, String) {
    let sandbox = Sandbox::new();
    let mut launch = sandbox.launch(&["sh", "-c", "touch started"]);
    change(&mut launch);
    let error = sandbox.start(&launch).unwrap_err();
    assert!(!sandbox.home.path().join("started").exists(), "nothing ran");
    assert!(!sandbox.dir(1).join("host.json").exists());
    (sandbox, error.code, error.message)
}

#[test]
fn a_leave_that_has_expired_or_is_from_another_boot_starts_nothing_and_leaves_no_end() {
    let (sandbox, code, message) = refused(|launch| launch.deadline = store::now_ms() - 1);
    assert_eq!((code, sandbox.end(1)), (ErrorCode::StartFailed, None));
    assert!(message.contains("expired"), "{message}");
    let (sandbox, _, message) = refused(|launch| launch.boot_id = "another".to_owned());
    assert!(sandbox.end(1).is_none() && message.contains("boot"), "{message}");
}

#[test]
fn a_closed_or_ended_run_is_never_started_again() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("true");
    eventually("the end is written and the host is gone", || sandbox.end(1).is_some() && !socket.exists());
    let again = sandbox.start(&sandbox.launch(&["true"])).unwrap_err();
    assert!(again.message.contains("ended already"), "{again:?}");

    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.dir(1)).unwrap();
    std::fs::write(sandbox.dir(1).join("closed.json"), "not even JSON").unwrap();
    assert!(matches!(records::read::<Closed>(&sandbox.dir(1).join("closed.json")), Ok(found) if found.is_there()));
    let closed = sandbox.start(&sandbox.launch(&["true"])).unwrap_err();
    assert!(closed.message.contains("closed"), "{closed:?}");
}

#[test]
fn a_second_host_of_the_same_run_starts_nothing() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo $$ >> pids; exec sleep 1000");
    let second = sandbox.command("run", 1).unwrap_err();
    assert_eq!(second.code, ErrorCode::Busy);
    assert!(socket.exists(), "the first one's socket is still there");
    Viewer::look(&socket);
    assert_eq!(std::fs::read_to_string(sandbox.home.path().join("pids")).unwrap().lines().count(), 1);
}

#[test]
fn a_missing_program_and_a_missing_directory_are_reported_and_recorded() {
    for (change, code) in [
        (
            (|launch: &mut Launch| launch.argv = vec!["/no/such/program".to_owned()]) as fn(&mut Launch),
            ErrorCode::ProgramMissing,
        ),
        (|launch| launch.argv = vec!["no-such-program-anywhere".to_owned()], ErrorCode::ProgramMissing),
        (|launch| launch.argv = vec!["/etc/passwd".to_owned()], ErrorCode::ProgramMissing),
        (|launch| launch.cwd = "/no/such/directory".to_owned(), ErrorCode::DirectoryMissing),
        (|launch| launch.cwd = "/etc/passwd".to_owned(), ErrorCode::DirectoryMissing),
    ] {
        let (sandbox, told, message) = refused(change);
        assert_eq!(told, code, "{message}");
        let record = sandbox.end(1).unwrap();
        assert_eq!(record.end.reason, EndReason::StartFailed);
        assert_eq!(record.end.detail.as_deref(), Some(message.as_str()));
        assert!(!sandbox.root.host_socket(&sandbox.id, 1).exists());
        assert!(!sandbox.dir(1).join(".end.reserve").exists());
    }
}

#[test]
fn a_leave_that_is_damaged_or_newer_or_absent_is_named_as_such() {
    for (text, code) in [
        (Some("{\"format\":1,"), ErrorCode::Damaged),
        (Some("{\"format\":9,\"reader\":9}"), ErrorCode::NewerFormat),
        (None, ErrorCode::StartFailed),
    ] {
        let sandbox = Sandbox::new();
        std::fs::create_dir(sandbox.dir(1)).unwrap();
        if let Some(text) = text {
            std::fs::write(sandbox.dir(1).join("launch.json"), text).unwrap();
        }
        assert_eq!(sandbox.command("run", 1).unwrap_err().code, code);
    }
}

#[test]
fn the_program_gets_its_environment_and_directory_and_nothing_of_the_hosts() {
    let sandbox = Sandbox::new();
    let mut launch = sandbox.launch(&["sh", "-c"]);
    launch.open_files = Some(123);
    launch.argv.push(
        "echo $GIVEN $TERM $COLORTERM $HOLDFAST_GENERATION; echo $HOLDFAST_SESSION; ulimit -Sn; pwd; \
         cd /proc/$$/fd; echo *; cd /; ps -o sid=,pgid=,tpgid= -p $$ | tr -s ' '; echo pid $$; \
         env | wc -l; grep -E 'SigIgn|SigBlk' /proc/self/status; exec cat"
            .to_owned(),
    );
    let socket = sandbox.start(&launch).unwrap();
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("SigIgn");
    viewer.until("all lines", |viewer| viewer.text().lines().count() >= 10);
    let text = viewer.text();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("yes xterm-256color truecolor 1"));
    assert_eq!(lines.next(), Some(sandbox.id.as_str()));
    assert_eq!(lines.next(), Some("123"));
    assert_eq!(lines.next(), Some(sandbox.home.path().to_str().unwrap()));
    assert_eq!(lines.next(), Some("0 1 2 3"), "the last is the directory itself:\n{text}");
    let ids: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    let pid = lines.next().unwrap().strip_prefix("pid ").unwrap();
    assert_eq!(ids, [pid, pid, pid], "leader of its terminal session, in the foreground");
    lines.next();
    let mask = |line: Option<&str>| u64::from_str_radix(line.unwrap().split_whitespace().last().unwrap(), 16).unwrap();
    assert_eq!(mask(lines.next()), 0, "no signal blocked:\n{text}");
    // 32 and 33 are the C library's own.
    assert_eq!(mask(lines.next()) & !(0b11 << 31), 0, "no signal ignored:\n{text}");
}

#[test]
fn the_host_is_detached_and_its_run_file_says_who_it_is() {
    let sandbox = Sandbox::new();
    sandbox.run("exec sleep 1000");
    let host = sandbox.host(1);
    let pid = host.host.pid;
    assert_eq!(host.nonce, "nonce");
    assert_eq!(std::fs::read_link(format!("/proc/{pid}/cwd")).unwrap(), Path::new("/"));
    let is_null = |fd: u32| std::fs::read_link(format!("/proc/{pid}/fd/{fd}")).unwrap() == Path::new("/dev/null");
    // It lets go of the pipes right after the line that this test has read.
    eventually("the pipes are let go of", || is_null(0) && is_null(1));
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    assert_eq!((fields[3], fields[4]), (pid.to_string().as_str(), "0"), "its own session, no terminal");
    let child = host.child.unwrap();
    assert_eq!(store::process::identify(child.pid).unwrap(), child);
}

#[test]
fn the_ready_line_is_the_one_that_everybody_reads() {
    let ready = Ready::listening(Path::new("/s"));
    assert_eq!(serde_json::to_string(&ready).unwrap(), r#"{"listening":{"socket":"/s"}}"#);
}
