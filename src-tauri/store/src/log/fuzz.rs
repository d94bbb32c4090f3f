//! What must hold for whatever a disk holds in place of a log. For tests and fuzzers only.

use std::fs;

use super::format::{encode_header, frame_record};
use super::*;

/// The first byte says whether the rest is one file as it is, or is to be given a valid header, records and checksums
/// first (so that a fuzzer gets beyond these), and in how many segments.
pub fn log(data: &[u8]) {
    let Some((&how, rest)) = data.split_first() else { return };
    let dir = tempfile::tempdir().expect("a temporary directory");
    let count = u32::from(how >> 1 & 3) + 1;
    let length = rest.len().div_ceil(count as usize).max(1);
    let files: Vec<Vec<u8>> = rest.chunks(length).map(|part| segment(part, how & 1 == 1)).collect();
    for (bytes, number) in files.iter().zip(1..) {
        fs::write(segment_path(dir.path(), number), bytes).expect("a file");
    }
    let mut reader = Reader::open(dir.path()).expect("what files hold is no error");
    let mut again: Vec<u8> = Vec::new();
    while let Some(record) = reader.next_record().expect("what files hold is no error") {
        again.extend(encoded(&record));
    }
    // Every record that was read lies in the files like that, in this order.
    let mut left = again.as_slice();
    for file in &files {
        let known = (0..=left.len()).rev().find(|n| *n == 0 || contains(file, &left[..*n])).unwrap_or(0);
        left = &left[known..];
    }
    assert!(left.is_empty(), "read what was not written");
    extent(dir.path()).expect("what files hold is no error");
    for offset in [0, 1, u64::MAX] {
        Reader::open_at(dir.path(), offset).expect("what files hold is no error").next_record().expect("nor here");
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A segment made of `part`: each record is its kind, its offset (8 bytes), its length (1 byte) and its payload.
fn segment(part: &[u8], valid: bool) -> Vec<u8> {
    if !valid {
        return part.to_vec();
    }
    let session = "0123456789abcdef".parse().expect("an id");
    let (size, base) = (Size { cols: 80, rows: 24 }, part.first().copied().unwrap_or_default().into());
    let mut bytes = encode_header(&Header { session, generation: 1, segment: 1, base, created: 5, size }).to_vec();
    let mut rest = part;
    while let Some((head, after)) = rest.split_first_chunk::<10>() {
        let [kind, a, b, c, d, e, f, g, h, length] = *head;
        let (payload, after) = after.split_at(after.len().min(length.into()));
        let offset = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        bytes.extend(encoded(&Record { kind: Kind(kind), offset, time: 5, payload: payload.to_vec() }));
        rest = after;
    }
    bytes.extend_from_slice(rest);
    bytes
}

fn encoded(record: &Record) -> Vec<u8> {
    let (head, crc) = frame_record(record.kind, record.offset, record.time, [&record.payload, &[]]);
    let length = u32::try_from(record.payload.len()).expect("a payload is short").to_le_bytes();
    assert!(head.starts_with(&length));
    [&head[..], &record.payload, &crc].concat()
}

#[cfg(test)]
#[path = "../../../fuzz/seeded.rs"]
mod seeded;

#[cfg(test)]
mod tests {
    #[test]
    fn no_bytes_on_a_disk_do_harm() {
        super::seeded::run("log", super::log);
    }
}
