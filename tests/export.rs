//! `export`: recordings, text and pages of live and ended sessions, of one run or a range.

use protocol::session::Status;
use serde_json::Value;

use crate::support::{Sandbox, until};

#[test]
fn an_ended_session_is_exported_in_every_form_and_each_run_by_its_number() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "printf 'run %s\\n\\033[32mgreen\\033[m \\033]8;;https://a.example/\\033\\\\link\\033]8;;\\033\\\\ <b>\\n' \
                  $HOLDFAST_GENERATION";
    let id = sandbox.new_session(&["--name", "made", "--size", "60x10", "--", "sh", "-c", script]);
    sandbox.wait_for(&id, Status::Ended);
    sandbox.ok(&["resume", "made"]);
    until("the second run is over", || {
        let session = sandbox.session(&id);
        (session.generation == 2 && session.status == Status::Ended).then_some(())
    });
    assert_eq!(sandbox.ok(&["export", "made", "--format", "text"]), "run 2\ngreen link <b>\n");
    assert_eq!(sandbox.ok(&["export", "made", "--format", "text", "--run", "1"]), "run 1\ngreen link <b>\n");
    assert_eq!(sandbox.error(&["export", "made", "--run", "3"]), (3, "not_found".to_owned()));
    let page = sandbox.ok(&["export", "made", "--format", "html"]);
    assert!(page.contains("<title>made</title>") && page.contains("href=\"https://a.example/\">link</a> &lt;b&gt;"));
    let file = sandbox.dir().join("made.cast");
    let told = sandbox.json(&["export", "made", "--output", file.to_str().unwrap()]);
    let cast = std::fs::read_to_string(&file).unwrap();
    assert_eq!((told["run"].as_u64(), told["bytes"].as_u64()), (Some(2), Some(cast.len() as u64)));
    let lines: Vec<Value> = cast.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines[0]["version"].as_u64(), lines[0]["width"].as_u64()), (Some(2), Some(60)));
    assert!(lines[1..].iter().any(|event| event[2].as_str().unwrap().contains("run 2")));
    assert_eq!(sandbox.error(&["export", "made", "--from", "0s", "--to", "1h"]).1, "bad_request");
}

#[test]
fn a_live_session_is_exported_as_far_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "seq 1 20000; echo ready; exec cat"]);
    until("it has printed", || sandbox.ok(&["screen", id.as_str()]).contains("ready").then_some(()));
    let text = sandbox.ok(&["export", id.as_str(), "--format", "text"]);
    let numbers: Vec<&str> = text.lines().take(20_000).collect();
    assert!(numbers.iter().enumerate().all(|(at, number)| *number == (at + 1).to_string()));
    assert_eq!(text.lines().nth(20_000), Some("ready"));
    let document = sandbox.json(&["export", id.as_str(), "--format", "text", "--from", "1h ago"]);
    assert_eq!(document["text"].as_str(), Some(text.as_str()));
}

#[test]
fn a_killed_host_leaves_an_export_up_to_its_last_byte_and_a_torn_end_is_said() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "seq 1 5000; echo last; exec cat"]);
    until("it has printed", || sandbox.printed(&id).contains("last").then_some(()));
    crate::support::sandbox::kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Ended);
    let segment = store::log::segment_path(&sandbox.root().generation(&id, 1).join("log"), 1);
    use std::io::Write as _;
    std::fs::OpenOptions::new().append(true).open(segment).unwrap().write_all(&[9, 0, 0, 0, 1, 7]).unwrap();
    let output = sandbox.run(&["export", id.as_str(), "--format", "text"]);
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("5000\nlast\n"));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("ends within a record"), "{told:?}");
}
