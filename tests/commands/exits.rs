//! Exit codes and errors: 0 ok, 1 error, 2 usage, 3 not found, 4 timed out, 5 daemon unreachable. For programs an error is one
//! JSON document on stderr and nothing on stdout; for people a sentence, mostly with a hint.

use serde_json::Value;

use crate::support::Sandbox;

/// The exit code and the error's code, after the shape of both forms was checked.
fn fails(sandbox: &Sandbox, args: &[&str]) -> (i32, String) {
    let output = sandbox.run(&[&["--json"], args].concat());
    assert!(output.stdout.is_empty(), "{args:?}: {output:?}");
    let document: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|_| panic!("{args:?}: {output:?}"));
    let error = &document["error"];
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{document}");
    assert!(error["hint"].is_null() || error["hint"].is_string(), "{document}");
    let for_people = sandbox.run(args);
    let said = String::from_utf8(for_people.stderr).unwrap();
    assert_eq!(for_people.status.code(), output.status.code(), "{args:?}: {said}");
    assert!(!said.trim().is_empty() && !said.contains('{'), "{args:?}: {said}");
    (output.status.code().unwrap(), error["code"].as_str().unwrap().to_owned())
}

#[test]
fn every_kind_of_failure_has_its_exit_code_and_its_error() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let live = sandbox.new_session(&["--name", "live", "--", "cat"]);
    let over = sandbox.new_session(&["--name", "over", "--", "true"]);
    sandbox.ok(&["wait", over.as_str()]);
    let table: &[(&[&str], i32, &str)] = &[
        (&["new", "--agent", "claude"], 1, "agent_unknown"),
        (&["new", "-d", "--name", "live", "--", "cat"], 1, "bad_name"),
        (&["rm", "live"], 1, "still_alive"),
        (&["resume", "live"], 1, "still_alive"),
        (&["send", "over", "x"], 1, "ended"),
        (&["wait", "over", "--until", "idle"], 1, "ended"),
        (&["restore", "live"], 3, "not_found"),
        (&["start", "--foreground"], 1, "busy"),
        (&["no-such-command"], 2, "usage"),
        (&["show"], 2, "usage"),
        (&["ls", "--no-such-option"], 2, "usage"),
        (&["new", "--size", "huge"], 2, "usage"),
        (&["new", "--env", "=x", "--", "cat"], 2, "usage"),
        (&["new", "--env", "NOT_SET_ANYWHERE", "--", "cat"], 2, "usage"),
        (&["new", "--prompt", "x", "--", "cat"], 2, "usage"),
        (&["wait", "live", "--timeout", "soon"], 2, "usage"),
        (&["restore", "--all", "--decline"], 2, "usage"),
        (&["completions", "tcsh"], 2, "usage"),
        (&["stop"], 2, "usage"),
        (&["attach", "live"], 2, "usage"),
        (&["show", "nobody"], 3, "not_found"),
        (&["kill", "nobody"], 3, "not_found"),
        (&["logs", "nobody"], 3, "not_found"),
        (&["wait", "live", "--timeout", "0.2"], 4, "timed_out"),
    ];
    for (args, exit, code) in table {
        assert_eq!(fails(&sandbox, args), (*exit, (*code).to_owned()), "{args:?}");
    }
    assert_eq!(sandbox.sessions().len(), 2);
    assert!(sandbox.session(&live).status.is_live());
}

#[test]
fn without_a_daemon_and_without_leave_to_start_one_everything_exits_with_five() {
    let sandbox = Sandbox::new();
    for args in
        [&["ls"][..], &["show", "x"], &["kill", "x"], &["new", "-d", "--", "true"], &["restore"], &["logs", "x"]]
    {
        assert_eq!(
            fails(&sandbox, &[&["--no-start"], args].concat()),
            (5, "daemon_unreachable".to_owned()),
            "{args:?}"
        );
    }
    assert!(!sandbox.root_dir().exists(), "nothing was made");
}

#[test]
fn help_and_version_are_no_errors_and_no_command_is_one() {
    let sandbox = Sandbox::new();
    assert!(sandbox.ok(&["--help"]).contains("sessions that hold fast"));
    assert!(sandbox.ok(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
    assert_eq!(sandbox.run(&[]).status.code(), Some(2));
    for command in [
        "new",
        "attach",
        "ls",
        "show",
        "send",
        "screen",
        "logs",
        "wait",
        "kill",
        "rename",
        "rm",
        "resume",
        "archive",
        "unarchive",
    ] {
        assert!(!sandbox.ok(&[command, "--help"]).is_empty(), "{command}");
    }
}

#[test]
fn completions_are_scripts_that_their_shells_read() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = sandbox.ok(&["completions", shell]);
        assert!(script.contains("resume") && script.contains("keep-sessions"), "{shell}");
        assert_eq!(sandbox.json(&["completions", shell])["script"], script);
    }
    let file = sandbox.dir().join("completions");
    std::fs::write(&file, sandbox.ok(&["completions", "bash"])).unwrap();
    let read = std::process::Command::new("bash").arg("-n").arg(&file).status();
    // Where bash is not installed, nobody needs it.
    assert!(read.is_err() || read.is_ok_and(|status| status.success()));
    assert!(!sandbox.root_dir().exists(), "no daemon is needed");
}
