//! Numbers without gaps or doubles, whatever was torn, spoiled, rotated or full.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::lines::{Limits, Open, files, parse};

const SMALL: Limits = Limits { bytes: 400, files: 3 };

fn entry(text: &str) -> Entry {
    Entry::now(What::Started, text).of(&"0123456789abcdef".parse().unwrap(), 1).by("user")
}

fn append(dir: &Path, limits: Limits, texts: &[&str]) {
    Writer::new(dir, limits).append(texts.iter().map(|text| entry(text)).collect(), 0).unwrap();
}

fn numbers(dir: &Path) -> Vec<u64> {
    read(dir).unwrap().entries.iter().map(|entry| entry.number).collect()
}

fn paths(dir: &Path) -> Vec<PathBuf> {
    files::list(dir).unwrap().into_iter().map(|first| files::path(dir, first)).collect()
}

fn is_contiguous(numbers: &[u64]) -> bool {
    numbers.windows(2).all(|pair| pair[0] + 1 == pair[1])
}

#[test]
fn names_and_numbers_that_nobody_can_count_on_from_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    append(dir.path(), SMALL, &["a"]);
    fs::write(dir.path().join(format!("{}.jsonl", u64::MAX)), "").unwrap();
    let mut text = fs::read_to_string(&paths(dir.path())[0]).unwrap();
    text.push_str(&text.replace("\"n\":1,", &format!("\"n\":{},", u64::MAX)));
    fs::write(&paths(dir.path())[0], text).unwrap();
    append(dir.path(), SMALL, &["b"]);
    assert_eq!(numbers(dir.path()), [1, 2]);
}

#[test]
fn entries_are_numbered_from_1_across_restarts_and_found_by_session() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("journal");
    assert_eq!(read(&dir).unwrap(), Contents::default());
    append(&dir, LIMITS, &["a", "b"]);
    Writer::new(&dir, LIMITS).append(vec![Entry::now(What::DaemonStarted, "c")], 0).unwrap();
    assert_eq!(numbers(&dir), [1, 2, 3]);
    let found = of_session(&dir, &"0123456789abcdef".parse().unwrap());
    assert_eq!(found.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(of_session(&dir, &"fedcba9876543210".parse().unwrap()), []);
}

