//! `attach` and the question of `stop`: what goes to the host, what is shown, and that the terminal is given back.

use portable_pty::PtySize;
use protocol::envelope::Request;
use protocol::frame::Kind;
use serde_json::{Value, json};

use super::{SIZE, Terminal};
use crate::fake::{Heard, Say};
use crate::sandbox::{ID, Sandbox, end};

fn output(offset: u64, bytes: &[u8]) -> Say {
    Say::Bytes(Kind::OUTPUT, [&offset.to_le_bytes(), bytes].concat())
}

fn event(event: Value) -> Say {
    Say::Event(event)
}

/// A host that shows a screen and then says what a test wants.
fn shows(request: &Request, more: Vec<Say>) -> Vec<Say> {
    if request.request != "attach" {
        return vec![Say::Ok(json!({}))];
    }
    let size = json!({ "cols": 80, "rows": 24 });
    let mut said = vec![
        Say::Ok(json!({
            "session": ID, "generation": 2, "size": size, "offset": 9, "resumed": false, "live": true
        })),
        event(json!({ "event": "snapshot", "offset": 9, "size": size, "before": 3, "length": 6 })),
        Say::Bytes(Kind::SNAPSHOT, b"OLDSNA".to_vec()),
        Say::Bytes(Kind::SNAPSHOT, b"PSH".to_vec()),
        output(9, b"\x1b[?1003h\x1b[?1049hLIVE"),
    ];
    said.extend(more);
    said
}

#[test]
fn keys_go_to_the_host_until_the_detach_key() {
    let sandbox = Sandbox::new();
    let (daemon, host) = sandbox.host(|request| shows(request, vec![]));
    let mut terminal = Terminal::run(&sandbox, "attach build", None);
    terminal.wait_for("LIVE");
    assert_eq!(host.next_request("attach")["size"], json!({ "cols": 80, "rows": 24 }));
    assert!(matches!(daemon.next(), Heard::Request(_)));
    assert_eq!(daemon.next(), Heard::Closed, "the daemon is not needed any more");
    terminal.type_in(b"ls\r\x03\x1b[?62c\x1b[200~\x1c\x1b[201~x\x1cnever");
    assert_eq!(host.typed(18), b"ls\r\x03\x1b[200~\x1c\x1b[201~x");
    terminal.wait_for("[detached from build]");
    assert!(terminal.end_restored().success());
    let shown = String::from_utf8_lossy(&terminal.shown).into_owned();
    let order: Vec<_> = ["OLD", "── resumed, run 2 ──", "SNAPSH", "LIVE"].map(|part| shown.find(part).unwrap()).into();
    assert!(order.is_sorted(), "{shown:?}");
}

#[test]
fn a_window_of_another_size_is_told_to_the_host() {
    let sandbox = Sandbox::new();
    let (_daemon, host) = sandbox.host(|request| shows(request, vec![]));
    let mut terminal = Terminal::run(&sandbox, "attach build", None);
    terminal.wait_for("LIVE");
    terminal.master.resize(PtySize { cols: 100, rows: 40, ..SIZE }).unwrap();
    assert_eq!(host.next_request("resize"), json!({ "size": { "cols": 100, "rows": 40 } }));
    terminal.type_in(b"\x1b[92;5u");
    assert!(terminal.end_restored().success());
}

#[test]
fn who_only_looks_does_not_type() {
    let sandbox = Sandbox::new();
    let (_daemon, host) = sandbox.host(|request| shows(request, vec![]));
    let mut terminal = Terminal::run(&sandbox, "attach build --read-only", None);
    terminal.wait_for("LIVE");
    terminal.type_in(b"rm -rf\r\x1c");
    assert!(terminal.end_restored().success());
    assert_eq!(host.next_request("attach")["read_only"], true);
    assert_eq!(host.next(), Heard::Closed);
}

