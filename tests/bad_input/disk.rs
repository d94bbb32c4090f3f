//! Disks that are full and directories that cannot be written: sessions go on, and what could not be kept is said.

use std::fs;

use protocol::client::Message;
use protocol::end::{EndReason, IntentReason};
use protocol::event::Event;
use protocol::hello::Role;
use protocol::host::Watch;
use protocol::id::SessionId;
use protocol::requests::Subscribe;
use protocol::session::Status;

use crate::support::sandbox::{is_alive, kill};
use crate::support::{LIMIT, Sandbox, SmallDisk, counter, until};

#[test]
fn a_log_directory_that_cannot_be_written_keeps_nobody_from_working() {
    let sandbox = Sandbox::new();
    let log = sandbox.root().log();
    fs::remove_dir(&log).unwrap();
    fs::write(&log, "in the way").unwrap();
    sandbox.start();
    let id = counter::start(&sandbox);
    counter::goes_on(&sandbox, &id);
    assert_eq!(fs::read_to_string(&log).unwrap(), "in the way");
}

#[test]
fn a_session_whose_log_cannot_grow_goes_on_and_says_so() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "read go; seq 1 400000; echo flooded; exec cat"]);
    let mut subscriber = sandbox.client(Role::Client);
    subscriber.call(&Subscribe {}).unwrap();
    subscriber.set_timeout(Some(LIMIT)).unwrap();
    // The next segment would be a file in it.
    let log = sandbox.root().generation(&id, 1).join("log");
    fs::rename(&log, log.with_extension("aside")).unwrap();
    fs::write(&log, "in the way").unwrap();
    sandbox.ok(&["send", id.as_str(), "go", "--enter"]);
    until("the flood is over", || sandbox.ok(&["screen", id.as_str()]).contains("flooded").then_some(()));
    let warning = sandbox.client_of(&id).call(&Watch {}).unwrap().log_warning.unwrap();
    assert!(warning.contains("output is not kept any more"), "{warning}");
    let told = std::iter::from_fn(|| match subscriber.next_message().unwrap() {
        Message::Frame(frame) => Some(Message::event::<Event>(&frame)),
        _ => None,
    });
    let mut notices = told.flatten().filter_map(|event| match event {
        Event::Notice { message } => Some(message),
        _ => None,
    });
    assert!(notices.next().unwrap().contains("output is not kept any more"));
    sandbox.ok(&["send", id.as_str(), "still here", "--enter"]);
    until("cat answers", || sandbox.ok(&["screen", id.as_str()]).contains("still here\nstill here").then_some(()));
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
    assert_eq!(sandbox.wait_for(&id, Status::Ended).end.unwrap().intent, Some(IntentReason::Kill));
}

/// The last number on the screen of a session that counts.
fn shown(sandbox: &Sandbox, id: &SessionId) -> u64 {
    sandbox.ok(&["screen", id.as_str()]).lines().filter_map(|line| line.parse().ok()).max().unwrap_or(0)
}

fn counts_on(sandbox: &Sandbox, id: &SessionId) {
    let from = shown(sandbox, id);
    until("it counts on", || (shown(sandbox, id) > from).then_some(()));
}

#[test]
fn on_a_full_disk_sessions_go_on_stop_when_told_and_their_ends_are_recorded() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.root_dir()).unwrap();
    let Some(disk) = SmallDisk::at(sandbox.root_dir()) else { return };
    sandbox.start();
    let ids = [counter::start(&sandbox), counter::start(&sandbox), counter::start(&sandbox)];
    let pids = ids.each_ref().map(|id| sandbox.wait_for(id, Status::Running).child_pid.unwrap());
    let ballast = disk.fill();

    ids.iter().for_each(|id| counts_on(&sandbox, id));
    until("a session says that its log is not kept", || {
        sandbox.client_of(&ids[0]).call(&Watch {}).unwrap().log_warning.filter(|warning| warning.contains("not kept"))
    });
    let (exit, code) = sandbox.error(&["new", "-d", "--", "cat"]);
    assert!(exit == 1 && ["io", "start_failed"].contains(&code.as_str()), "{code}");
    assert_eq!(sandbox.error(&["rename", ids[0].as_str(), "other"]), (1, "io".to_owned()));
    assert_eq!(sandbox.sessions().len(), 3);

    assert_eq!(sandbox.json(&["kill", ids[0].as_str()])[0]["result"], "stopped");
    assert!(!is_alive(pids[0]));
    let end = sandbox.wait_for(&ids[0], Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.intent, end.actor.as_str()), (EndReason::Stopped, Some(IntentReason::Kill), "user"));

    sandbox.crash_daemon();
    sandbox.start();
    assert_eq!(sandbox.wait_for(&ids[0], Status::Ended).end.unwrap().intent, Some(IntentReason::Kill), "it is on disk");
    for (id, pid) in ids.iter().zip(pids).skip(1) {
        assert_eq!(sandbox.wait_for(id, Status::Running).child_pid, Some(pid));
        counts_on(&sandbox, id);
    }
    let output = sandbox.run(&["--json", "stop", "--yes"]);
    let stopped: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(stopped["sessions"].as_array().unwrap().iter().all(|one| one["result"] == "stopped"), "{stopped}");
    // All is stopped; that it cannot be remembered as a full stop is worth an exit code.
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stopped["problems"][0].as_str().unwrap().contains("last-stop.json"), "{stopped}");
    assert!(!pids.into_iter().any(is_alive));

    fs::remove_file(ballast).unwrap();
    sandbox.start();
    let plan = sandbox.json(&["restore"]);
    assert_eq!(plan["rows"].as_array().unwrap().len(), 2, "{plan}");
    sandbox.ok(&["restore", "--all"]);
    for id in &ids[1..] {
        assert_eq!(sandbox.wait_for(id, Status::Running).generation, 2);
    }
    // The disk goes before the sandbox does.
    sandbox.ok(&["stop", "--yes"]);
}

#[test]
fn once_there_is_room_again_output_is_kept_again_and_what_is_missing_is_told() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.root_dir()).unwrap();
    let Some(disk) = SmallDisk::at(sandbox.root_dir()) else { return };
    sandbox.start();
    let id = counter::start(&sandbox);
    counts_on(&sandbox, &id);
    let ballast = disk.fill();
    let warning = || sandbox.client_of(&id).call(&Watch {}).unwrap().log_warning;
    until("it says that its log is not kept", || warning().filter(|warning| warning.contains("not kept")));
    until("the list says so", || sandbox.session(&id).why.contains("not kept").then_some(()));
    counts_on(&sandbox, &id);
    fs::remove_file(ballast).unwrap();
    until("output is kept again", || warning().is_none().then_some(()));
    let missed = shown(&sandbox, &id);
    until("it counts on", || sandbox.printed(&id).contains(&format!("\n{}\r", missed + 5)).then_some(()));
    let output = sandbox.run(&["logs", id.as_str()]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.trim_end().ends_with(" bytes were not kept here"), "{told}");
    let numbers: Vec<u64> =
        String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.parse().ok()).collect();
    let jumps = numbers.windows(2).filter(|pair| pair[1] != pair[0] + 1).count();
    assert!(jumps <= 2, "one gap, maybe within a number");
    kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Ended);
    assert!(shown(&sandbox, &id) >= missed + 5, "the screen comes back from after the gap");
    // The disk goes before the sandbox does.
    sandbox.ok(&["stop", "--yes"]);
}
