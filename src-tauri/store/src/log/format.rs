//! How headers and records lie in bytes. Pure: encodes and decodes, does no I/O.

use protocol::id::{Generation, SessionId};
use protocol::session::Size;

use super::Record;

/// The format that this build writes.
pub const FORMAT: u16 = 1;
/// The longest payload of a record.
pub const MAX_PAYLOAD: usize = 64 * 1024;
const MAGIC: &[u8; 8] = b"HFASTLOG";
/// Magic, format, least reader, header length, two bytes of nothing.
const PREAMBLE: usize = 16;
/// The header that this build writes, with its checksum.
pub(super) const HEADER: usize = 64;
/// A header is never longer, so that a flipped length is noticed.
const LONGEST_HEADER: usize = 4096;
/// Length, kind, offset, time.
const RECORD_HEAD: usize = 4 + 1 + 8 + 8;
/// The checksum after header or record.
const CRC: usize = 4;

/// What a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kind(pub u8);

impl Kind {
    /// Output of the program, as it came.
    pub const DATA: Self = Self(1);
    /// The terminal has another size from here on: columns and rows, u16 each.
    pub const RESIZE: Self = Self(2);
    /// A piece of a snapshot: u32 of how many bytes follow in the next records, then bytes.
    pub const SNAPSHOT: Self = Self(3);
    /// A remark in JSON. None is written yet.
    pub const MARKER: Self = Self(4);
}

/// What a segment says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Whose output.
    pub session: SessionId,
    /// Of which run.
    pub generation: Generation,
    /// Which segment, from 1.
    pub segment: u32,
    /// How much had been printed before it.
    pub base: u64,
    /// When it was begun, in milliseconds since 1970.
    pub created: u64,
    /// The terminal's size at its beginning.
    pub size: Size,
}

/// What bytes at the beginning of a segment, or at a record's place, come to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decoded<T> {
    /// The thing, and how many bytes it took.
    Whole(T, usize),
    /// It could become one, with at least so many bytes.
    Needs(usize),
    /// It is none.
    Bad,
    /// A newer Holdfast wrote it, and this one may not read it.
    Newer,
}

pub(super) fn encode_header(header: &Header) -> [u8; HEADER] {
    let mut out = Vec::with_capacity(HEADER);
    out.extend_from_slice(MAGIC);
    for number in [FORMAT, FORMAT, HEADER as u16, 0] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(header.session.as_str().as_bytes());
    out.extend_from_slice(&header.generation.to_le_bytes());
    out.extend_from_slice(&header.segment.to_le_bytes());
    out.extend_from_slice(&header.base.to_le_bytes());
    out.extend_from_slice(&header.created.to_le_bytes());
    out.extend_from_slice(&header.size.cols.to_le_bytes());
    out.extend_from_slice(&header.size.rows.to_le_bytes());
    out.extend_from_slice(&crc32fast::hash(&out).to_le_bytes());
    let mut bytes = [0; HEADER];
    bytes.copy_from_slice(&out);
    bytes
}

pub(super) fn decode_header(bytes: &[u8]) -> Decoded<Header> {
    let Some(preamble) = bytes.first_chunk::<PREAMBLE>() else { return Decoded::Needs(PREAMBLE) };
    if !preamble.starts_with(MAGIC) {
        return Decoded::Bad;
    }
    let (reader, length) = (u16_at(bytes, 10), usize::from(u16_at(bytes, 12)));
    if !(HEADER..=LONGEST_HEADER).contains(&length) {
        return Decoded::Bad;
    }
    let Some(whole) = bytes.get(..length) else { return Decoded::Needs(length) };
    if !is_intact(whole) {
        return Decoded::Bad;
    }
    if reader > FORMAT {
        return Decoded::Newer;
    }
    let Some(session) = std::str::from_utf8(&whole[16..32]).ok().and_then(|text| text.parse().ok()) else {
        return Decoded::Bad;
    };
    let size = Size { cols: u16_at(whole, 56), rows: u16_at(whole, 58) };
    let (generation, segment) = (u32_at(whole, 32), u32_at(whole, 36));
    let header = Header { session, generation, segment, base: u64_at(whole, 40), created: u64_at(whole, 48), size };
    Decoded::Whole(header, length)
}

/// Whether these bytes, too few for a header, are the beginning of one of this build.
pub(super) fn begins_header(bytes: &[u8]) -> bool {
    let magic = bytes.len().min(MAGIC.len());
    bytes.len() < HEADER && bytes[..magic] == MAGIC[..magic]
}

/// What comes before a record's payload, and its checksum, which comes after.
pub(super) fn frame_record(kind: Kind, offset: u64, time: u64, parts: [&[u8]; 2]) -> ([u8; RECORD_HEAD], [u8; CRC]) {
    let mut head = [0; RECORD_HEAD];
    // At most MAX_PAYLOAD, which the writer has checked.
    let length = (parts[0].len() + parts[1].len()) as u32;
    head[0..4].copy_from_slice(&length.to_le_bytes());
    head[4] = kind.0;
    head[5..13].copy_from_slice(&offset.to_le_bytes());
    head[13..21].copy_from_slice(&time.to_le_bytes());
    let mut crc = crc32fast::Hasher::new();
    crc.update(&head[4..]);
    parts.iter().for_each(|part| crc.update(part));
    (head, crc.finalize().to_le_bytes())
}

pub(super) fn decode_record(bytes: &[u8]) -> Decoded<Record> {
    if bytes.len() < RECORD_HEAD + CRC {
        return Decoded::Needs(RECORD_HEAD + CRC);
    }
    let length = u32_at(bytes, 0) as usize;
    if length > MAX_PAYLOAD {
        return Decoded::Bad;
    }
    let total = RECORD_HEAD + length + CRC;
    let Some(whole) = bytes.get(..total) else { return Decoded::Needs(total) };
    if !is_intact(&whole[4..]) {
        return Decoded::Bad;
    }
    let payload = whole[RECORD_HEAD..RECORD_HEAD + length].to_vec();
    let record = Record { kind: Kind(whole[4]), offset: u64_at(whole, 5), time: u64_at(whole, 13), payload };
    Decoded::Whole(record, total)
}

/// Whether the last four bytes are the checksum of those before.
pub(super) fn is_intact(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<CRC>().is_some_and(|(body, crc)| crc32fast::hash(body) == u32::from_le_bytes(*crc))
}

/// The callers have checked that the bytes are there.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
