//! What a log takes on the disk, and which of its oldest segments go where that is too much. The newest segment always
//! stays: it holds what the terminal showed last. Choosing is pure; removing is for the log's owner alone: its host, and
//! once that is gone whoever holds its `host.lock`.

use std::io;
use std::path::{Path, PathBuf};

use super::format::MAX_PAYLOAD;
use super::{MOST_LATE, SEGMENT, segment_path};
use crate::disk;

/// How much is kept of one session's output where nobody says otherwise, in bytes.
pub const BOUND: u64 = 16 * 1024 * 1024;
/// How much is kept of all sessions' output where nobody says otherwise, in bytes.
pub const TOTAL_BOUND: u64 = 2 * 1024 * 1024 * 1024;

/// A segment and all that lies beside it under the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which segment.
    pub number: u32,
    /// What its files take, in bytes.
    pub bytes: u64,
}

/// What the segments in `dir` take, oldest first. A directory that does not exist holds none; what goes meanwhile takes
/// nothing.
///
/// # Errors
/// Whatever the file system says.
pub fn kept(dir: &Path) -> io::Result<Vec<Kept>> {
    let mut all: Vec<Kept> = Vec::new();
    for (number, path) in files(dir)? {
        let bytes = match std::fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            meta => meta?.len(),
        };
        match all.iter_mut().find(|kept| kept.number == number) {
            Some(kept) => kept.bytes += bytes,
            None => all.push(Kept { number, bytes }),
        }
    }
    all.sort_unstable_by_key(|kept| kept.number);
    Ok(all)
}

/// What all of them take, in bytes.
pub fn total(kept: &[Kept]) -> u64 {
    kept.iter().map(|kept| kept.bytes).sum()
}

/// How many of the oldest segments are too much for `bound` bytes. Never the newest.
fn too_many(kept: &[Kept], bound: u64) -> usize {
    let mut left = total(kept);
    let old = &kept[..kept.len().saturating_sub(1)];
    let too_much = old.iter().take_while(|one| {
        let is_over = left > bound;
        left -= one.bytes;
        is_over
    });
    too_much.count()
}

/// How much a segment may come to until the next is begun, in bytes.
const LONGEST_SEGMENT: u64 = SEGMENT + MOST_LATE + 2 * MAX_PAYLOAD as u64;

/// How far the newest segment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newest {
    /// It was just begun, with what it opens with: the bound holds until the next is.
    Begun,
    /// It is being written.
    Grows,
    /// Nothing will be added to it.
    Whole,
}

impl Newest {
    /// How much room is kept for it where it takes `bytes` now, in bytes.
    fn room(self, bytes: u64) -> u64 {
        match self {
            Self::Begun => LONGEST_SEGMENT,
            Self::Grows => LONGEST_SEGMENT.saturating_sub(bytes),
            Self::Whole => 0,
        }
    }
}

/// Removes what lies beside segments, oldest first, until `excess` bytes are gone: it can be made again, and output cannot.
/// What cannot be removed stays. How many bytes went.
///
/// # Errors
/// Where the log cannot be looked at.
pub fn remove_beside(dir: &Path, excess: u64) -> io::Result<u64> {
    let mut beside = files(dir)?;
    beside.retain(|(number, path)| *path != segment_path(dir, *number));
    beside.sort_unstable();
    let mut gone = 0;
    for (_, path) in beside {
        if gone >= excess {
            break;
        }
        let bytes = std::fs::symlink_metadata(&path).map_or(0, |meta| meta.len());
        match disk::remove(&path) {
            Ok(()) => gone += bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%error, "removing {}", path.display()),
        }
    }
    Ok(gone)
}

/// Removes the oldest of a log that takes too much: first what lies beside its segments, then segments. One that cannot be removed stays, and those after it, until
/// the next time. What is left, oldest first; `None` where the log cannot be looked at.
pub fn trim(dir: &Path, bound: u64, newest: Newest) -> Option<Vec<Kept>> {
    let warn = |error: &io::Error| tracing::warn!(%error, "keeping the log within its bound");
    let mut left = kept(dir).inspect_err(warn).ok()?;
    let room = newest.room(left.last().map_or(0, |newest| newest.bytes));
    let excess = (total(&left) + room).saturating_sub(bound);
    if excess > 0 && remove_beside(dir, excess).inspect_err(warn).ok()? > 0 {
        left = kept(dir).inspect_err(warn).ok()?;
    }
    let old = &left[..too_many(&left, bound.saturating_sub(room))];
    let removed = old.iter().take_while(|old| remove(dir, old.number).inspect_err(warn).is_ok()).count();
    left.drain(..removed);
    Some(left)
}

