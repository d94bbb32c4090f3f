//! The final text of one segment, in a file beside it, so that searching needs no terminal. It holds nothing that the
//! segment does not: a missing, damaged or outdated one is made again from the log, and losing it loses nothing.
//!
//! # Layout, kept for ever
//!
//! File `00000001.text` beside `00000001.log`; all numbers little-endian. Written whole, under another name first, by the
//! host; once the run is over, by whoever holds its `host.lock`.
//!
//! | header | bytes | | then | bytes |
//! |---|---|---|---|---|
//! | magic `HFASTTXT` | 8 | | text: UTF-8, lines end with `\n` | |
//! | format, least reader, header length, flags | 4 × u16 | | stamps, 16 bytes each: | |
//! | session id | 16 | | · where in the text a line begins | u32 |
//! | generation, segment number | 2 × u32 | | · stream offset, from the segment's base | u32 |
//! | base offset of the segment | u64 | | · time, ms since 1970 | u64 |
//! | length of the segment when this was made | u64 | | CRC-32 of text and stamps | u32 |
//! | length of the text, number of stamps | 2 × u32 | | | |
//! | head: where in the text it begins and ends | 2 × u32 | | | |
//! | CRC-32 of all before | u32 | | | |
//!
//! Flag 1: the text ends with what the run's screens showed last. A stamp holds for its line and those after it. The head
//! is the beginning of a line that went on from the segment before, whose text ends with the same bytes.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use protocol::id::{Generation, SessionId};

use super::format::{is_intact, u16_at, u32_at, u64_at};
use crate::durable::{self, Sync};

/// The format that this build writes.
const FORMAT: u16 = 1;
const MAGIC: &[u8; 8] = b"HFASTTXT";
/// The header that this build writes, with its checksum. A later one may be longer.
const HEADER: usize = 76;
const STAMP: usize = 16;
const CRC: usize = 4;
/// The text ends with what the screens showed last.
const SHOWN: u16 = 1;
/// No file is longer, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What a text is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// Whose output.
    pub session: SessionId,
    /// Of which run.
    pub generation: Generation,
    /// Which segment.
    pub segment: u32,
    /// How much had been printed before it.
    pub base: u64,
    /// The segment's length when this was made, in bytes. If it has another now, the text is out of date.
    pub source: u64,
    /// Whether what the screens showed last is in it.
    pub shown: bool,
    /// The part that is in the text of the segment before, too.
    pub head: Range<usize>,
}

/// Where in the stream, and when, lines were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Of the output that last wrote to the line.
    pub offset: u64,
    /// In milliseconds since 1970.
    pub time: u64,
}

/// A text as it lies in memory.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    /// What it is of.
    pub of: Of,
    /// UTF-8, unless somebody else wrote the file. Lines end with `\n`, the last perhaps without.
    pub bytes: &'a [u8],
    stamps: &'a [u8],
}

