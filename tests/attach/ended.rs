//! Attaching to a session that is over: its last screen, and how it ended.

use protocol::session::Status;
use serde_json::Value;

use super::{attach, session_that_says};
use crate::support::sandbox::kill;
use crate::support::{Sandbox, Terminal};

#[test]
fn an_ended_session_shows_its_last_screen_and_says_how_it_ended() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "printf '\\033[31mred words\\033[0m\\n'; echo last words; exit 3";
    let id = sandbox.new_session(&["--name", "short", "--", "sh", "-c", script]);
    sandbox.wait_for(&id, Status::Ended);
    let mut terminal = attach(&sandbox, &id, &[], (80, 24));
    assert_eq!(terminal.wait(), 0);
    let end = terminal.expect("last words");
    terminal.expect_from(end, "[short failed: status 3]");
    let printed = String::from_utf8(terminal.printed()).unwrap();
    assert!(printed.contains("31mred words"), "in its colours: {printed:?}");
}

#[test]
fn a_lost_session_shows_what_was_logged_and_says_that_it_was_lost() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, "echo before the loss; exec cat", "before the loss");
    kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Ended);
    let mut terminal = attach(&sandbox, &id, &[], (80, 24));
    assert_eq!(terminal.wait(), 0);
    let end = terminal.expect("before the loss");
    terminal.expect_from(end, "[sh lost: its host is gone]");
}

#[test]
fn as_json_the_outcome_comes_after_the_screen() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "echo", "done"]);
    sandbox.wait_for(&id, Status::Ended);
    let mut command = sandbox.command("holdfast");
    let mut terminal = Terminal::run(command.args(["--json", "attach", id.as_str()]), 80, 24);
    assert_eq!(terminal.wait(), 0);
    terminal.expect("\"outcome\":\"ended\"");
    let printed = String::from_utf8(terminal.printed()).unwrap();
    let report: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
    assert_eq!((report["id"].as_str(), report["generation"].as_u64()), (Some(id.as_str()), Some(1)));
    assert_eq!(report["end"]["reason"], "completed");
}

#[test]
fn a_resumed_session_shows_its_earlier_run_above_a_separator() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "echo this is run $HOLDFAST_GENERATION; read line"]);
    crate::support::until("it is ready", || sandbox.printed(&id).contains("run 1").then_some(()));
    sandbox.ok(&["send", id.as_str(), "enough", "--enter"]);
    sandbox.wait_for(&id, Status::Ended);
    sandbox.ok(&["resume", id.as_str()]);
    let mut terminal = attach(&sandbox, &id, &[], (80, 24));
    let first = terminal.expect("this is run 1");
    let separator = terminal.expect_from(first, "resumed, run 2");
    terminal.expect_from(separator, "this is run 2");
    terminal.send("\x1c");
    assert_eq!(terminal.wait(), 0);
    assert!(!sandbox.printed(&id).contains("run 1"), "nothing of it was typed or logged into the new run");
}
