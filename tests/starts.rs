//! Starts that do not come up in time: whoever asked is told so, the session stays listed, and nothing starts later.

use protocol::end::{End, EndReason, IntentReason};
use protocol::id::SessionId;
use protocol::session::{Archive, Status};
use serde_json::{Value, json};

use crate::support::hanging::{self, At};
use crate::support::sandbox::{is_alive, kill, programs_of};
use crate::support::{LIMIT, Sandbox, until};

fn intent(sandbox: &Sandbox, id: &SessionId, number: u32) -> Option<Value> {
    let path = sandbox.root().generation(id, 1).join(format!("intent-{number}.json"));
    Some(serde_json::from_slice::<Value>(&std::fs::read(path).ok()?).unwrap()["intent"].clone())
}

fn said(end: &End) -> (EndReason, &str, Option<IntentReason>) {
    (end.reason, end.actor.as_str(), end.intent)
}

/// A session that would leave a mark if its program ever ran, given up by its daemon.
fn never_ran(sandbox: &Sandbox) -> SessionId {
    hanging::start(sandbox, At::BeforeProgram);
    let mark = sandbox.dir().join("it ran");
    hanging::new_session(sandbox, &["--", "touch", mark.to_str().unwrap()])
}

fn is_given_up(sandbox: &Sandbox, id: &SessionId) {
    let wish = until("the start is given up", || intent(sandbox, id, 1));
    assert_eq!((wish["reason"].as_str(), wish["actor"].as_str()), (Some("start_timeout"), Some("daemon")));
    let row = sandbox.wait_for(id, Status::Unreachable);
    assert_eq!((row.end, row.archive), (None, Archive::No), "nobody knows yet");
}

/// What a host that goes on too late comes to.
fn did_not_start(sandbox: &Sandbox, id: &SessionId) {
    let end = sandbox.wait_for(id, Status::Ended).end.unwrap();
    assert_eq!(
        said(&end),
        (EndReason::StartFailed, "daemon", None),
        "what was not delivered explains nothing: {end:?}"
    );
    let evidence = format!("{:?}{}", end.detail, end.evidence.join("; "));
    assert!(evidence.contains("given up") || evidence.contains("leave has expired"), "{evidence}");
    assert!(!sandbox.dir().join("it ran").exists());
    assert!(programs_of(id).is_empty());
}

#[test]
fn a_host_that_goes_on_too_late_starts_nothing() {
    let sandbox = Sandbox::new();
    let id = never_ran(&sandbox);
    is_given_up(&sandbox, &id);
    assert_eq!(sandbox.error(&["resume", id.as_str()]).0, 1, "it may yet live");
    let host = hanging::host_of(&id);
    hanging::go_on(host);
    did_not_start(&sandbox, &id);
    until("the host is gone", || (!is_alive(host)).then_some(()));
    assert_eq!(intent(&sandbox, &id, 2), None);
    sandbox.ok(&["rm", id.as_str()]);
}

#[test]
fn a_host_that_dies_before_it_starts_the_program_leaves_a_start_that_failed() {
    let sandbox = Sandbox::new();
    let id = never_ran(&sandbox);
    is_given_up(&sandbox, &id);
    kill(hanging::host_of(&id));
    did_not_start(&sandbox, &id);
    assert!(sandbox.root().generation(&id, 1).join("closed.json").exists());
}

#[test]
fn a_later_daemon_gives_up_a_start_that_the_one_before_did_not_live_to_see() {
    let sandbox = Sandbox::new();
    hanging::start(&sandbox, At::BeforeProgram);
    let mark = sandbox.dir().join("it ran");
    let mut asking = sandbox.command("holdfast");
    let mut asking = asking.args(["--no-start", "new", "-d", "--", "touch", mark.to_str().unwrap()]).spawn().unwrap();
    let id = until("it is listed", || sandbox.sessions().pop()).id;
    let host = hanging::host_of(&id);
    kill(sandbox.daemon_pid());
    asking.wait().unwrap();
    assert_eq!(intent(&sandbox, &id, 1), None);
    sandbox.wait_until_daemon_gone(LIMIT);
    sandbox.start();
    is_given_up(&sandbox, &id);
    hanging::go_on(host);
    did_not_start(&sandbox, &id);
}

/// A session that runs, and whose start was given up because its host had not said so.
fn ran_unheard(sandbox: &Sandbox) -> (SessionId, u32) {
    hanging::start(sandbox, At::AfterProgram);
    let id =
        hanging::new_session(sandbox, &["--", "sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done"]);
    let program = hanging::program_of(&id);
    is_given_up(sandbox, &id);
    (id, program)
}

#[test]
fn a_later_daemon_has_ended_what_was_given_up_and_lives_after_all() {
    let sandbox = Sandbox::new();
    let (id, program) = ran_unheard(&sandbox);
    sandbox.crash_daemon();
    sandbox.start();
    is_given_up(&sandbox, &id);
    assert!(is_alive(program));
    hanging::go_on(hanging::host_of(&id));
    let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!(said(&end), (EndReason::Stopped, "daemon", Some(IntentReason::StartTimeout)));
    assert!(!is_alive(program));
    assert_eq!(sandbox.json(&["restore"])["rows"], json!([]));
}

#[test]
fn what_was_given_up_and_is_lost_before_its_host_heard_of_it_was_not_stopped() {
    let sandbox = Sandbox::new();
    let (id, program) = ran_unheard(&sandbox);
    kill(hanging::host_of(&id));
    let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!(said(&end), (EndReason::StartFailed, "daemon", None), "{end:?}");
    until("the program went with its host", || (!is_alive(program)).then_some(()));
}
