//! Serving ended runs from their logs, and what a resumed session shows above its screen.

use protocol::end::EndReason;
use protocol::error::ErrorCode;
use protocol::host::{Attach, Resize, Screen, Watch, Write};
use protocol::session::Size;

use crate::sandbox::{Sandbox, Viewer, connect, eventually, signal};

fn ended(script: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let socket = sandbox.run(script);
    eventually("the end", || sandbox.end(1).is_some() && !socket.exists());
    sandbox
}

#[test]
fn an_ended_run_is_shown_as_it_was_and_takes_no_input() {
    let sandbox = ended("printf 'one\\n\\033[31mtwo\\033[m\\n'; exit 3");
    let socket = sandbox.command("replay", 1).unwrap();
    let mut viewer = Viewer::attach(&socket, Attach { size: Some(Size::DEFAULT), ..Attach::default() });
    viewer.until("the snapshot", |viewer| viewer.text() == "one\ntwo\n");
    assert!(viewer.screen.text(None, true).contains("\x1b["), "with its colours");
    assert!(!viewer.attached.live);
    assert_eq!(viewer.attached.end.as_ref().unwrap().reason, EndReason::Failed);
    let mut client = connect(&socket);
    let write = Write { text: "x".to_owned(), enter: false, person: false };
    assert_eq!(client.call(&write).unwrap_err().code, ErrorCode::Ended);
    assert_eq!(client.call(&Resize { size: Size::DEFAULT }).unwrap_err().code, ErrorCode::Ended);
    assert_eq!(client.call(&Screen::default()).unwrap().text, "one\ntwo\n");
    assert_eq!(client.call(&Watch {}).unwrap().end.unwrap().code, Some(3));
}

#[test]
fn replaying_twice_gives_one_process_and_the_same_socket() {
    let sandbox = ended("echo once");
    let first = sandbox.command("replay", 1).unwrap();
    let client = connect(&first);
    let second = sandbox.command("replay", 1).unwrap();
    assert_eq!(first, second);
    drop(client);
    assert_eq!(connect(&second).call(&Screen::default()).unwrap().text, "once\n");
}

#[test]
fn a_replay_leaves_when_nobody_looks() {
    let sandbox = ended("echo once");
    let socket = sandbox.command("replay", 1).unwrap();
    drop(connect(&socket));
    eventually("it is gone with its socket", || !socket.exists());
    Viewer::look(&sandbox.command("replay", 1).unwrap()).until_text("once");
}

#[test]
fn a_run_whose_host_was_killed_is_replayed_up_to_its_last_byte() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("seq 1 300000; echo last; exec cat");
    let mut viewer = Viewer::look(&socket);
    viewer.until_text("last");
    let shown = viewer.screen.text(Some(1000), true);
    signal(&sandbox.host(1).host, "KILL");
    while viewer.step() {}
    let mut replay = Viewer::look(&sandbox.command("replay", 1).unwrap());
    replay.until_text("last");
    assert_eq!(replay.screen.text(Some(1000), true), shown);
    assert_eq!(replay.attached.end, None, "nobody has said how it ended");
    assert!(std::fs::read_dir(sandbox.dir(1).join("log")).unwrap().count() >= 2, "over more than one segment");
}

#[test]
fn a_resumed_session_shows_the_text_of_its_earlier_runs_first() {
    let sandbox = ended("echo from the first");
    let mut launch = sandbox.launch(&["sh", "-c", "echo from the second"]);
    (launch.generation, launch.previous) = (2, Some(1));
    let socket = sandbox.start(&launch).unwrap();
    eventually("the end", || sandbox.end(2).is_some() && !socket.exists());
    let mut launch = sandbox.launch(&["sh", "-c", "echo from the third; exec cat"]);
    (launch.generation, launch.previous) = (3, Some(2));
    let mut viewer = Viewer::look(&sandbox.start(&launch).unwrap());
    viewer.until_text("from the third");
    assert_eq!(viewer.text(), "from the third\n", "older text is apart");
    let before = String::from_utf8(viewer.before.clone()).unwrap();
    assert!(before.find("from the first").unwrap() < before.find("from the second").unwrap(), "{before:?}");
}

#[test]
fn a_run_that_never_was_cannot_be_replayed() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.command("replay", 7).unwrap_err().code, ErrorCode::NotFound);
}
