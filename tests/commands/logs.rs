//! `logs` of sessions that had more than one run.

use std::process::Stdio;

use protocol::session::Status;
use serde_json::json;

use crate::support::sandbox::output_within;
use crate::support::{LIMIT, Sandbox, until};

#[test]
fn logs_show_every_run_in_order_and_say_beside_them_where_each_begins() {
    let sandbox = Sandbox::new();
    sandbox.start();
    // Only the first ends without ending its line.
    let script = "printf \"run $HOLDFAST_GENERATION\"; test $HOLDFAST_GENERATION = 1 || { read line; echo; }";
    let id = sandbox.new_session(&["--name", "made", "--", "sh", "-c", script]);
    sandbox.wait_for(&id, Status::Ended);
    let told = |args: &[&str]| {
        let output = sandbox.run(args);
        assert!(output.status.success(), "{output:?}");
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(told(&["logs", "made"]), ("run 1".to_owned(), String::new()), "one run needs no word");
    sandbox.ok(&["resume", "made"]);
    until("it says so", || sandbox.printed(&id).contains("run 2").then_some(()));
    let (text, beside) = told(&["logs", "made"]);
    assert_eq!(text, "run 1\nrun 2");
    assert!(beside.starts_with("run 2, begun at ") && beside.lines().count() == 1, "{beside}");
    assert_eq!(told(&["logs", "--raw", "made"]).0, "run 1run 2", "every byte and no other");
    assert_eq!(sandbox.json(&["logs", "made"]), json!({ "text": "run 1\nrun 2" }));

    let mut command = sandbox.command("holdfast");
    command.args(["logs", "--follow", "made"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut followers = [command.spawn().unwrap(), command.args(["--run", "2"]).spawn().unwrap()];
    let first = |follower: &mut std::process::Child, wanted: usize| {
        let mut text = vec![0; wanted];
        std::io::Read::read_exact(follower.stdout.as_mut().unwrap(), &mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    let seen = [first(&mut followers[0], 11), first(&mut followers[1], 5)];
    assert_eq!(seen, ["run 1\nrun 2", "run 2"]);
    sandbox.ok(&["send", "made", "go", "--enter"]);
    for follower in followers {
        let rest = output_within(follower, LIMIT, "holdfast logs --follow");
        assert_eq!((rest.status.success(), rest.stdout.as_slice()), (true, &b"go\n\n"[..]));
    }
    sandbox.wait_for(&id, Status::Ended);
    assert_eq!(told(&["logs", "made"]).0, "run 1\nrun 2go\n\n", "the same of an ended one");
    for (run, text) in [("1", "run 1"), ("2", "run 2go\n\n")] {
        assert_eq!(told(&["logs", "made", "--run", run]), (text.to_owned(), String::new()));
    }
    assert_eq!(sandbox.error(&["logs", "made", "--run", "3"]), (3, "not_found".to_owned()));
    assert_eq!(sandbox.error(&["logs", "nobody"]), (3, "not_found".to_owned()));
}

#[test]
fn a_run_that_could_not_start_does_not_keep_the_others_from_being_shown() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let program = sandbox.dir().join("program");
    let write = |text: &str| {
        std::fs::write(&program, text).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&program, mode).unwrap();
    };
    write("#!/bin/sh\necho run $HOLDFAST_GENERATION\n");
    let id = sandbox.new_session(&["--", program.to_str().unwrap()]);
    sandbox.wait_for(&id, Status::Ended);
    std::fs::remove_file(&program).unwrap();
    assert!(!sandbox.run(&["resume", id.as_str()]).status.success());
    write("#!/bin/sh\necho run $HOLDFAST_GENERATION\n");
    sandbox.ok(&["resume", id.as_str()]);
    sandbox.wait_for(&id, Status::Ended);
    let output = sandbox.run(&["logs", id.as_str()]);
    let last = sandbox.session(&id).generation;
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("run 1\nrun {last}\n"), "{output:?}");
    assert!(output.status.success(), "{output:?}");
}