impl<'a> Text<'a> {
    /// Reads a file's bytes. Absent: they are none that this build can read.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let least = bytes.get(..HEADER).filter(|header| header.starts_with(MAGIC))?;
        let length = usize::from(u16_at(least, 12));
        let header = bytes.get(..length).filter(|header| header.len() >= HEADER && is_intact(header))?;
        if u16_at(header, 10) > FORMAT {
            return None;
        }
        let (text, stamps) = (u32_at(header, 56) as usize, u32_at(header, 60) as usize * STAMP);
        let body = bytes.get(length..length + text + stamps + CRC).filter(|body| is_intact(body))?;
        let of = Of {
            session: std::str::from_utf8(&header[16..32]).ok()?.parse().ok()?,
            generation: u32_at(header, 32),
            segment: u32_at(header, 36),
            base: u64_at(header, 40),
            source: u64_at(header, 48),
            shown: u16_at(header, 14) & SHOWN != 0,
            head: u32_at(header, 64) as usize..u32_at(header, 68) as usize,
        };
        Some(Self { of, bytes: &body[..text], stamps: &body[text..text + stamps] })
    }

    /// When the line that begins at `position` was written, or the one that holds it.
    pub fn stamp(&self, position: usize) -> Stamp {
        let (mut low, mut high) = (0, self.stamps.len() / STAMP);
        while low < high {
            let middle = low.midpoint(high);
            if u32_at(self.stamps, middle * STAMP) as usize <= position {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(at) = low.checked_sub(1).map(|index| index * STAMP) else {
            return Stamp { offset: self.of.base, time: 0 };
        };
        let offset = self.of.base.saturating_add(u32_at(self.stamps, at + 4).into());
        Stamp { offset, time: u64_at(self.stamps, at + 8) }
    }
}

/// The bytes of a file. `stamps`: where lines begin that were written at another time than those before, in order.
///
/// # Errors
/// Where the text is too long to be kept.
pub fn encode(of: &Of, text: &[u8], stamps: &[(usize, Stamp)]) -> io::Result<Vec<u8>> {
    let fits = |number: usize| u32::try_from(number).map_err(io::Error::other);
    let mut out = Vec::with_capacity(HEADER + text.len() + stamps.len() * STAMP + CRC);
    out.extend_from_slice(MAGIC);
    for number in [FORMAT, FORMAT, HEADER as u16, if of.shown { SHOWN } else { 0 }] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(of.session.as_str().as_bytes());
    out.extend_from_slice(&of.generation.to_le_bytes());
    out.extend_from_slice(&of.segment.to_le_bytes());
    out.extend_from_slice(&of.base.to_le_bytes());
    out.extend_from_slice(&of.source.to_le_bytes());
    for number in [text.len(), stamps.len(), of.head.start, of.head.end] {
        out.extend_from_slice(&fits(number)?.to_le_bytes());
    }
    out.extend_from_slice(&crc32fast::hash(&out).to_le_bytes());
    out.extend_from_slice(text);
    for (position, stamp) in stamps {
        out.extend_from_slice(&fits(*position)?.to_le_bytes());
        // A segment holds little more than a MiB.
        let offset = u32::try_from(stamp.offset.saturating_sub(of.base)).unwrap_or(u32::MAX);
        out.extend_from_slice(&offset.to_le_bytes());
        out.extend_from_slice(&stamp.time.to_le_bytes());
    }
    let crc = crc32fast::hash(&out[HEADER..]);
    out.extend_from_slice(&crc.to_le_bytes());
    Ok(out)
}

/// The file of one segment's text.
pub fn text_path(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{number:08}.text"))
}

/// Reads the file of one segment's text into `buffer`, whatever was in there. `false`: there is none.
///
/// # Errors
/// Whatever the file system says.
pub fn read_text(dir: &Path, number: u32, buffer: &mut Vec<u8>) -> io::Result<bool> {
    buffer.clear();
    let file = match File::open(text_path(dir, number)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    let length = file.metadata()?.len();
    buffer.reserve(usize::try_from(length.min(LONGEST)).unwrap_or_default() + 1);
    file.take(LONGEST).read_to_end(buffer)?;
    Ok(true)
}

/// Writes the file of one segment's text. It need not outlive a power cut: it can be made again.
///
/// # Errors
/// Whatever the file system says; then the old one is still there, if any.
pub fn write_text(dir: &Path, number: u32, bytes: &[u8]) -> io::Result<()> {
    durable::write(&text_path(dir, number), bytes, Sync::Rename)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of() -> Of {
        let session = "0123456789abcdef".parse().unwrap();
        Of { session, generation: 3, segment: 2, base: 1000, source: 77, shown: true, head: 0..4 }
    }

    const STAMPS: [(usize, Stamp); 2] =
        [(0, Stamp { offset: 1000, time: 5 }), (8, Stamp { offset: 1020, time: 1 << 40 })];

    #[test]
    fn a_text_is_read_as_it_was_written_and_knows_when_each_line_was() {
        let bytes = encode(&of(), b"one two\nthree\n", &STAMPS).unwrap();
        let text = Text::parse(&bytes).unwrap();
        assert_eq!((&text.of, text.bytes), (&of(), &b"one two\nthree\n"[..]));
        for (position, stamp) in [(0, 0), (7, 0), (8, 1), (13, 1), (99, 1)] {
            assert_eq!(text.stamp(position), STAMPS[stamp].1, "{position}");
        }
        let unstamped = encode(&of(), b"one\n", &[]).unwrap();
        assert_eq!(Text::parse(&unstamped).unwrap().stamp(0), Stamp { offset: 1000, time: 0 });
    }

    #[test]
    fn the_layout_is_the_one_that_is_kept_for_ever() {
        let bytes = encode(&of(), b"one two\nthree\n", &STAMPS).unwrap();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, include_str!("text/v1.hex").trim_end());
    }

    #[test]
    fn a_file_is_written_whole_and_a_missing_one_is_no_error() {
        let (dir, mut buffer) = (tempfile::tempdir().unwrap(), b"old".to_vec());
        assert!(!read_text(dir.path(), 2, &mut buffer).unwrap() && buffer.is_empty());
        write_text(dir.path(), 2, b"new").unwrap();
        assert!(read_text(dir.path(), 2, &mut buffer).unwrap() && buffer == b"new");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    proptest! {
        #[test]
        fn no_change_and_no_cut_goes_unnoticed(at in 0..126usize, bit in 0..8u8) {
            let mut bytes = encode(&of(), b"one two\nthree\n", &STAMPS).unwrap();
            prop_assert_eq!(bytes.len(), 126);
            prop_assert!(Text::parse(&bytes[..at]).is_none());
            bytes[at] ^= 1 << bit;
            prop_assert!(Text::parse(&bytes).is_none());
        }

        #[test]
        fn hostile_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            bytes.splice(..bytes.len().min(8), *MAGIC);
            prop_assert!(Text::parse(&bytes).is_none());
        }
    }
}
