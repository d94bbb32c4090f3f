//! Archiving where nothing can be written.

use protocol::end::IntentReason;
use protocol::id::SessionId;
use protocol::session::{Archive, Status};

use serde_json::Value;

use super::{over, record, wait_until_archived};
use crate::grid::stage::{Stage, Way};
use crate::support::{Sandbox, SmallDisk, counter};

#[test]
fn on_a_full_disk_an_archive_fails_and_changes_nothing() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.root_dir()).unwrap();
    let Some(disk) = SmallDisk::at(sandbox.root_dir()) else { return };
    sandbox.start();
    let (ended, away, live) = (over(&sandbox, "ended"), over(&sandbox, "away"), counter::start(&sandbox));
    sandbox.ok(&["archive", "away"]);
    let state = |id: &SessionId| (record(&sandbox, id), sandbox.session(id).archive);
    let before = [&ended, &away, &live].map(state);
    let ballast = disk.fill();
    assert_eq!(sandbox.error(&["archive", ended.as_str()]), (1, "io".to_owned()));
    assert_eq!(sandbox.error(&["archive", live.as_str()]), (1, "io".to_owned()));
    assert_eq!(sandbox.error(&["unarchive", away.as_str()]), (1, "io".to_owned()));
    assert_eq!(sandbox.error(&["resume", away.as_str()]), (1, "io".to_owned()));
    assert_eq!([&ended, &away, &live].map(state), before);
    assert_eq!(before.map(|(_, archive)| archive), [Archive::No, Archive::Done, Archive::No]);
    assert_eq!(sandbox.wait_for(&live, Status::Running).generation, 1, "what cannot be archived is not stopped for it");
    std::fs::remove_file(ballast).unwrap();
    sandbox.ok(&["archive", ended.as_str(), live.as_str()]);
    // The disk goes before the sandbox does.
    sandbox.ok(&["stop", "--yes"]);
}

#[test]
fn where_only_the_last_write_fails_the_call_fails_and_the_session_is_archived_when_there_is_room() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.root_dir()).unwrap();
    let Some(disk) = SmallDisk::at(sandbox.root_dir()) else { return };
    let mut stage = Stage::set_in(sandbox, Way::Archive);
    stage.begin();
    let ballast = disk.fill();
    stage.let_the_program_end();
    let output = stage.finish().unwrap();
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), rows[0]["result"].as_str()), (Some(1), Some("failed")), "{rows}");
    assert_eq!(rows[0]["error"]["code"], "io");
    let row = stage.sandbox.session(&stage.id);
    assert_eq!((row.status, row.archive), (Status::Ended, Archive::Pending), "it is over, and not put away");
    std::fs::remove_file(ballast).unwrap();
    let row = wait_until_archived(&stage.sandbox, &stage.id);
    assert_eq!(row.end.unwrap().intent, Some(IntentReason::Archive));
    stage.sandbox.ok(&["stop", "--yes"]);
}