#[test]
fn fields_of_a_newer_build_are_kept_and_its_words_are_unknown() {
    let line = r#"{"n":1,"at":2,"what":"cloned","mood":{"good":true}}"#;
    let entry = parse::<Entry>(line.as_bytes()).unwrap();
    assert_eq!(entry.what, What::Unknown);
    assert!(serde_json::to_string(&entry).unwrap().contains(r#""mood":{"good":true}"#));
}

#[test]
fn what_could_not_be_written_is_counted_by_the_next_entry_and_takes_no_number() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("journal");
    let mut writer = Writer::new(&dir, LIMITS);
    writer.append(vec![entry("a")], 0).unwrap();
    writer.open = None;
    let aside = home.path().join("aside");
    fs::rename(&dir, &aside).unwrap();
    fs::write(&dir, "not a directory").unwrap();
    assert!(writer.append(vec![entry("b"), entry("c")], 0).is_err());
    assert!(writer.append(vec![entry("d")], 4).is_err());
    fs::remove_file(&dir).unwrap();
    fs::rename(&aside, &dir).unwrap();
    writer.append(vec![entry("e")], 0).unwrap();
    let entries = read(&dir).unwrap().entries;
    let told: Vec<_> = entries.iter().map(|entry| (entry.number, entry.text.as_str())).collect();
    assert_eq!(told, [(1, "a"), (2, "7 entries could not be written"), (3, "e")]);
    assert_eq!(entries[1].detail["entries"], 7);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", files::path(home.path(), 1)).unwrap();
    // Reading /dev/full never ends, so the file is opened by hand.
    let file = fs::OpenOptions::new().append(true).open("/dev/full").unwrap();
    let mut writer = Writer::new(home.path(), LIMITS);
    writer.open = Some(Open { file, length: 0, next: 1 });
    assert_eq!(writer.append(vec![entry("a")], 0).unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    assert!(writer.open.is_none() && writer.dropped == 1);
}

#[cfg(target_os = "linux")]
#[test]
fn of_entries_that_did_not_all_fit_none_is_there() {
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    let home = tempfile::tempdir().unwrap();
    // A file that has room for one page.
    let file = fs::File::from(memfd_create("journal", MemfdFlags::ALLOW_SEALING).unwrap());
    file.set_len(4096).unwrap();
    fcntl_add_seals(&file, SealFlags::GROW).unwrap();
    let mut writer = Writer::new(home.path(), LIMITS);
    writer.open = Some(Open { file: file.try_clone().unwrap(), length: 0, next: 1 });
    let entries = (0..100).map(|number| entry(&number.to_string())).collect();
    writer.append(entries, 0).unwrap_err();
    assert_eq!((file.metadata().unwrap().len(), writer.dropped), (0, 100));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read_as_one() {
    let home = tempfile::tempdir().unwrap();
    append(home.path(), LIMITS, &["one"]);
    assert!(std::process::Command::new("mkfifo").arg(files::path(home.path(), 2)).status().unwrap().success());
    fs::create_dir(files::path(home.path(), 3)).unwrap();
    let (said, heard) = std::sync::mpsc::channel();
    let dir = home.path().to_owned();
    std::thread::spawn(move || said.send((newest(&dir), read(&dir))).is_ok());
    let limit = std::time::Duration::from_secs(10);
    let (newest, all) = heard.recv_timeout(limit).expect("nobody writes into a pipe there");
    assert_eq!((newest.unwrap().text, all.unwrap().entries.len()), ("one".to_owned(), 1));
    append(home.path(), LIMITS, &["two"]);
    assert_eq!(numbers(home.path()), [1, 2]);
}

proptest! {
    #[test]
    fn a_torn_tail_is_cut_and_every_whole_line_keeps_its_number(cut in 0usize..2000) {
        let home = tempfile::tempdir().unwrap();
        append(home.path(), LIMITS, &["one", "two", "three", "four"]);
        let path = paths(home.path()).pop().unwrap();
        let bytes = fs::read(&path).unwrap();
        let torn = &bytes[..cut.min(bytes.len())];
        fs::write(&path, torn).unwrap();
        let whole = torn.iter().filter(|byte| **byte == b'\n').count() as u64;
        prop_assert_eq!(numbers(home.path()), (1..=whole).collect::<Vec<_>>());
        append(home.path(), LIMITS, &["after"]);
        prop_assert_eq!(numbers(home.path()), (1..=whole + 1).collect::<Vec<_>>());
        prop_assert_eq!(read(home.path()).unwrap().garbage, Vec::<String>::new());
    }

    #[test]
    fn a_garbage_line_is_skipped_and_named(garbage in prop::collection::vec(any::<u8>(), 0..80), at in 0usize..4) {
        let home = tempfile::tempdir().unwrap();
        append(home.path(), LIMITS, &["one", "two", "three"]);
        let path = paths(home.path()).pop().unwrap();
        let bytes = fs::read(&path).unwrap();
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let mut garbage = garbage;
        garbage.retain(|byte| *byte != b'\n');
        garbage.push(b'\n');
        lines.insert(at, &garbage);
        fs::write(&path, lines.concat()).unwrap();
        let contents = read(home.path()).unwrap();
        prop_assert_eq!(contents.entries.len(), 3);
        prop_assert_eq!(contents.garbage.len(), 1);
        prop_assert_eq!(&contents.garbage[0], &format!("000000000001.jsonl:{}", at + 1));
        append(home.path(), LIMITS, &["after"]);
        prop_assert_eq!(numbers(home.path()), [1, 2, 3, 4]);
    }

    #[test]
    fn rotation_keeps_the_newest_entries_and_bounds_the_files(
        batches in prop::collection::vec((prop::collection::vec(0usize..300, 1..4), any::<bool>()), 1..40),
    ) {
        let home = tempfile::tempdir().unwrap();
        let mut writer = Writer::new(home.path(), SMALL);
        let mut total = 0;
        for (sizes, restart) in batches {
            if restart {
                writer = Writer::new(home.path(), SMALL);
            }
            total += sizes.len() as u64;
            writer.append(sizes.into_iter().map(|size| entry(&"x".repeat(size))).collect(), 0).unwrap();
        }
        let numbers = numbers(home.path());
        prop_assert!(is_contiguous(&numbers), "{:?}", numbers);
        prop_assert_eq!(numbers.last(), Some(&total));
        let paths = paths(home.path());
        prop_assert!(paths.len() <= SMALL.files);
        for path in paths {
            // Beyond the limit by at most one batch.
            prop_assert!(fs::metadata(path).unwrap().len() < SMALL.bytes + 3 * 500);
        }
    }
}
