//! Reading a journal, also while its daemon writes it. It changes nothing.

use std::io;
use std::path::Path;

use protocol::id::SessionId;

use super::Entry;
use crate::lines::{self, files, parse};

/// What can be read of a journal.
pub type Contents = lines::Contents<Entry>;

/// Reads all of it. A journal that is not there is empty.
///
/// # Errors
/// Where the file system fails; what lies in the files is never an error.
pub fn read(dir: &Path) -> io::Result<Contents> {
    lines::read(dir)
}

/// The entries about one session, oldest first. What cannot be read is left out.
pub fn of_session(dir: &Path, id: &SessionId) -> Vec<Entry> {
    let mut found = Vec::new();
    for first in files::list(dir).unwrap_or_default() {
        let bytes = lines::bytes(&files::path(dir, first)).ok().flatten().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        // Looking for the id is much faster than reading every line as an entry.
        let named = text.lines().filter(|line| line.contains(id.as_str()));
        let entries = named.filter_map(|line| parse::<Entry>(line.as_bytes()));
        found.extend(entries.filter(|entry| entry.session.as_ref() == Some(id)));
    }
    found
}

/// The newest entry. `None` where there is none or nothing can be read.
pub fn newest(dir: &Path) -> Option<Entry> {
    lines::newest(dir)
}
