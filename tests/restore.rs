//! What is offered after a full stop or a loss, and what is not: nothing that was killed, and nothing forgotten.

mod held_back;
mod staggered;
mod update;

use std::process::Stdio;

use protocol::client::Client;
use protocol::error::WireError;
use protocol::hello::{Hello, Role};
use protocol::id::SessionId;
use protocol::plan::Row;
use protocol::requests::{GetPlan, List};
use protocol::session::{Session, Status};

use crate::support::sandbox::{kill, output_within};
use crate::support::{LIMIT, Sandbox, until};

/// The ids that the plan offers ticked.
fn ticked(sandbox: &Sandbox) -> Vec<SessionId> {
    let plan = sandbox.json(&["restore"]);
    let rows = plan["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["ticked"] == true).map(|row| serde_json::from_value(row["id"].clone()).unwrap()).collect()
}

/// What runs and what is offered, both as of the same moment; or why that cannot be said yet.
pub fn standing(sandbox: &Sandbox) -> Result<(Vec<Session>, Vec<Row>), String> {
    let mut client =
        Client::connect(&sandbox.root().daemon_socket(), &Hello::new("test", Role::Client)).map_err(words)?;
    let before = client.call_within(&List { all: true }, LIMIT).map_err(words)?;
    let plan = client.call_within(&GetPlan {}, LIMIT).map_err(words)?;
    let after = client.call_within(&List { all: true }, LIMIT).map_err(words)?;
    let states = |rows: &[Session]| rows.iter().map(|row| (row.id.clone(), row.status)).collect::<Vec<_>>();
    let settled = after.iter().all(|row| matches!(row.status, Status::Running | Status::Ended));
    if plan.reconciling || !settled || states(&before) != states(&after) {
        return Err(format!("still changing: {:?}", states(&after)));
    }
    Ok((after.into_iter().filter(|row| row.status == Status::Running).collect(), plan.rows))
}

fn words(error: WireError) -> String {
    error.message
}

#[test]
fn a_lost_session_that_is_killed_all_the_same_is_not_offered_any_more() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Ended);
    assert_eq!(ticked(&sandbox), std::slice::from_ref(&id));
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "already_gone");
    assert_eq!(ticked(&sandbox), []);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    assert_eq!(ticked(&sandbox), []);
    // By hand it still comes back.
    sandbox.json(&["resume", id.as_str()]);
}

#[test]
fn a_second_full_stop_keeps_what_the_first_one_offered() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let first = sandbox.new_session(&["--", "sleep", "1000"]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    let second = sandbox.new_session(&["--", "sleep", "1000"]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    assert_eq!(ticked(&sandbox), [first.clone(), second.clone()]);
    sandbox.ok(&["restore", "--decline", first.as_str()]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    assert_eq!(ticked(&sandbox), [second]);
}

#[test]
fn nothing_is_started_while_everything_is_being_stopped() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let stubborn =
        sandbox.new_session(&["--", "sh", "-c", "trap '' TERM HUP; echo ready; while :; do sleep 0.1; done"]);
    until("it is ready", || sandbox.printed(&stubborn).contains("ready").then_some(()));
    let mut stop = sandbox.command("holdfast");
    let stopping = stop.args(["stop", "--yes"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let record = sandbox.root().last_stop();
    until("the stop is under way", || record.exists().then_some(()));
    assert_eq!(sandbox.error(&["--no-start", "new", "-d", "--", "sleep", "1000"]), (5, "shutting_down".to_owned()));
    assert!(output_within(stopping, LIMIT, "holdfast stop").status.success());
    sandbox.start();
    let live = sandbox.sessions().into_iter().filter(|session| session.status != Status::Ended).count();
    assert_eq!(live, 0);
}

#[test]
fn sessions_with_long_scripts_do_not_keep_anybody_from_the_list() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = format!("exec sleep 1000 # {}", "x".repeat(90_000));
    let ids: Vec<SessionId> = (0..4).map(|_| sandbox.new_session(&["--", "sh", "-c", &script])).collect();
    assert_eq!(sandbox.sessions().len(), ids.len());
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    assert_eq!(ticked(&sandbox).len(), ids.len());
}
