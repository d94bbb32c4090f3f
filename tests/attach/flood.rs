//! A program that prints more than one client can take: the others get every byte, the slow one the right screen at last.

use protocol::client::Message;
use protocol::frame::{Kind, decode_output};
use protocol::hello::Role;
use protocol::host::{Attach, HostEvent};
use protocol::session::Status;
use rustix::process::Signal;

use super::attach;
use crate::support::sandbox::signal;
use crate::support::{LIMIT, Sandbox, Terminal, counter, until};

const LINES: usize = 200_000;

/// What a terminal of this size shows after all that was printed in it.
fn shown(terminal: &Terminal, cols: u16, rows: u16) -> String {
    let mut screen = screen::new(screen::Size { cols, rows }, 0);
    screen.feed(&terminal.printed(), &mut Vec::new());
    screen.text(None, false)
}

/// Takes all output of a session until it ends; fails where an offset is skipped or a snapshot comes again.
fn everything(sandbox: &Sandbox, id: &protocol::id::SessionId, ready: &std::sync::mpsc::Sender<()>) -> Vec<u8> {
    let mut client = sandbox.client_of(id);
    client.set_timeout(Some(LIMIT)).unwrap();
    let attached = client.call(&Attach::default()).unwrap();
    ready.send(()).unwrap();
    let (mut next, mut all, mut snapshots) = (attached.offset, Vec::new(), 0);
    loop {
        match client.next_message().unwrap() {
            Message::Frame(frame) if frame.kind == Kind::OUTPUT => {
                let (offset, bytes) = decode_output(&frame.payload).unwrap();
                assert_eq!(offset, next, "a gap or a double");
                next += bytes.len() as u64;
                all.extend_from_slice(bytes);
            }
            Message::Frame(frame) => match Message::event::<HostEvent>(&frame) {
                Some(HostEvent::Snapshot { .. }) => snapshots += 1,
                Some(HostEvent::Ended { .. }) => break,
                _ => {}
            },
            Message::Closed => panic!("the host hung up without saying that the program ended"),
            Message::Response(_) | Message::Goodbye(_) => {}
        }
    }
    assert_eq!(snapshots, 1, "it was never too slow");
    all
}

#[test]
fn a_stopped_client_slows_nobody_and_shows_the_right_screen_when_it_goes_on() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = format!("read go; seq 1 {LINES}; echo flooded; read end");
    let id = sandbox.new_session(&["--size", "80x24", "--", "sh", "-c", &script]);
    let stopped = attach(&sandbox, &id, &[], (80, 24));
    let mut host = sandbox.client_of(&id);
    until("it is attached", || (host.call(&protocol::host::Watch {}).unwrap().clients == 1).then_some(()));
    signal(stopped.pid(), Signal::STOP);
    std::thread::scope(|scope| {
        let (ready, is_ready) = std::sync::mpsc::channel();
        let taking = scope.spawn({
            let (sandbox, id) = (&sandbox, &id);
            move || everything(sandbox, id, &ready)
        });
        is_ready.recv_timeout(LIMIT).unwrap();
        sandbox.ok(&["send", id.as_str(), "", "--enter"]);
        until("the flood is over", || sandbox.ok(&["screen", id.as_str()]).contains("flooded").then_some(()));
        signal(stopped.pid(), Signal::CONT);
        stopped.expect("flooded");
        let screen = sandbox.ok(&["screen", id.as_str()]);
        until("it shows the right screen", || (shown(&stopped, 80, 24).trim_end() == screen.trim_end()).then_some(()));
        assert!((stopped.printed().len()) < 1_400_000, "it was not sent what it could not take");
        sandbox.ok(&["send", id.as_str(), "", "--enter"]);
        let all = String::from_utf8(taking.join().unwrap()).unwrap();
        let numbers: Vec<&str> =
            all.lines().filter(|line| line.bytes().all(|b| b.is_ascii_digit()) && !line.is_empty()).collect();
        assert_eq!(numbers.len(), LINES);
        assert!(numbers.iter().enumerate().all(|(at, number)| *number == (at + 1).to_string()));
    });
    sandbox.wait_for(&id, Status::Ended);
    let logged = sandbox.printed(&id);
    let numbers: Vec<&str> = logged.lines().skip_while(|line| *line != "1").take(LINES).collect();
    assert_eq!((numbers.len(), *numbers.last().unwrap()), (LINES, LINES.to_string().as_str()));
    assert!(numbers.iter().enumerate().all(|(at, number)| *number == (at + 1).to_string()));
}

#[test]
fn a_client_that_never_reads_again_costs_the_host_no_memory_and_nobody_else_anything() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = counter::start(&sandbox);
    let flood = sandbox.new_session(&["--", "sh", "-c", "read go; seq 1 2000000; echo flooded; exec cat"]);
    let mut deaf = sandbox.client_of(&flood);
    deaf.call(&Attach::default()).unwrap();
    let host = sandbox.session(&flood).host_pid.unwrap();
    sandbox.ok(&["send", flood.as_str(), "", "--enter"]);
    until("the flood is over", || sandbox.ok(&["screen", flood.as_str()]).contains("flooded").then_some(()));
    let status = std::fs::read_to_string(format!("/proc/{host}/status")).unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kib: u64 = resident.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kib < 64 * 1024, "{kib} KiB");
    counter::goes_on(&sandbox, &id);
    drop(deaf);
    assert_eq!(sandbox.client(Role::Client).call(&protocol::requests::Status {}).unwrap().sessions, 2);
}
