//! How runs end by themselves or by accident, and what is left of them.

use std::process::Command;
use std::time::Instant;

use protocol::client::Message;
use protocol::end::EndReason;
use protocol::frame::Kind;
use protocol::host::{Attach, HostEvent, HostStatus, Logs, Watch};

use crate::sandbox::{LIMIT, Sandbox, Viewer, connect, connect_as, eventually, signal};

#[test]
fn a_program_that_exits_is_recorded_before_clients_are_told_and_nothing_is_left() {
    for (script, reason, code) in [
        ("echo bye", EndReason::Completed, Some(0)),
        ("echo bye; exit 3", EndReason::Failed, Some(3)),
        ("kill -SEGV $$", EndReason::Crashed, None),
    ] {
        let sandbox = Sandbox::new();
        let socket = sandbox.run(&format!("read go; {script}"));
        let mut viewer = Viewer::with_size(&socket, 80, 24);
        viewer.send(b"\r");
        let end = viewer.until_end();
        assert_eq!((end.reason, end.code, end.actor.as_str()), (reason, code, "agent"));
        let record = sandbox.end(1).expect("it is on disk when clients hear of it");
        assert_eq!(record.end, end);
        assert_eq!(record.offset, viewer.offset, "all output was sent");
        while viewer.step() {}
        eventually("the host is gone with its socket", || !socket.exists());
        let host = sandbox.host(1).host;
        eventually("the host has exited", || store::process::liveness(&host) == store::process::Liveness::Gone);
    }
}

#[test]
fn output_of_a_program_that_ends_at_once_is_kept_whole() {
    let sandbox = Sandbox::new();
    sandbox.run("seq 1 20000");
    eventually("the end", || sandbox.end(1).is_some());
    let log = String::from_utf8(sandbox.log_bytes(1)).unwrap();
    assert!(log.ends_with("\n20000\r\n") && log.starts_with("1\r\n"));
    assert_eq!(log.len() as u64, sandbox.end(1).unwrap().offset);
}

#[test]
fn a_background_process_that_holds_the_terminal_does_not_keep_the_session() {
    let sandbox = Sandbox::new();
    sandbox.run("trap '' HUP; sleep 1000 & echo $! > background; exit 0");
    eventually("the end", || sandbox.end(1).is_some());
    let background: u32 =
        std::fs::read_to_string(sandbox.home.path().join("background")).unwrap().trim().parse().unwrap();
    let survivors = sandbox.end(1).unwrap().survivors;
    assert_eq!(survivors.iter().map(|process| process.pid).collect::<Vec<_>>(), [background]);
    signal(&survivors[0], "KILL");
}

#[test]
fn a_killed_host_leaves_a_log_with_everything_that_a_client_saw() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("read go; i=0; while [ $i -lt 40000 ]; do i=$((i+1)); echo line $i; done; exec cat");
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.send(b"\r");
    viewer.until("enough output", |viewer| viewer.offset > 300_000);
    signal(&sandbox.host(1).host, "KILL");
    while viewer.step() {}
    assert_eq!(viewer.snapshots, 1, "so little is never too much");
    let log = sandbox.log_bytes(1);
    assert!(log.len() as u64 >= viewer.offset, "{} of {}", log.len(), viewer.offset);
    assert!(log.windows(viewer.output.len()).any(|part| part == viewer.output));
    assert!(sandbox.end(1).is_none(), "nobody was there to record an end");
}

#[test]
fn a_host_that_is_told_to_end_hangs_up_its_program_and_names_the_sender() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec sleep 1000");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("ready");
    let host = sandbox.host(1).host;
    let mut killer = Command::new("sh")
        .args(["-c", &format!("kill -TERM {}; read wait", host.pid)])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let end = viewer.until_end();
    let killer_pid = killer.id();
    drop(killer.stdin.take());
    killer.wait().unwrap();
    assert_eq!(end.reason, EndReason::ExternalSignal);
    let seen = sandbox.end(1).unwrap().facts.signals;
    assert_eq!((seen[0].signal, seen[0].pid, seen[0].command.as_deref()), (15, Some(killer_pid), Some("sh")));
}

#[test]
fn a_program_that_ignores_hanging_up_is_killed_when_the_host_is_told_to_end() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("trap '' HUP TERM; echo ready; while :; do sleep 0.1; done");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("ready");
    signal(&sandbox.host(1).host, "HUP");
    assert_eq!(viewer.until_end().reason, EndReason::ExternalSignal);
    assert!(store::process::survivors(&sandbox.host(1).child.unwrap()).unwrap().is_empty());
}

