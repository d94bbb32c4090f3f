//! Archiving where nothing can be written.

use protocol::id::SessionId;
use protocol::session::{Archive, Status};

use super::{over, record};
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
