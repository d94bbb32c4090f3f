//! What all records have in common.

use std::fs;

use proptest::prelude::*;

use super::*;

fn ack(path: &Path) -> Ack {
    read::<Ack>(path).unwrap().record().expect("it can be read")
}

#[test]
fn fields_of_a_newer_build_are_kept_when_a_record_is_rewritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ack-1.json");
    fs::write(&path, r#"{"format":7,"reader":1,"intent":1,"at":5,"mood":{"good":true}}"#).unwrap();
    let record = ack(&path);
    assert!(record.intent == 1 && record.unknown.contains_key("mood"));
    write(&path, &Ack { at: 6, ..record }).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("mood") && text.contains("\"format\": 7") && text.contains("\"reader\": 1"), "{text}");
    assert_eq!(ack(&path).at, 6);
}

#[test]
fn a_record_that_needs_a_newer_reader_is_named_and_not_read() {
    assert_eq!(parse::<Ack>(br#"{"format":9,"reader":2,"intent":"x"}"#), Found::Newer { format: 9 });
}

#[test]
fn a_damaged_record_is_set_aside_and_stays_readable_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ack-1.json");
    fs::write(&path, b"{\"format\":1,").unwrap();
    assert!(matches!(read::<Ack>(&path).unwrap(), Found::Damaged { .. }));
    let aside = set_aside(&path).unwrap();
    assert_eq!(fs::read(aside).unwrap(), b"{\"format\":1,");
    assert_eq!(read::<Ack>(&path).unwrap(), Found::Absent);
}

#[test]
fn what_is_no_record_is_set_aside_when_it_is_replaced() {
    let record = Ack { intent: 1, at: 5, unknown: Map::new() };
    for (there, kept) in [
        ("{\"format\":1,", true),
        (r#"{"format":9,"reader":2}"#, true),
        (r#"{"format":1,"reader":1,"intent":2,"at":1}"#, false),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ack-1.json");
        fs::write(&path, there).unwrap();
        replace(&path, &record).unwrap();
        assert_eq!(ack(&path), record);
        let found =
            fs::read_dir(dir.path()).unwrap().any(|entry| fs::read(entry.unwrap().path()).unwrap() == there.as_bytes());
        assert_eq!(found, kept, "{there}");
    }
}

#[test]
fn a_directory_in_a_records_place_is_damage_and_no_panic() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(read::<Ack>(dir.path()).unwrap(), Found::Damaged { .. }));
}

proptest! {
    #[test]
    fn a_truncated_record_is_never_taken_for_a_whole_one(cut in 0usize..60) {
        let whole = bytes(&Ack { intent: 1, at: 5, unknown: Map::new() }).unwrap();
        // Without its last byte, the line feed, it is still whole.
        prop_assume!(cut < whole.len() - 1);
        let found = parse::<Ack>(&whole[..cut]);
        prop_assert!(matches!(found, Found::Damaged { .. }), "{:?}", found);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse::<EndRecord>(&bytes);
        let _ = parse::<SessionRecord>(&bytes);
    }
}
