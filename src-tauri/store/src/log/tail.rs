//! Cuts what an interrupted writer left at the end of a log. Only where that is certain: what a newer Holdfast wrote, what
//! is another run's and what is damaged in the middle stays as it is, and a reader stops there.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use super::format::{self, Decoded};
use super::{Run, segment_path, segments};
use crate::disk::{self, Change};

/// Cuts the last segment of a dead run at its first bad record, durably. Returns how many bytes went. The caller holds the
/// run's `host.lock` and has proved its host gone.
///
/// # Errors
/// Whatever the file system says; then the tail may still be there, which readers bear.
pub fn cut_torn_tail(dir: &Path, run: &Run) -> io::Result<u64> {
    let Some(number) = segments(dir)?.pop() else { return Ok(0) };
    let path = segment_path(dir, number);
    let bytes = std::fs::read(&path)?;
    let length = bytes.len() as u64;
    match verdict(&bytes, run, number) {
        Verdict::Leave => Ok(0),
        Verdict::Remove => {
            disk::remove(&path)?;
            disk::sync_directory(dir)?;
            Ok(length)
        }
        Verdict::CutAt(position) => {
            let file = OpenOptions::new().write(true).open(&path)?;
            disk::carry_out(&Change::Cut { path: &path, file: &file, length: position as u64 })?;
            disk::carry_out(&Change::SyncFile { path: &path, file: &file })?;
            Ok(length - position as u64)
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It is whole, or it cannot be told what is wrong.
    Leave,
    /// It holds nothing: its writer was interrupted within the header.
    Remove,
    /// After so many bytes its writer was interrupted.
    CutAt(usize),
}

fn verdict(bytes: &[u8], run: &Run, number: u32) -> Verdict {
    let mut position = match format::decode_header(bytes) {
        Decoded::Whole(header, length) => {
            let is_its = header.session == run.session && header.generation == run.generation;
            if !is_its || header.segment != number {
                return Verdict::Leave;
            }
            length
        }
        Decoded::Needs(_) if format::begins_header(bytes) => return Verdict::Remove,
        Decoded::Needs(_) | Decoded::Bad | Decoded::Newer => return Verdict::Leave,
    };
    loop {
        match format::decode_record(&bytes[position..]) {
            Decoded::Whole(_, length) => position += length,
            Decoded::Needs(_) if position == bytes.len() => return Verdict::Leave,
            Decoded::Needs(_) | Decoded::Bad | Decoded::Newer => break,
        }
    }
    // A torn record is the last of its file: where another follows, something else has happened.
    let follows =
        (position + 1..bytes.len()).any(|at| matches!(format::decode_record(&bytes[at..]), Decoded::Whole(..)));
    if follows { Verdict::Leave } else { Verdict::CutAt(position) }
}
