//! `holdfast hook`, which an agent calls and must never notice.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use protocol::hello::Role;
use serde_json::json;

use crate::fake::{Fake, Heard, Say};
use crate::sandbox::{ID, Sandbox};

/// The agent is kept waiting for two seconds, and a busy machine takes a moment more.
const AT_MOST: Duration = Duration::from_secs(5);

fn hook(sandbox: &Sandbox, words: &[&str]) -> Command {
    let mut command = sandbox.command("hook");
    command.args(words).env("HOLDFAST_SESSION", ID).env("HOLDFAST_GENERATION", "1");
    command.env("HOLDFAST_SOCKET", sandbox.host_socket()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it to its end, which must come in time and without a word.
fn unnoticed(mut command: Command) {
    let began = Instant::now();
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{command:?}: {status}");
    assert_eq!((stdout, stderr), (Vec::new(), Vec::new()), "{command:?}");
    assert!(began.elapsed() < AT_MOST, "{command:?}");
}

fn log(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.root().log().join("hooks.log")).unwrap_or_default()
}

#[test]
fn whatever_it_is_handed_it_ends_well_and_prints_nothing() {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.root().log()).unwrap();
    let listener = protocol::transport::Listener::bind(&sandbox.host_socket()).unwrap();
    drop(listener);
    let document = r#"{"hook_event_name":"Stop"}"#;
    for words in [
        // Nobody listens at the socket.
        &["--agent", "claude-code", document][..],
        &["--agent", "claude-code", "garbage"],
        &["--agent", "claude-code", "--event"],
        &["--agent", "claude-code", document, "a secret", "and more"],
        &["--agent", "claude-code", "--wrong"],
        &["--help"],
        &["--version"],
        &[],
    ] {
        unnoticed(hook(&sandbox, words));
    }
    let outside = |name| {
        let mut command = hook(&sandbox, &["--agent", "claude-code", document]);
        command.env_remove(name);
        command
    };
    unnoticed(outside("HOLDFAST_SOCKET"));
    unnoticed(outside("HOLDFAST_GENERATION"));
    let wrong = |name, value: &str| {
        let mut command = hook(&sandbox, &["--agent", "claude-code", document]);
        command.env(name, value);
        command
    };
    unnoticed(wrong("HOLDFAST_GENERATION", "many"));
    unnoticed(wrong("HOLDFAST_SOCKET", "/no/such/socket"));
    unnoticed(wrong("HOLDFAST_HOME", "/no/such/home"));
    let (text, said) = (log(&sandbox), ["the event has no name", "reading the arguments", "HOLDFAST_GENERATION"]);
    assert!(said.iter().all(|part| text.contains(part)), "{text}");
    assert!(text.contains(ID) && !text.contains("secret"), "{text}");
}

#[cfg(unix)]
#[test]
fn its_log_is_nobody_elses_to_read_and_is_moved_aside_when_it_is_long() {
    let sandbox = Sandbox::new();
    let dir = sandbox.root().log();
    std::fs::create_dir_all(&dir).unwrap();
    unnoticed(hook(&sandbox, &["--agent", "claude-code", "garbage"]));
    let mode = std::os::unix::fs::PermissionsExt::mode(&dir.join("hooks.log").metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(dir.join("hooks.log"), vec![b'x'; 4 * 1024 * 1024 + 1]).unwrap();
    unnoticed(hook(&sandbox, &["--agent", "claude-code", "garbage"]));
    assert!(log(&sandbox).len() < 1000);
    assert!(dir.join("hooks.log.old").is_file());
}

#[test]
fn a_host_that_hangs_and_an_event_that_never_ends_hold_the_agent_up_for_two_seconds() {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.root().log()).unwrap();
    let _host = Fake::listen(&sandbox.host_socket(), Role::Host, |_| vec![Say::Stall]);
    unnoticed(hook(&sandbox, &["--agent", "claude-code", r#"{"hook_event_name":"Stop"}"#]));
    assert!(log(&sandbox).contains("did not come within"), "{}", log(&sandbox));

    let mut command = hook(&sandbox, &["--agent", "claude-code"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut endless = child.stdin.take().unwrap();
    endless.write_all(br#"{"hook_event_name":"#).unwrap();
    let began = Instant::now();
    assert!(child.wait().unwrap().success());
    assert!(began.elapsed() < AT_MOST);
    drop(endless);
}

#[test]
fn what_the_agent_writes_reaches_the_host_however_much_it_is() {
    let sandbox = Sandbox::new();
    let host = Fake::listen(&sandbox.host_socket(), Role::Host, |_| vec![Say::Ok(json!({}))]);
    let large = "x".repeat(4 * 1024 * 1024);
    let document = json!({ "hook_event_name": "PermissionRequest", "session_id": "c", "tool_input": large });
    let mut child = hook(&sandbox, &["--agent", "claude-code"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(document.to_string().as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let Heard::Request(request) = host.next() else { panic!("a hook is a request") };
    assert_eq!(request.request, "hook");
    let part = |name: &str| request.params[name].clone();
    assert_eq!((part("event"), part("agent")), (json!("PermissionRequest"), json!("claude-code")));
    assert_eq!((part("conversation"), part("generation")), (json!("c"), json!(1)));
}
