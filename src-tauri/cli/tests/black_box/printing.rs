//! What each command asks, prints and exits with.

use protocol::error::ErrorCode;
use protocol::frame::Kind;
use serde_json::{Value, json};

use crate::fake::{Heard, Say, ok};
use crate::sandbox::{ID, Sandbox, opened, session};

#[test]
fn words_that_make_no_sense_are_usage_errors_also_as_json() {
    let sandbox = Sandbox::new();
    for line in ["frobnicate", "attach", "stop", "attach abcd", "new --env NOBODY_SET_THIS"] {
        let ran = sandbox.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}");
        let ran = sandbox.run(&format!("{line} --json"));
        assert_eq!((ran.code, ran.error().as_str()), (Some(2), "usage"), "{line}");
    }
    assert!(!sandbox.dir().exists());
    assert_eq!(sandbox.run("--help").code, Some(0));
}

#[test]
fn a_command_that_may_not_start_a_daemon_says_that_none_runs() {
    let sandbox = Sandbox::new();
    for line in
        ["ls", "agents", "show x", "kill x", "new -d", "restore", "send x y", "logs x", "screen x", "wait x", "rm x"]
    {
        let ran = sandbox.run(&format!("--no-start --json {line}"));
        assert_eq!((ran.code, ran.error().as_str()), (Some(5), "daemon_unreachable"), "{line}");
    }
    assert!(!sandbox.dir().exists());
}

#[test]
fn a_list_is_printed_as_the_daemon_says_it() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.daemon(|_| vec![ok([session("running"), session("ended")])]);
    assert_eq!(sandbox.run("ls --json --all").json(), json!([session("running"), session("ended")]));
    assert_eq!(daemon.next_request("list"), json!({ "all": true }));
    let text = sandbox.run("ls").out;
    assert!(text.contains("• running") && text.contains("○ ended: finished by itself"), "{text}");
}

#[test]
fn what_the_daemon_refuses_becomes_an_error_and_an_exit_code() {
    for (code, name, exit) in [
        (ErrorCode::NotFound, "not_found", 3),
        (ErrorCode::Ambiguous, "ambiguous", 1),
        (ErrorCode::AgentUnknown, "agent_unknown", 1),
        (ErrorCode::TimedOut, "timed_out", 4),
        (ErrorCode::ShuttingDown, "shutting_down", 5),
    ] {
        let sandbox = Sandbox::new();
        let _daemon = sandbox.daemon(move |_| vec![Say::No(code)]);
        for line in ["ls", "show x", "kill x", "rename x y", "rm x", "resume x", "restore", "new -d", "send x y"] {
            let ran = sandbox.run(&format!("{line} --json"));
            assert_eq!((ran.code, ran.error().as_str(), ran.out.as_str()), (Some(exit), name, ""), "{line}");
        }
        let ran = sandbox.run("ls");
        assert_eq!(ran.err, "holdfast: because\n  hint: do it\n");
    }
}

#[test]
fn a_new_session_gets_the_callers_place_and_environment_but_not_its_terminals() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.daemon(|_| vec![ok(session("running"))]);
    let mut command = sandbox.command("new -d --env A=1 --env TOKEN --size 90x30 -- make -j2");
    command.current_dir(sandbox.root().dir()).env("TOKEN", "t").env("TMUX", "x").env("EDITOR", "vi");
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{ID}\n"));
    let asked = daemon.next_request("new");
    assert_eq!(asked["cwd"], json!(sandbox.dir().canonicalize().unwrap()));
    assert_eq!(asked["command"], json!(["make", "-j2"]));
    assert_eq!(asked["env"], json!({ "A": "1", "TOKEN": "t" }));
    assert_eq!(asked["size"], json!({ "cols": 90, "rows": 30 }));
    assert_eq!(asked["environment"]["EDITOR"], "vi");
    for name in ["TMUX", "PWD", "HOLDFAST_HOME"] {
        assert_eq!(asked["environment"][name], Value::Null, "{name}");
    }
    let ran = sandbox.run("new");
    assert_eq!((ran.code, ran.out), (Some(0), format!("{ID}\n")));
    assert!(ran.err.contains("not attached"), "{}", ran.err);
    assert_eq!(sandbox.run("new --json").json(), session("running"));
}

#[test]
fn an_unknown_agent_is_the_daemons_to_refuse() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.daemon(|_| vec![Say::No(ErrorCode::AgentUnknown)]);
    let mut command = sandbox.command("new -d --json --agent x --prompt -");
    let mut child = command.stdin(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"do\nit\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let asked = daemon.next_request("new");
    assert_eq!((asked["agent"].as_str(), asked["prompt"].as_str()), (Some("x"), Some("do\nit")));
    assert_eq!(asked["kind"], "worker");
}

#[test]
fn a_kill_fails_where_one_is_still_alive() {
    for (result, exit) in [("stopped", 0), ("already_gone", 0), ("still_alive", 1)] {
        let sandbox = Sandbox::new();
        let rows = json!([{ "id": ID, "result": result }]);
        let said = rows.clone();
        let daemon = sandbox.daemon(move |_| vec![Say::Ok(said.clone())]);
        let ran = sandbox.run("kill a b --now --json");
        assert_eq!((ran.code, ran.json(), ran.err.as_str()), (Some(exit), rows, ""));
        assert_eq!(daemon.next_request("kill"), json!({ "ids": ["a", "b"], "now": true }));
        assert_eq!(sandbox.run("kill a").code, Some(exit));
    }
}

