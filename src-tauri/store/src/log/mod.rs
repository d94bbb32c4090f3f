//! The output log of one run: what its program printed, when, and at which size, in append-only segments.
//! The host alone appends ([`Writer`]); anybody may read ([`Reader`]), and reading never changes a byte.
//!
//! # Layout, kept for ever
//!
//! Files `00000001.log`, `00000002.log`, … in the run's `log` directory; all numbers little-endian. A segment is a
//! [`Header`] and then records. Every segment but the first begins with a snapshot, so that replaying can start at any.
//!
//! | header | bytes | | record | bytes |
//! |---|---|---|---|---|
//! | magic `HFASTLOG` | 8 | | payload length, at most 64 KiB | u32 |
//! | format, least reader, header length, 0 | 4 × u16 | | [`Kind`] | u8 |
//! | session id | 16 | | stream offset | u64 |
//! | generation, segment number | 2 × u32 | | time, ms since 1970 | u64 |
//! | base offset, created (ms since 1970) | 2 × u64 | | payload | |
//! | columns, rows | 2 × u16 | | CRC-32 of kind to payload | u32 |
//! | CRC-32 of all before | u32 | | | |
//!
//! Beside a segment may lie its final text, for searching: see [`text`].
//!
//! A longer header of a later format keeps these fields and its checksum at its end. Unknown kinds are skipped.
//!
//! # What is not there
//!
//! The oldest segments go as the log grows ([`bounds`]), with every file of the same number: then it begins at a base above 0.
//! Where it could not be written for a while, offsets jump: what was printed in between is not kept.

pub mod bounds;
mod format;
mod reader;
mod tail;
pub mod text;
mod writer;

#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod lasting;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use protocol::session::Size;

pub use format::{FORMAT, Header, Kind, MAX_PAYLOAD};
pub use reader::{Damage, Flaw, Reader};
pub use tail::cut_torn_tail;
pub use writer::{Run, Writer};

/// A segment is followed by the next one when it holds this much beyond its opening snapshot, in bytes.
pub const SEGMENT: u64 = 1024 * 1024;

/// How much more it may hold because the next one was begun late, in bytes.
pub const MOST_LATE: u64 = SEGMENT / 2;

/// One record of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it holds.
    pub kind: Kind,
    /// Where in the stream: of the first byte for data, else how much had been printed then.
    pub offset: u64,
    /// When, in milliseconds since 1970.
    pub time: u64,
    /// At most [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

impl Record {
    /// The size that a resize record holds.
    pub fn size(&self) -> Option<Size> {
        let [a, b, c, d] = *self.payload.first_chunk::<4>().filter(|_| self.kind == Kind::RESIZE)?;
        Some(Size { cols: u16::from_le_bytes([a, b]), rows: u16::from_le_bytes([c, d]) })
    }

    /// A piece of a snapshot, and how many bytes of the same snapshot follow in the next records.
    pub fn snapshot_piece(&self) -> Option<(usize, &[u8])> {
        let (left, piece) = self.payload.split_first_chunk::<4>().filter(|_| self.kind == Kind::SNAPSHOT)?;
        Some((u32::from_le_bytes(*left) as usize, piece))
    }
}

/// How far a log goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many bytes had been printed at its end.
    pub offset: u64,
    /// When its last output came, in milliseconds since 1970. Absent where there is none.
    pub output_at: Option<u64>,
}

/// How far the log in `dir` goes, by its last segment. A log that does not exist goes nowhere.
///
/// # Errors
/// Whatever the file system says; what the files hold is never an error.
pub fn extent(dir: &Path) -> io::Result<Extent> {
    let mut reader = Reader::open_at(dir, u64::MAX)?;
    let mut extent = Extent::default();
    while let Some(record) = reader.next_record()? {
        extent.offset = extent.offset.max(record.offset);
        if record.kind == Kind::DATA {
            let length = u64::try_from(record.payload.len()).unwrap_or(u64::MAX);
            extent = Extent { offset: record.offset.saturating_add(length), output_at: Some(record.time) };
        }
    }
    Ok(extent)
}

/// The numbers of the segments in `dir`, in order. A directory that does not exist holds none.
///
/// # Errors
/// Whatever the file system says.
pub fn segments(dir: &Path) -> io::Result<Vec<u32>> {
    let entries = match std::fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let digits = name.to_str().and_then(|name| name.strip_suffix(".log")).filter(|digits| digits.len() == 8);
        numbers.extend(digits.and_then(|digits| digits.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The file of one segment.
pub fn segment_path(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{number:08}.log"))
}