#[test]
fn the_sessions_end_is_told() {
    let sandbox = Sandbox::new();
    let (_daemon, _host) = sandbox.host(|request| {
        let ended = json!({ "event": "ended", "end": { "reason": "failed", "actor": "agent", "at": 1, "code": 3 } });
        shows(request, vec![event(ended)])
    });
    let mut terminal = Terminal::run(&sandbox, "attach build", None);
    terminal.wait_for("[build failed: status 3]");
    assert!(terminal.end_restored().success());
}

#[test]
fn an_ended_session_is_shown_and_left() {
    let sandbox = Sandbox::new();
    let (_daemon, _host) = sandbox.host(|request| {
        let mut said = shows(request, vec![]);
        if let Some(Say::Ok(attached)) = said.first_mut() {
            attached["live"] = json!(false);
            attached["end"] = end("completed");
        }
        said
    });
    let mut terminal = Terminal::run(&sandbox, "attach build", None);
    terminal.wait_for("[build ended: finished by itself]");
    assert!(terminal.end_restored().success());
}

#[test]
fn the_terminal_is_given_back_when_the_host_is_killed() {
    let sandbox = Sandbox::new();
    let (_daemon, _host) = sandbox.host(|request| shows(request, vec![output(20, b"\x1b]0;cut off"), Say::Close]));
    let mut terminal = Terminal::run(&sandbox, "attach build", None);
    terminal.wait_for("holdfast: the session's host is gone\r\n  hint: holdfast show 01234567");
    assert_eq!(terminal.end_restored().exit_code(), 1);
}

#[test]
fn the_terminal_is_given_back_when_a_signal_ends_the_client() {
    for (signal, name) in [("-TERM", "Terminated"), ("-HUP", "Hangup"), ("-INT", "Interrupt"), ("-QUIT", "Quit")] {
        let sandbox = Sandbox::new();
        let (_daemon, _host) = sandbox.host(|request| shows(request, vec![]));
        let mut terminal = Terminal::run(&sandbox, "attach build", None);
        terminal.wait_for("LIVE");
        terminal.signal(signal);
        assert!(terminal.end_restored().to_string().contains(name), "{signal}");
    }
}

#[test]
fn the_detach_key_works_with_a_host_that_does_not_read() {
    let sandbox = Sandbox::new();
    let (_daemon, _host) = sandbox.host(|request| shows(request, vec![Say::Stall]));
    let mut terminal = Terminal::run(&sandbox, "attach build", None);
    terminal.wait_for("LIVE");
    terminal.type_in(&vec![b'x'; 1024 * 1024]);
    terminal.type_in(b"\x1c");
    terminal.wait_for("[detached from build]");
    assert!(terminal.end_restored().success());
}

#[test]
fn a_session_is_not_attached_to_itself() {
    let sandbox = Sandbox::new();
    let (_daemon, _host) = sandbox.host(|request| shows(request, vec![]));
    let mut terminal = Terminal::run(&sandbox, "attach build", Some(ID));
    terminal.wait_for("this terminal is that session itself");
    assert_eq!(terminal.end().exit_code(), 1);
    let mut terminal = Terminal::run(&sandbox, "attach build", Some("fedcba9876543210"));
    terminal.wait_for("LIVE");
    terminal.type_in(b"\x1c");
    assert!(terminal.end_restored().success());
}

#[test]
fn a_stop_asks_on_a_terminal_with_numbers() {
    for (answer, stops) in [("n\r", false), ("y\r", true)] {
        let sandbox = Sandbox::new();
        let daemon = sandbox.daemon(|request| match request.request.as_str() {
            "list" => vec![Say::Ok(json!([crate::sandbox::session("running"), crate::sandbox::session("ended")]))],
            _ => vec![Say::Ok(json!({ "sessions": [] })), Say::Goodbye("stop"), Say::Close],
        });
        let mut terminal = Terminal::run(&sandbox, "stop", None);
        terminal.wait_for("Stop everything? 1 session is running. It can be restored. [y/N]");
        terminal.type_in(answer.as_bytes());
        assert!(terminal.end().success());
        assert!(matches!(daemon.next(), Heard::Request(_)));
        assert_eq!(matches!(daemon.next(), Heard::Request(_)), stops);
    }
}
