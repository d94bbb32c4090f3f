//! Room on the disk for `end.json`, kept back from the start, so that a full disk cannot keep the end from being written.

use std::cell::Cell;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use store::disk::{self, Change};
use store::durable;
use store::records::{self, EndRecord, RESERVE};

/// How much is kept back, in bytes.
const ROOM: u64 = 4096;
/// As many survivors as surely fit into it.
const MOST_SURVIVORS: usize = 8;

/// The room, as a file that becomes `end.json`. It stays open: by then there may be no other descriptor.
#[derive(Debug)]
pub struct Reserve {
    path: PathBuf,
    end: PathBuf,
    file: File,
    /// The end has its name, which may not outlive a power cut yet.
    named: Cell<bool>,
}

impl Reserve {
    /// Keeps room back in the directory of a run.
    ///
    /// # Errors
    /// Where there is none already; then nothing is left there.
    pub fn keep(dir: &Path) -> io::Result<Self> {
        let path = dir.join(RESERVE);
        let file = disk::create(&path)?;
        let reserve = Self { path, end: dir.join("end.json"), file, named: Cell::new(false) };
        let kept = disk::carry_out(&Change::Allocate { path: &reserve.path, file: &reserve.file, length: ROOM });
        kept.inspect_err(|_| reserve.give_back())?;
        Ok(reserve)
    }

    /// Writes the end durably. To be tried again if it fails.
    ///
    /// # Errors
    /// Whatever the file system says; then there is no end record, or one that may not outlive a power cut.
    pub fn write(&self, record: &EndRecord) -> io::Result<()> {
        let mut record = record.clone();
        record.survivors.truncate(MOST_SURVIVORS);
        let bytes = records::bytes(&record)?;
        if !self.named.get() {
            self.name(&bytes)?;
            self.named.set(true);
        }
        durable::sync_parent(&self.end)
    }

    fn name(&self, bytes: &[u8]) -> io::Result<()> {
        self.fill(bytes).and_then(|()| disk::rename(&self.path, &self.end)).or_else(|error| {
            // The room may have been taken away; then there may be other.
            tracing::warn!(%error, "writing the end into the room kept for it");
            durable::write(&self.end, bytes, durable::Sync::Durable)?;
            self.give_back();
            Ok(())
        })
    }

    fn fill(&self, bytes: &[u8]) -> io::Result<()> {
        let (path, file) = (self.path.as_path(), &self.file);
        disk::carry_out(&Change::Write { path, file, bytes })?;
        // Only now: cutting first would give the room back.
        disk::carry_out(&Change::Cut { path, file, length: bytes.len() as u64 })?;
        disk::carry_out(&Change::SyncFile { path, file })
    }

    /// Where that fails, whoever closes the run tidies up.
    fn give_back(&self) {
        let _ = disk::remove(&self.path);
    }
}

#[cfg(test)]
#[cfg(debug_assertions)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use serde_json::json;
    use store::disk::faults::{Faults, Kind, number};
    use store::disk::power::Recorder;
    use store::records::Found;

    use super::*;

    fn record() -> EndRecord {
        let end = json!({ "reason": "completed", "actor": "agent", "at": 1, "evidence": [] });
        let facts = json!({ "exit": { "how": "code", "code": 0 }, "at": 1 });
        serde_json::from_value(json!({
            "session": "0123456789abcdef", "generation": 1, "facts": facts, "end": end, "offset": 0,
            "size": { "cols": 80, "rows": 24 },
        }))
        .unwrap()
    }

    fn end(dir: &Path) -> Found<EndRecord> {
        records::read(&dir.join("end.json")).unwrap()
    }

    fn names(dir: &Path) -> Vec<String> {
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn after_a_power_cut_there_is_a_whole_end_or_none_and_once_it_was_told_a_whole_one() {
        let dir = tempfile::tempdir().unwrap();
        let disk = Arc::new(Recorder::new(dir.path()).unwrap());
        disk::with(disk.clone(), || Reserve::keep(dir.path()).unwrap().write(&record()).unwrap());
        for done in 0..=disk.count() {
            let look = |left: &Path| match end(left) {
                Found::Record(found) => assert_eq!(found, record()),
                Found::Absent => assert!(done < disk.count(), "it was told"),
                other => panic!("after {done} of {}: {other:?}", disk.count()),
            };
            disk.cut(done, look).unwrap();
        }
    }

    #[test]
    fn whichever_step_fails_the_end_goes_elsewhere_or_is_written_at_the_next_try_and_nothing_is_left_over() {
        for error in ["ENOSPC", "EIO", "EROFS"].map(|name| number(name).unwrap()) {
            let mut at = 0;
            loop {
                at += 1;
                let dir = tempfile::tempdir().unwrap();
                let reserve = Reserve::keep(dir.path()).unwrap();
                let faults = Arc::new(Faults::new(Kind::Fail(at, error)));
                if disk::with(faults.clone(), || reserve.write(&record())).is_err() {
                    assert!(!matches!(end(dir.path()), Found::Damaged { .. }), "step {at}");
                    reserve.write(&record()).unwrap();
                }
                assert_eq!(end(dir.path()), Found::Record(record()), "step {at}");
                assert_eq!(names(dir.path()), ["end.json"], "step {at}");
                if faults.count() < at {
                    break;
                }
            }
            assert!(at > 5, "only {at} steps");
        }
    }

    #[test]
    fn where_no_room_can_be_kept_none_is_left_half_kept() {
        for at in [1, 2] {
            let dir = tempfile::tempdir().unwrap();
            let faults = Arc::new(Faults::new(Kind::Fail(at, number("ENOSPC").unwrap())));
            disk::with(faults, || Reserve::keep(dir.path())).unwrap_err();
            assert_eq!(names(dir.path()), [""; 0]);
        }
    }
}
