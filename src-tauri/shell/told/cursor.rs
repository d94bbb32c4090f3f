//! How much of what was told this app has seen, kept in `app/notifications.json` over its restarts. A file that cannot be read
//! is an empty one: at worst something is told twice that is not two minutes old.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The greatest change that was seen.
#[derive(Debug)]
pub struct Cursor {
    path: PathBuf,
    at: u64,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct Seen {
    format: u32,
    /// The greatest `change` of a notification that was seen.
    cursor: u64,
}

impl Cursor {
    /// As it was last kept. `dir`: the app's own.
    pub fn read(dir: &Path) -> Self {
        let path = dir.join("notifications.json");
        let seen = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Seen>(&bytes).ok());
        Self { path, at: seen.map_or(0, |seen| seen.cursor) }
    }

    /// How far it is.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// It is there now. A disk that refuses is logged: then a restart may tell something twice.
    pub fn keep(&mut self, at: u64) {
        self.at = at;
        if let Err(error) = self.write() {
            tracing::warn!(%error, "writing {}", self.path.display());
        }
    }

    fn write(&self) -> io::Result<()> {
        let aside = self.path.with_extension("json.new");
        fs::write(&aside, serde_json::to_vec(&Seen { format: 1, cursor: self.at })?)?;
        fs::rename(&aside, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_there_after_a_restart_and_damage_is_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        let mut cursor = Cursor::read(dir.path());
        assert_eq!(cursor.at(), 0);
        cursor.keep(7);
        assert_eq!(Cursor::read(dir.path()).at(), 7);
        fs::write(dir.path().join("notifications.json"), "{").unwrap();
        assert_eq!(Cursor::read(dir.path()).at(), 0);
    }
}
