//! The log after every accident that a disk or a kill can bring about.

use std::fs;

use proptest::prelude::*;

use super::*;

const SIZE: Size = Size { cols: 80, rows: 24 };

fn run() -> Run {
    Run { session: "0123456789abcdef".parse().unwrap(), generation: 3 }
}

fn read_all(dir: &Path) -> (Vec<Record>, Vec<Damage>) {
    let mut reader = Reader::open(dir).unwrap();
    let mut records = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        records.push(record);
    }
    (records, reader.damage().cloned().collect())
}

fn data(records: &[Record]) -> Vec<u8> {
    records.iter().filter(|record| record.kind == Kind::DATA).flat_map(|record| record.payload.clone()).collect()
}

/// A log of these pieces, with a new segment before each index in `rolls`.
fn write(dir: &Path, pieces: &[Vec<u8>], rolls: &[usize]) {
    let mut writer = Writer::create(dir, run(), SIZE).unwrap();
    let mut offset = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if rolls.contains(&index) {
            writer.roll(offset, 7, SIZE, &vec![b's'; 70_000]).unwrap();
        }
        writer.data(offset, 5, piece).unwrap();
        offset += piece.len() as u64;
    }
}

#[test]
fn what_was_written_is_read_back_and_the_header_says_whose() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(dir.path(), run(), SIZE).unwrap();
    writer.data(0, 5, b"hello").unwrap();
    writer.resize(5, 6, Size { cols: 100, rows: 30 }).unwrap();
    let mut reader = Reader::open(dir.path()).unwrap();
    assert_eq!(reader.header().unwrap().session, run().session);
    assert_eq!((reader.header().unwrap().generation, reader.header().unwrap().size), (3, SIZE));
    assert_eq!(reader.next_record().unwrap().unwrap().payload, b"hello");
    assert_eq!(reader.next_record().unwrap().unwrap().size(), Some(Size { cols: 100, rows: 30 }));
    assert_eq!(reader.next_record().unwrap(), None);
    assert_eq!(reader.damage().count(), 0);
}

#[test]
fn a_reader_at_the_end_goes_on_as_the_log_grows_over_segments() {
    let dir = tempfile::tempdir().unwrap();
    let mut reader = Reader::open(&dir.path().join("log")).unwrap();
    assert_eq!(reader.next_record().unwrap(), None);
    let mut writer = Writer::create(&dir.path().join("log"), run(), SIZE).unwrap();
    assert_eq!(reader.next_record().unwrap(), None);
    writer.data(0, 5, b"one").unwrap();
    assert_eq!(reader.next_record().unwrap().unwrap().payload, b"one");
    assert_eq!(reader.next_record().unwrap(), None);
    writer.data(3, 5, b"two").unwrap();
    writer.roll(6, 5, SIZE, b"snapshot").unwrap();
    writer.data(6, 5, b"three").unwrap();
    assert_eq!(reader.next_record().unwrap().unwrap().payload, b"two");
    assert_eq!(reader.next_record().unwrap().unwrap().snapshot_piece(), Some((0, &b"snapshot"[..])));
    assert_eq!(reader.next_record().unwrap().unwrap().payload, b"three");
    assert_eq!(reader.next_record().unwrap(), None);
}

#[test]
fn a_long_snapshot_spans_records_that_count_down() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &[b"a".to_vec(), b"b".to_vec()], &[1]);
    let mut reader = Reader::open_at(dir.path(), 1).unwrap();
    assert_eq!(reader.header().unwrap().base, 1);
    let mut lefts = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        lefts.extend(record.snapshot_piece().map(|(left, piece)| (left, piece.len())));
    }
    assert_eq!(lefts, [(70_000 - 65_532, 65_532), (0, 70_000 - 65_532)]);
    assert_eq!(Reader::open_at(dir.path(), 0).unwrap().header().unwrap().base, 0);
}

#[test]
fn a_segment_of_a_newer_format_is_named_and_skipped() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &[b"a".to_vec(), b"b".to_vec()], &[1]);
    let path = segment_path(dir.path(), 1);
    let mut bytes = fs::read(&path).unwrap();
    bytes[10] = 9;
    let crc = crc32fast::hash(&bytes[..format::HEADER - 4]).to_le_bytes();
    bytes[format::HEADER - 4..format::HEADER].copy_from_slice(&crc);
    fs::write(&path, bytes).unwrap();
    let (records, damage) = read_all(dir.path());
    assert_eq!(data(&records), b"b");
    assert_eq!(damage, [Damage { segment: 1, position: 0, flaw: Flaw::Newer }]);
}

#[test]
fn the_layout_is_as_shipped() {
    let dir = tempfile::tempdir().unwrap();
    Writer::create(dir.path(), run(), SIZE).unwrap().data(1, 2, b"hi").unwrap();
    let bytes = fs::read(segment_path(dir.path(), 1)).unwrap();
    assert_eq!(&bytes[..16], b"HFASTLOG\x01\0\x01\0\x40\0\0\0");
    assert_eq!(&bytes[16..40], b"0123456789abcdef\x03\0\0\0\x01\0\0\0");
    assert_eq!(&bytes[56..60], [80, 0, 24, 0]);
    assert_eq!(&bytes[64..87], [2, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, b'h', b'i']);
    assert_eq!(bytes[87..], crc32fast::hash(&bytes[68..87]).to_le_bytes());
}

#[cfg(unix)]
#[test]
fn segments_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    Writer::create(&log, run(), SIZE).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&log), mode(&segment_path(&log, 1))), (0o700, 0o600));
    let again = Writer::create(&log, run(), SIZE).unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
}

fn pieces() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_log_cut_anywhere_gives_a_prefix_of_its_records(pieces in pieces(), cut in any::<prop::sample::Index>()) {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &pieces, &[]);
        let (whole, _) = read_all(dir.path());
        let path = segment_path(dir.path(), 1);
        let bytes = fs::read(&path).unwrap();
        let at = cut.index(bytes.len());
        fs::write(&path, &bytes[..at]).unwrap();
        let (records, damage) = read_all(dir.path());
        prop_assert!(whole.starts_with(&records));
        prop_assert!(damage.len() <= 1);
        prop_assert_eq!(fs::read(&path).unwrap().len(), at, "reading changes nothing");
    }

    #[test]
    fn a_flipped_byte_hides_what_follows_in_its_segment_only(
        pieces in pieces(), place in any::<prop::sample::Index>(), flip in 1u8..,
    ) {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &pieces, &[pieces.len() / 2]);
        let (whole, _) = read_all(dir.path());
        let (first, second) = (segment_path(dir.path(), 1), segment_path(dir.path(), 2));
        let mut bytes = fs::read(&first).unwrap();
        let at = place.index(bytes.len());
        bytes[at] ^= flip;
        fs::write(&first, bytes).unwrap();
        let (records, damage) = read_all(dir.path());
        prop_assert!(records.len() < whole.len() || at < format::HEADER);
        // Format and reserved bytes of the header change nothing by themselves, but its checksum covers them.
        prop_assert_eq!(damage.len(), 1);
        let rest = if second.exists() { whole.iter().position(|record| record.kind == Kind::SNAPSHOT).unwrap() } else { whole.len() };
        let kept = records.len() - (whole.len() - rest);
        prop_assert_eq!(&records[..kept], &whole[..kept]);
        prop_assert_eq!(&records[kept..], &whole[rest..]);
    }
}
