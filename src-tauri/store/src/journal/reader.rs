//! Reading a journal, also while its daemon writes it. A line that is no entry is skipped and counted; a last line that is
//! still being written is none yet. It changes nothing.

use std::fs;
use std::io;
use std::path::Path;

use protocol::id::SessionId;

use super::{Entry, files};

/// What can be read of a journal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// The entries, oldest first.
    pub entries: Vec<Entry>,
    /// Lines that are none, as `<file>:<line>`.
    pub garbage: Vec<String>,
}

/// Reads all of it. A journal that is not there is empty.
///
/// # Errors
/// Where the file system fails; what lies in the files is never an error.
pub fn read(dir: &Path) -> io::Result<Contents> {
    let mut contents = Contents::default();
    let files = files::list(dir)?;
    for first in &files {
        let path = files::path(dir, *first);
        let Some(bytes) = bytes(&path)? else { continue };
        let is_newest = files.last() == Some(first);
        for (at, line) in lines(&bytes, is_newest).enumerate() {
            match entry(line) {
                Some(entry) => contents.entries.push(entry),
                None => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    contents.garbage.push(format!("{name}:{}", at + 1));
                }
            }
        }
    }
    Ok(contents)
}

/// The entries about one session, oldest first. What cannot be read is left out.
pub fn of_session(dir: &Path, id: &SessionId) -> Vec<Entry> {
    let mut found = Vec::new();
    for first in files::list(dir).unwrap_or_default() {
        let bytes = bytes(&files::path(dir, first)).ok().flatten().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        // Looking for the id is much faster than reading every line as an entry.
        let named = text.lines().filter(|line| line.contains(id.as_str()));
        found
            .extend(named.filter_map(|line| entry(line.as_bytes())).filter(|entry| entry.session.as_ref() == Some(id)));
    }
    found
}

/// The newest entry. `None` where there is none or nothing can be read.
pub fn newest(dir: &Path) -> Option<Entry> {
    files::list(dir).ok()?.into_iter().rev().find_map(|first| {
        let bytes = bytes(&files::path(dir, first)).ok()??;
        whole(&bytes).rsplit(|byte| *byte == b'\n').find_map(entry)
    })
}

/// An entry out of a line.
pub(super) fn entry(line: &[u8]) -> Option<Entry> {
    serde_json::from_slice(line).ok().filter(|entry: &Entry| entry.number < files::MOST)
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

/// `None` where the file went away with the oldest entries meanwhile.
fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}
