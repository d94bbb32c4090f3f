//! `new` and `resume`: what a session gets, and what of it is kept.

use std::fs;
use std::path::Path;

use protocol::session::{Kind, Size, Status};
use serde_json::{Value, json};

use crate::support::sandbox::output_within;
use crate::support::{LIMIT, Sandbox, until};

#[test]
fn detached_it_prints_the_id_and_nothing_else() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["new", "-d", "--", "cat"]);
    let id = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    assert_eq!(id, format!("{}\n", sandbox.sessions()[0].id));
}

#[test]
fn as_json_it_prints_the_row_of_the_list() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let place = sandbox.dir().join("place");
    fs::create_dir(&place).unwrap();
    let args = ["new", "--name", "build", "--cwd", "place", "--kind", "orchestrator", "--size", "100x40", "--", "cat"];
    let made = sandbox.json(&args);
    let row = sandbox.session(&serde_json::from_value(made["id"].clone()).unwrap());
    assert_eq!(
        (row.name.as_str(), row.kind, row.status, row.generation),
        ("build", Kind::Orchestrator, Status::Running, 1)
    );
    assert_eq!((row.size, row.command.as_slice()), (Size { cols: 100, rows: 40 }, &["cat".to_owned()][..]));
    assert_eq!(row.cwd, place.canonicalize().unwrap().to_str().unwrap());
    for field in
        ["id", "name", "project", "workspace", "cwd", "branch", "agent", "kind", "parent", "generation", "created_at"]
    {
        assert_eq!(made[field], serde_json::to_value(&row).unwrap()[field], "{field}");
    }
}

#[test]
fn its_terminal_directory_and_arguments_are_as_asked() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "stty size; pwd; echo \"$TERM/$COLORTERM\"; for one; do echo \"[$one]\"; done; tty; exec cat";
    let args = ["--size", "91x17", "--", "sh", "-c", script, "sh", "two words", "-d", "--name", "", "*"];
    let id = sandbox.new_session(&args);
    until("it has said all", || sandbox.printed(&id).contains("/dev/").then_some(()));
    let printed = sandbox.printed(&id);
    let lines: Vec<&str> = printed.lines().collect();
    let here = sandbox.dir().canonicalize().unwrap();
    let expected =
        ["17 91", here.to_str().unwrap(), "xterm-256color/truecolor", "[two words]", "[-d]", "[--name]", "[]", "[*]"];
    assert_eq!(lines[..8], expected);
}

#[test]
fn without_a_command_it_runs_the_users_shell() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&[]);
    let row = sandbox.session(&id);
    assert_eq!((row.name.as_str(), row.command), ("sh", vec!["/bin/sh".to_owned()]));
    sandbox.ok(&["send", id.as_str(), "echo $((6*7)) $-", "--enter"]);
    until("the shell answers", || sandbox.printed(&id).contains("42 ").then_some(()));
}

/// Runs `holdfast` with more in its environment.
fn with_environment(sandbox: &Sandbox, values: &[(&str, &str)], args: &[&str]) -> Value {
    let mut command = sandbox.command("holdfast");
    command.arg("--json").args(args).envs(values.iter().copied()).stdout(std::process::Stdio::piped());
    let output = output_within(command.spawn().unwrap(), LIMIT, "holdfast");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{args:?}: {output:?}"))
}

/// Whether any file below a directory holds these bytes.
fn is_on_disk(dir: &Path, text: &str) -> bool {
    fs::read_dir(dir).unwrap().flatten().any(|entry| {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        let holds = |bytes: Vec<u8>| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        (kind.is_dir() && is_on_disk(&path, text)) || (kind.is_file() && fs::read(&path).is_ok_and(holds))
    })
}