/// Removes a segment: first what lies beside it, so that nothing is left over for which there is no segment. What is gone
/// already is fine.
///
/// # Errors
/// Whatever the file system says; then the segment is still there.
pub fn remove(dir: &Path, number: u32) -> io::Result<()> {
    let log = segment_path(dir, number);
    let beside = files(dir)?.into_iter().filter(|(other, path)| *other == number && *path != log);
    for path in beside.map(|(_, path)| path).chain([log.clone()]) {
        match disk::remove(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            outcome => outcome?,
        }
    }
    Ok(())
}

/// Every file that belongs to a segment, whatever its extension.
fn files(dir: &Path) -> io::Result<Vec<(u32, PathBuf)>> {
    let entries = match std::fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let stem = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('.'));
        let digits = stem.map(|(stem, _)| stem).filter(|stem| stem.len() == 8);
        found.extend(digits.and_then(|digits| digits.parse().ok()).map(|number| (number, path.clone())));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn of(sizes: &[u64]) -> Vec<Kept> {
        (1..).zip(sizes).map(|(number, bytes)| Kept { number, bytes: *bytes }).collect()
    }

    #[test]
    fn the_oldest_go_until_the_rest_fits_and_the_newest_stays_however_large_it_is() {
        for (sizes, bound, expected) in [
            (&[][..], 0, 0),
            (&[5], 0, 0),
            (&[5, 5, 5], 15, 0),
            (&[5, 5, 5], 14, 1),
            (&[5, 5, 5], 10, 1),
            (&[5, 5, 5], 9, 2),
            (&[5, 5, 5], 0, 2),
            (&[1, 9, 50], 12, 2),
            (&[9, 1, 50], 51, 1),
        ] {
            assert_eq!(too_many(&of(sizes), bound), expected, "{sizes:?} in {bound}");
        }
    }

    #[test]
    fn a_log_is_trimmed_to_its_bound_with_room_for_the_newest_as_far_as_it_goes() {
        let trimmed = |newest, bound| {
            let dir = tempfile::tempdir().unwrap();
            for number in 1..=5 {
                fs::write(segment_path(dir.path(), number), vec![0; 1000]).unwrap();
            }
            let left = trim(dir.path(), bound, newest).unwrap();
            assert_eq!(left, kept(dir.path()).unwrap());
            left.first().unwrap().number
        };
        for (newest, bound, oldest) in [
            (Newest::Whole, 5000, 1),
            (Newest::Whole, 3999, 3),
            (Newest::Grows, LONGEST_SEGMENT + 4000, 1),
            (Newest::Grows, LONGEST_SEGMENT + 3999, 2),
            (Newest::Begun, LONGEST_SEGMENT + 4999, 2),
            (Newest::Begun, 0, 5),
        ] {
            assert_eq!(trimmed(newest, bound), oldest, "{newest:?} in {bound}");
        }
        assert_eq!(trim(&tempfile::tempdir().unwrap().path().join("none"), 0, Newest::Whole), Some(Vec::new()));
    }

    #[test]
    fn what_lies_beside_a_segment_counts_and_goes_with_it_and_nothing_else_does() {
        let dir = tempfile::tempdir().unwrap();
        for (name, length) in [
            ("00000001.log", 10),
            ("00000001.text", 3),
            ("00000002.log", 7),
            ("1.log", 50),
            (".00000001.text.x.tmp", 9),
        ] {
            fs::write(dir.path().join(name), vec![0; length]).unwrap();
        }
        assert_eq!(kept(dir.path()).unwrap(), [Kept { number: 1, bytes: 13 }, Kept { number: 2, bytes: 7 }]);
        remove(dir.path(), 1).unwrap();
        remove(dir.path(), 1).unwrap();
        assert_eq!(kept(dir.path()).unwrap(), [Kept { number: 2, bytes: 7 }]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
        assert_eq!(kept(&dir.path().join("none")).unwrap(), []);
    }
}
