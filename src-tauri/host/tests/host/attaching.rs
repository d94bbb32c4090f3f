//! Attaching, typing, and what several clients see of one terminal.

use protocol::error::ErrorCode;
use protocol::host::{Attach, Resize, Screen, Write};
use protocol::session::Size;

use crate::sandbox::{Sandbox, Viewer, connect, eventually, signal};

#[test]
fn what_is_typed_is_echoed_and_a_later_client_sees_the_same_screen() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec cat");
    let mut first = Viewer::with_size(&socket, 80, 24);
    first.until_text("ready");
    first.send(b"hello\r");
    first.until_text("ready\nhello\nhello\n");
    let mut second = Viewer::look(&socket);
    second.until_text("ready\nhello\nhello\n");
    assert_eq!(second.output, b"", "all of it came with the snapshot");
    assert!(second.attached.live && !second.attached.resumed && second.attached.end.is_none());
}

#[test]
fn a_client_that_only_looks_can_neither_type_nor_resize() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec cat");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("ready");
    viewer.send(b"no\r");
    viewer.until("a notice", |viewer| !viewer.notices.is_empty());
    let size = Size { cols: 10, rows: 10 };
    assert_eq!(viewer.client.call(&Resize { size }).unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(connect(&socket).call(&Screen::default()).unwrap().text, "ready\n");
}

#[test]
fn writing_without_attaching_gives_a_receipt_and_the_screen_can_be_asked_for() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("read line; echo got $line; exec cat");
    let mut client = connect(&socket);
    let written = client.call(&Write { text: "words".to_owned(), enter: true, person: false }).unwrap();
    assert_eq!(written.bytes, 6);
    eventually("the answer is on the screen", || {
        let screen = client.call(&Screen::default()).unwrap();
        screen.text == "words\ngot words\n" && screen.size == Size { cols: 80, rows: 24 }
    });
}

#[test]
fn text_for_a_program_that_does_not_read_is_refused_when_too_much_waits() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("stty raw -echo; echo ready; sleep 1000");
    Viewer::look(&socket).until_text("ready");
    let client = connect(&socket);
    let text = "x".repeat(200 * 1024);
    // Nobody answers these before the end: the program does not read.
    let asked: Vec<u64> = (0..6)
        .map(|_| client.sender().request(&Write { text: text.clone(), enter: false, person: false }).unwrap())
        .collect();
    let mut client = client;
    let refused = client.answer(asked[5]).unwrap();
    assert_eq!(refused.error.unwrap().code, ErrorCode::Busy);
    assert_eq!(client.call(&Screen::default()).unwrap().text, "ready\n", "the host answers as before");
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.send(&[b'y'; 60 * 1024]);
    viewer.send(&[b'y'; 60 * 1024]);
    viewer.until("a notice", |viewer| viewer.notices.iter().any(|notice| notice.contains("refused")));
}

#[test]
fn the_size_is_the_first_clients_and_moves_with_typing_but_not_with_reports_or_writes() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("trap 'stty size' WINCH; stty size; while :; do sleep 0.05; done");
    let mut first = Viewer::with_size(&socket, 70, 20);
    first.until_text("20 70");
    let mut second = Viewer::with_size(&socket, 60, 18);
    second.until_text("20 70");
    second.send(b"\x1b[I\x1b[<35;1;1M");
    connect(&socket).call(&Write { text: "w".to_owned(), enter: false, person: false }).unwrap();
    second.send(b"x");
    second.until_text("18 60");
    first.until_text("18 60");
    assert_eq!(first.screen.size().cols, 60, "everybody is told the size");
    first.client.call(&Resize { size: Size { cols: 71, rows: 21 } }).unwrap();
    drop(second);
    first.until_text("21 71");
}

#[test]
fn a_client_that_says_what_it_has_seen_gets_only_the_rest() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec cat");
    let mut first = Viewer::with_size(&socket, 80, 24);
    first.until_text("ready");
    let since = first.offset;
    first.send(b"more\r");
    first.until_text("more\nmore");
    let mut again = Viewer::attach(&socket, Attach { since: Some(since), ..Attach::default() });
    assert!(again.attached.resumed && again.attached.offset == since);
    again.until("the rest", |viewer| viewer.output == b"more\r\nmore\r\n");
    assert_eq!(again.snapshots, 0);
    let later = Viewer::attach(&socket, Attach { since: Some(since + 1_000_000), ..Attach::default() });
    assert!(!later.attached.resumed, "nobody has seen the future");
}

#[test]
fn clients_that_attach_during_a_flood_all_end_with_the_same_screen_and_no_gap() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("read go; i=0; seq -f 'line %.0f of the flood' 1 400000; echo done; exec cat");
    let mut first = Viewer::with_size(&socket, 80, 24);
    first.send(b"\r");
    first.until("some output", |viewer| viewer.offset > 100_000);
    let mut viewers = vec![first];
    for pause in [200_000, 900_000] {
        let start = viewers[0].offset;
        viewers[0].until("more output", |viewer| viewer.offset > start + pause || viewer.text().contains("done"));
        viewers.push(Viewer::look(&socket));
    }
    let finals: Vec<(String, u64)> = viewers
        .into_iter()
        .map(|mut viewer| {
            std::thread::spawn(move || {
                viewer.until_text("done");
                (viewer.screen.text(Some(900), true), viewer.offset)
            })
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    assert!(finals[0].0.contains("line 400000 of the flood\ndone"));
    assert!(finals.iter().all(|one| *one == finals[0]));
    let shown = connect(&socket).call(&Screen { lines: Some(900), ..Screen::default() }).unwrap();
    assert_eq!(shown.offset, finals[0].1);
    assert!(shown.text.ends_with("line 400000 of the flood\ndone\n"));
}

#[test]
fn a_stopped_client_slows_nobody_and_is_repainted_when_it_goes_on() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("read go; seq 1 600000; echo done; exec cat");
    let mut stopped = Viewer::look(&socket);
    let mut other = Viewer::with_size(&socket, 80, 24);
    other.send(b"\r");
    // `stopped` reads nothing meanwhile: its socket fills up and then its queue.
    other.until_text("done");
    assert!(other.snapshots >= 1);
    stopped.until_text("done");
    assert!(stopped.snapshots >= 2, "it was repainted");
    assert!(stopped.output.len() < 4_000_000, "what it was too slow for was dropped: {}", stopped.output.len());
    assert_eq!(stopped.screen.text(Some(500), true), other.screen.text(Some(500), true));
    stopped.client.call(&Screen::default()).unwrap();
}

#[test]
fn a_host_without_a_daemon_and_clients_goes_on() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.05; done");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("tick 3");
    drop(viewer);
    Viewer::look(&socket).until_text("tick 9");
    let host = sandbox.host(1);
    signal(&host.host, "PIPE");
    Viewer::look(&socket).until_text("tick 12");
}