#[test]
fn it_gets_the_callers_environment_which_is_not_stored_and_the_explicit_values_which_are() {
    let sandbox = Sandbox::new();
    sandbox.start();
    // Into a file of its own: what it printed would be kept.
    let script = "echo \"$TOKEN|$PLAIN|$GIVEN|$TMUX|$HOLDFAST_HOME\" > said.$HOLDFAST_GENERATION; echo said; read line";
    let values = [("TOKEN", "s3cret-of-caller"), ("GIVEN", "given-by-name"), ("TMUX", "/tmp/outer")];
    let args = ["new", "--env", "PLAIN=explicit", "--env", "GIVEN", "--", "sh", "-c", script];
    let made = with_environment(&sandbox, &values, &args);
    let id = serde_json::from_value(made["id"].clone()).unwrap();
    let said = |generation: u32, values: &str| {
        until("it has said what it got", || sandbox.printed(&id).contains("said").then_some(()));
        let text = fs::read_to_string(sandbox.dir().join(format!("said.{generation}"))).unwrap();
        // The root is not the usual one, so the session is told of it.
        assert_eq!(text, format!("{values}||{}\n", sandbox.root_dir().display()));
        sandbox.ok(&["kill", id.as_str()]);
        sandbox.wait_for(&id, Status::Ended);
    };
    said(1, "s3cret-of-caller|explicit|given-by-name");
    with_environment(&sandbox, &[("GIVEN", "another"), ("PLAIN", "another")], &["resume", id.as_str()]);
    said(2, "|explicit|given-by-name");
    let shown = sandbox.json(&["show", id.as_str()]);
    assert_eq!(shown["env"], json!(["GIVEN", "PLAIN"]));
    assert!(sandbox.ok(&["show", id.as_str()]).contains("GIVEN PLAIN\n"), "names are shown, values never");
    assert!(!is_on_disk(sandbox.root_dir(), "s3cret-of-caller"));
    for record in ["session.json", "1/launch.json", "1/host.json", "1/end.json"] {
        let text = fs::read_to_string(sandbox.root().session(&id).join(record)).unwrap();
        assert_eq!(text.contains("given-by-name"), record == "session.json", "{record}: {text}");
    }
}

#[test]
fn secrets_are_in_no_list_of_processes() {
    let sandbox = Sandbox::new();
    sandbox.start();
    with_environment(&sandbox, &[("TOKEN", "s3cret-of-caller")], &["new", "--env", "TOKEN", "--", "cat"]);
    for process in fs::read_dir("/proc").unwrap().flatten() {
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&line).contains("s3cret-of-caller"));
    }
}

#[test]
fn without_a_log_nothing_of_its_output_is_on_disk() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--no-log", "--", "sh", "-c", "printf '%s-%s\\n' unwritten words; exec cat"]);
    until("it is shown", || sandbox.ok(&["screen", id.as_str()]).contains("unwritten-words").then_some(()));
    let output = sandbox.run(&["logs", id.as_str()]);
    assert!(
        output.stdout.is_empty() && String::from_utf8_lossy(&output.stderr).contains("no output of this run is kept")
    );
    assert_eq!(sandbox.json(&["show", id.as_str()])["log"], json!(false));
    sandbox.ok(&["kill", id.as_str()]);
    assert!(!sandbox.root().generation(&id, 1).join("log").exists());
    assert!(!is_on_disk(sandbox.root_dir(), "unwritten-words"));
}

#[test]
fn resume_starts_the_next_run_under_the_same_id_and_show_knows_both() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id =
        sandbox.new_session(&["--name", "twice", "--size", "90x20", "--", "sh", "-c", "echo run $HOLDFAST_GENERATION"]);
    sandbox.wait_for(&id, Status::Ended);
    let first = sandbox.session(&id);
    let resumed = sandbox.json(&["resume", "twice"]);
    assert_eq!((resumed["id"].as_str(), resumed["generation"].as_u64()), (Some(id.as_str()), Some(2)));
    let ended = until("the second run ends", || {
        Some(sandbox.session(&id)).filter(|row| row.generation == 2 && row.status == Status::Ended)
    });
    assert_eq!((ended.created_at, ended.size, &ended.name), (first.created_at, first.size, &first.name));
    let shown = sandbox.json(&["show", id.as_str()]);
    let runs = shown["runs"].as_array().unwrap();
    assert_eq!(runs.iter().map(|run| run["generation"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert!(runs.iter().all(|run| run["end"]["reason"] == "completed" && run["started_at"].is_u64()), "{shown}");
    assert_eq!(sandbox.printed(&id), "run 2\r\n");
    assert!(sandbox.ok(&["resume", id.as_str()]).contains("runs again, run 3"));
}

#[test]
fn a_command_that_needs_a_daemon_starts_one_that_leaves_when_nobody_is_connected_and_the_session_stays() {
    let sandbox = Sandbox::new();
    let id = sandbox.new_session(&["--", "cat"]);
    let status = sandbox.json(&["status"]);
    assert_eq!((&status["running"], &status["owner"], &status["sessions"]), (&json!(true), &json!("app"), &json!(1)));
    sandbox.wait_until_daemon_gone(LIMIT);
    assert_eq!(sandbox.json(&["status"]), json!({"running": false}));
    sandbox.ok(&["send", id.as_str(), "still here", "--enter"]);
    until("cat answers", || sandbox.printed(&id).contains("still here\r\nstill here").then_some(()));
}