#[test]
fn a_watcher_hears_of_changes_few_times_and_of_the_end() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("printf '\\033]2;a \\033[31mtitle\\007'; read go; seq 1 300000; echo last; read go");
    let mut watcher = connect_as(&socket, protocol::hello::Role::Daemon);
    let first = watcher.call(&Watch {}).unwrap();
    assert_eq!((first.session.clone(), first.generation, first.end.clone()), (sandbox.id.clone(), 1, None));
    assert_eq!(first.child_pid, sandbox.host(1).child.map(|child| child.pid));
    let viewer = Viewer::with_size(&socket, 80, 24);
    let began = Instant::now();
    viewer.send(b"\r");
    let mut heard = 0;
    let mut until = |is_so: &dyn Fn(&HostStatus) -> bool| loop {
        match watcher.next_message().unwrap() {
            Message::Frame(frame) => match Message::event::<HostEvent>(&frame).unwrap() {
                HostEvent::Status { status } if is_so(&status) => return *status,
                HostEvent::Status { .. } => heard += 1,
                other => panic!("unexpected: {other:?}"),
            },
            other => panic!("unexpected: {other:?}"),
        }
    };
    let status = until(&|status| status.last_line == "last");
    assert_eq!(status.clients, 1);
    assert!(status.offset > 1_000_000 && status.output_at.is_some());
    viewer.send(b"\r");
    let ended = until(&|status| status.end.is_some());
    assert_eq!((ended.end.unwrap().reason, ended.child_pid), (EndReason::Completed, None));
    let most = began.elapsed().as_millis() / 250 + 3;
    assert!(u128::from(heard as u32) <= most, "{heard} statuses in {:?}", began.elapsed());
    assert!(began.elapsed() < LIMIT);
}

#[test]
fn logs_are_streamed_whole_and_followed_to_the_end() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("seq 1 300000; echo first; read go; echo second");
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.until_text("first");
    let read = |client: &mut protocol::client::Client, enough: &dyn Fn(&[u8]) -> bool| {
        let mut bytes = Vec::new();
        while !enough(&bytes) {
            match client.next_message().unwrap() {
                Message::Frame(frame) if frame.kind == Kind::LOG => bytes.extend(frame.payload),
                Message::Frame(frame) => match Message::event::<HostEvent>(&frame).unwrap() {
                    HostEvent::LogEnd => return (bytes, true),
                    other => panic!("unexpected: {other:?}"),
                },
                other => panic!("unexpected: {other:?}"),
            }
        }
        (bytes, false)
    };
    let (mut once, mut following) = (connect(&socket), connect(&socket));
    once.call(&Logs { follow: false }).unwrap();
    let (whole, ended) = read(&mut once, &|_| false);
    assert!(ended && whole.ends_with(b"\n300000\r\nfirst\r\n"), "{}", whole.len());
    following.call(&Logs { follow: true }).unwrap();
    let (mut bytes, ended) = read(&mut following, &|bytes| bytes.len() >= whole.len());
    assert!(!ended && bytes == whole);
    viewer.send(b"\r");
    let (rest, ended) = read(&mut following, &|_| false);
    bytes.extend(rest);
    assert!(ended && bytes.ends_with(b"first\r\n\r\nsecond\r\n"));
}

#[test]
fn a_run_without_a_log_keeps_nothing_and_says_so() {
    let sandbox = Sandbox::new();
    let mut launch = sandbox.launch(&["sh", "-c", "echo secret; exec cat"]);
    launch.log = false;
    let socket = sandbox.start(&launch).unwrap();
    Viewer::attach(&socket, Attach::default()).until_text("secret");
    assert!(!sandbox.dir(1).join("log").exists());
    let mut client = connect(&socket);
    client.call(&Logs { follow: false }).unwrap();
    let Message::Frame(frame) = client.next_message().unwrap() else { panic!("closed") };
    assert!(matches!(Message::event(&frame), Some(HostEvent::Notice { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_log_with_a_warning_and_neither_the_session_nor_its_end_record() {
    let sandbox = Sandbox::new();
    let launch = sandbox.launch(&["sh", "-c", "read go; seq 1 400000; echo last; read go; exit 5"]);
    let socket = sandbox.start_on_a_small_disk(&launch).unwrap();
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.send(b"\r");
    viewer.until_text("400000\nlast");
    assert!(viewer.notices.iter().any(|notice| notice.contains("not kept any more")), "{:?}", viewer.notices);
    assert!(connect(&socket).call(&Watch {}).unwrap().log_warning.is_some());
    viewer.send(b"\r");
    // It is told only once it is on the disk, which is full.
    assert_eq!(viewer.until_end().code, Some(5));
}
