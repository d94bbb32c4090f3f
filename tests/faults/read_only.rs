//! A disk that becomes read-only under the daemon: whatever would change it is refused by name, sessions go on, a stop goes
//! ahead; and the next daemon, which may write again, finds all of it in order.

use protocol::end::{EndReason, IntentReason};
use protocol::error::ErrorCode;
use protocol::plan::Plan;
use protocol::requests::{Decline, GetPlan, Kill, Outcome, Rename, Resume};
use protocol::session::Status;

use super::stage::{Stage, sleep};
use crate::support::namespace::apart;
use crate::support::sandbox::kill;
use crate::support::{Sandbox, counter, until};

#[test]
fn a_daemon_whose_disk_becomes_read_only_says_so_stops_what_it_is_told_to_and_loses_nothing() {
    let mut stage = Stage::new(&[]);
    let counting = counter::start(&stage.sandbox);
    let (victim, lost) = (stage.sleeping(), stage.ask(&sleep("lost")).unwrap().session);
    [lost.host_pid, lost.child_pid].into_iter().flatten().for_each(kill);
    stage.sandbox.wait_for(&lost.id, Status::Ended);
    stage.stop_daemon();
    stage.start(&[("HOLDFAST_FAULTS", "fail-from:1:EROFS")]);

    let refused = |error: protocol::error::WireError, names: &str| {
        assert_eq!(error.code, ErrorCode::Io, "{error:?}");
        assert!(error.message.contains(names) && error.message.contains("Read-only"), "{error:?}");
    };
    refused(stage.ask(&sleep("new")).unwrap_err(), "the record of the new session");
    let name = "renamed".to_owned();
    refused(stage.ask(&Rename { id: victim.to_string(), name }).unwrap_err(), "writing the record");
    let environment = sleep("").environment;
    let resume = Resume { id: lost.id.to_string(), environment, ..Resume::default() };
    refused(stage.ask(&resume).unwrap_err(), "claiming run 2");
    let plan: Plan = stage.ask(&GetPlan {}).unwrap();
    assert_eq!(plan.rows.len(), 1);
    refused(stage.ask(&Decline { ids: Vec::new() }).unwrap_err(), "decisions.json");
    counter::goes_on(&stage.sandbox, &counting);

    let killed = stage.ask(&Kill { ids: vec![victim.to_string()], now: true }).unwrap();
    assert_eq!(killed[0].result, Outcome::Stopped, "{killed:?}");
    assert!(killed[0].detail.as_ref().unwrap().contains("could not be recorded"), "{killed:?}");

    stage.stop_daemon();
    stage.start(&[]);
    let sessions = stage.settled("after the disk may be written again");
    assert_eq!(sessions.len(), 3, "{sessions:#?}");
    let end = stage.sandbox.session(&victim).end.unwrap();
    assert_eq!((end.reason, end.intent), (EndReason::Stopped, Some(IntentReason::Kill)));
    let cites = |sentence: &String| sentence == "cites an intent that could not be written";
    assert!(end.evidence.iter().any(cites), "{end:?}");
    assert_eq!(stage.ask(&GetPlan {}).unwrap(), plan, "nothing was declined");
    stage.ask(&resume).unwrap();
    stage.is_tidy("after the disk may be written again");
}

#[test]
fn a_run_that_is_lost_while_nothing_can_be_written_is_told_now_and_closed_later() {
    let mut stage = Stage::new(&[]);
    let session = stage.ask(&sleep("lost")).unwrap().session;
    stage.stop_daemon();
    stage.start(&[("HOLDFAST_FAULTS", "fail-from:1:EROFS")]);
    [session.host_pid, session.child_pid].into_iter().flatten().for_each(kill);
    let end = stage.sandbox.wait_for(&session.id, Status::Ended).end.unwrap();
    assert_eq!(end.reason, EndReason::HostLost);
    let closed = stage.sandbox.root().generation(&session.id, 1).join("closed.json");
    assert!(!closed.exists());
    stage.stop_daemon();
    stage.start(&[]);
    until("it is closed", || closed.is_file().then_some(()));
    assert_eq!(stage.sandbox.session(&session.id).end.unwrap().reason, EndReason::HostLost);
    stage.is_tidy("after the disk may be written again");
}

#[test]
fn in_a_root_that_is_mounted_read_only_no_daemon_starts_and_the_reason_is_told() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "true"]);
    sandbox.wait_for(&id, Status::Ended);
    sandbox.ok(&["stop", "--keep-sessions"]);
    let root = sandbox.root_dir().display();
    let script = format!(
        "mount --bind {root} {root}; mount -o remount,bind,ro {root}; \"$HF\" --json start 2>&1 && exit 9; echo $?; \
         timeout 20 \"$HF\" --json ls 2>&1 && exit 9; echo $?"
    );
    let said = apart(&sandbox, &script);
    assert!(said.contains("Read-only file system"), "{said}");
    assert_eq!(said.lines().filter(|line| ["1", "5"].contains(line)).count(), 2, "{said}");
    sandbox.start();
    assert_eq!(sandbox.sessions().len(), 1);
}
