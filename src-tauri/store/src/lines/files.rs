//! The files of numbered lines: `<number of the first line>.jsonl`. Other names there are left alone, and what is no file: a
//! pipe would be waited for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const ENDING: &str = ".jsonl";
/// Nobody has so many lines: a name or a line with such a number is not ours, and nothing is counted on from it.
pub(crate) const MOST: u64 = 1 << 60;

/// The file whose first line has this number.
pub(crate) fn path(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{first:012}{ENDING}"))
}

/// The numbers that files begin with, in order. None where there is no directory.
pub(crate) fn list(dir: &Path) -> io::Result<Vec<u64>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        outcome => outcome?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if !entry.file_type()?.is_file() {
            continue;
        }
        let name = entry.file_name();
        found.extend(
            name.to_str().and_then(|name| name.strip_suffix(ENDING)?.parse::<u64>().ok()).filter(|first| *first < MOST),
        );
    }
    found.sort_unstable();
    Ok(found)
}