#[test]
fn text_is_sent_to_the_host_with_a_receipt_and_refused_when_the_session_has_ended() {
    let sandbox = Sandbox::new();
    let (_daemon, host) = sandbox.host(|_| vec![Say::Ok(json!({ "bytes": 6 }))]);
    assert_eq!(sandbox.run("send build hello --enter --json").json(), json!({ "bytes": 6 }));
    assert_eq!(host.next_request("write"), json!({ "text": "hello", "enter": true }));
    assert_eq!(sandbox.run("send build 1 --answer").code, Some(0));
    assert_eq!(host.next_request("write"), json!({ "text": "1", "enter": false, "person": true }));
    let sandbox = Sandbox::new();
    let opened = opened(&sandbox.host_socket(), false);
    let _daemon = sandbox.daemon(move |_| vec![Say::Ok(opened.clone())]);
    let _replay = crate::fake::Fake::listen(&sandbox.host_socket(), protocol::hello::Role::Host, |_| vec![]);
    let ran = sandbox.run("send build hello --json");
    assert_eq!((ran.code, ran.error().as_str()), (Some(1), "ended"));
}

#[test]
fn a_screen_is_cleaned_unless_it_is_wanted_raw() {
    let sandbox = Sandbox::new();
    let text = "\x1b[31mred\x1b[0m\x1b[2J\x07\n";
    let reply = json!({ "text": text, "offset": 1, "size": { "cols": 80, "rows": 24 } });
    let (_daemon, host) = sandbox.host(move |_| vec![Say::Ok(reply.clone())]);
    for (line, shown) in [
        ("screen build", "red\n"),
        ("screen build --ansi", "\x1b[31mred\x1b[0m\n"),
        ("screen build --ansi --raw", text),
    ] {
        assert_eq!(sandbox.run(line).out, shown, "{line}");
    }
    assert_eq!(sandbox.run("screen build --lines 5 --json").json()["text"], "red\n");
    assert_eq!(host.next_request("screen"), json!({ "lines": null, "ansi": false }));
}

#[test]
fn logs_come_in_pieces_and_are_cleaned_over_their_borders() {
    let sandbox = Sandbox::new();
    let log = |bytes: &[u8]| Say::Bytes(Kind::LOG, bytes.to_vec());
    let (_daemon, _host) = sandbox.host(move |_| {
        let end = Say::Event(json!({ "event": "log_end" }));
        vec![
            ok(json!({})),
            log(b"one\r\n\x1b[3"),
            log(b"1mtw\xc3"),
            Say::Event(json!({ "event": "new" })),
            log(b"\xa9\n"),
            end,
        ]
    });
    assert_eq!(sandbox.run("logs build --run 1").out, "one\ntwé\n");
    assert_eq!(sandbox.run("logs build --run 1 --raw").out, "one\r\n\x1b[31mtwé\n");
    assert_eq!(sandbox.run("logs build --run 1 --follow --json").json(), json!({ "text": "one\ntwé\n" }));
}

#[test]
fn a_host_that_dies_while_it_is_asked_is_not_taken_for_the_daemon() {
    let sandbox = Sandbox::new();
    let (_daemon, host) = sandbox.host(|_| vec![Say::Close]);
    for line in ["logs build --run 1", "screen build", "send build x"] {
        let ran = sandbox.run(&format!("{line} --json"));
        assert_eq!((ran.code, ran.error().as_str()), (Some(1), "unreachable"), "{line}");
        assert!(matches!(host.next(), Heard::Request(_)));
    }
}

#[test]
fn a_host_that_says_nothing_is_named() {
    let sandbox = Sandbox::new();
    let opened = opened(&sandbox.host_socket(), true);
    let _daemon = sandbox.daemon(move |_| vec![Say::Ok(opened.clone())]);
    // Nobody accepts what the system lets in.
    let _host = protocol::transport::Listener::bind(&sandbox.host_socket()).unwrap();
    for line in ["logs build --run 1", "screen build", "send build x"] {
        let ran = sandbox.run(line);
        let said = "holdfast: build's host does not answer\n  hint: holdfast show 01234567\n";
        assert_eq!((ran.code, ran.err.as_str()), (Some(4), said), "{line}");
    }
}

#[test]
fn a_program_without_its_dashes_is_told_where_they_go() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run("new -d ls -l");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("put the command after `--`: holdfast new -d -- ls -l\n"), "{}", ran.err);
    let ran = sandbox.run("new -d --json ls");
    assert!(ran.err.contains("holdfast new -d --json -- ls") && ran.error() == "usage", "{}", ran.err);
    assert!(!sandbox.run("new --no-such-option").err.contains("after `--`"));
}

#[test]
fn completions_are_a_script() {
    let sandbox = Sandbox::new();
    assert!(sandbox.run("completions bash").out.contains("_holdfast"));
    assert_eq!(sandbox.run("completions zsh --json").json()["shell"], "zsh");
}
