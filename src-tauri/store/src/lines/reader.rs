//! Reading numbered lines, also while they are written. A line that is none of the kind is skipped and counted; a last line
//! that is still being written is none yet. It changes nothing.

use std::fs;
use std::io;
use std::path::Path;

use super::{Line, files};

/// What can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents<L> {
    /// The lines, oldest first.
    pub entries: Vec<L>,
    /// Lines that are none, as `<file>:<line>`.
    pub garbage: Vec<String>,
}

impl<L> Default for Contents<L> {
    fn default() -> Self {
        Self { entries: Vec::new(), garbage: Vec::new() }
    }
}

/// Reads all of it. A directory that is not there is empty.
///
/// # Errors
/// Where the file system fails; what lies in the files is never an error.
pub fn read<L: Line>(dir: &Path) -> io::Result<Contents<L>> {
    let mut contents = Contents::default();
    let files = files::list(dir)?;
    for first in &files {
        let path = files::path(dir, *first);
        let Some(bytes) = bytes(&path)? else { continue };
        let is_newest = files.last() == Some(first);
        for (at, line) in lines(&bytes, is_newest).enumerate() {
            match parse(line) {
                Some(line) => contents.entries.push(line),
                None => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    contents.garbage.push(format!("{name}:{}", at + 1));
                }
            }
        }
    }
    Ok(contents)
}

/// The newest line. `None` where there is none or nothing can be read.
pub fn newest<L: Line>(dir: &Path) -> Option<L> {
    files::list(dir).ok()?.into_iter().rev().find_map(|first| {
        let bytes = bytes(&files::path(dir, first)).ok()??;
        whole(&bytes).rsplit(|byte| *byte == b'\n').find_map(parse)
    })
}

/// What a line says. `None` where it is none of the kind.
pub fn parse<L: Line>(line: &[u8]) -> Option<L> {
    serde_json::from_slice(line).ok().filter(|line: &L| line.number() < files::MOST)
}

/// The lines of a file, without their ends; of the newest file only whole ones.
pub(super) fn lines(bytes: &[u8], is_newest: bool) -> impl Iterator<Item = &[u8]> {
    let whole = if is_newest { whole(bytes) } else { bytes };
    whole.split_inclusive(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}

/// What comes before a torn tail.
pub(super) fn whole(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)]
}

/// `None` where the file went away with the oldest lines meanwhile.
pub(crate) fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}
