//! Finds which records of a run cannot be read, whether or not anything depends on them, and says so in the log and in
//! the journal. It changes nothing. Blocking.

use std::fmt;
use std::path::{Path, PathBuf};

use protocol::timeline::What;
use store::journal::Entry;
use store::records::{self, Ack, Closed, EndRecord, Found, Host, IntentRecord, Launch, Record};

use super::close::RunFiles;

/// A record that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The record.
    pub path: PathBuf,
    /// Why.
    pub trouble: Trouble,
}

/// Why a record cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It holds no record.
    Damaged(String),
    /// A newer Holdfast wrote it, in this format.
    Newer(u32),
    /// The file system fails.
    Unreadable(String),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.trouble {
            Trouble::Damaged(why) => write!(f, "{path} cannot be read: {why}"),
            Trouble::Newer(format) => write!(f, "{path} was written by a newer Holdfast (format {format})"),
            Trouble::Unreadable(why) => write!(f, "reading {path}: {why}"),
        }
    }
}

/// Looks at every record of the run and says what is wrong with them. Returns a sentence each.
pub fn tell(files: &RunFiles) -> Vec<String> {
    let found: Vec<String> = find(files).iter().map(Flaw::to_string).collect();
    found.iter().for_each(|sentence| tracing::warn!("{sentence}"));
    found
}

/// Looks at every record of the run.
pub fn find(files: &RunFiles) -> Vec<Flaw> {
    let mut found = vec![
        one::<Launch>(&files.path("launch.json")),
        one::<Host>(&files.path("host.json")),
        one::<EndRecord>(&files.path("end.json")),
        one::<Closed>(&files.path("closed.json")),
    ];
    for number in files.intents().unwrap_or_default() {
        found.push(one::<IntentRecord>(&files.path(&format!("intent-{number}.json"))));
        found.push(one::<Ack>(&files.path(&format!("ack-{number}.json"))));
    }
    found.into_iter().flatten().collect()
}

/// What the journal is told of it: not why, because that may name what the record holds.
pub fn entry(sentence: &str) -> Entry {
    const TOLD: &str = " cannot be read";
    let end = sentence.find(TOLD).map_or(sentence.len(), |at| at + TOLD.len());
    Entry::now(What::Damaged, &sentence[..end])
}

/// Looks at one record. One that is not there has no flaw.
pub fn one<T: Record>(path: &Path) -> Option<Flaw> {
    let trouble = match records::read::<T>(path) {
        Ok(Found::Absent | Found::Record(_)) => return None,
        Ok(Found::Damaged { why }) => Trouble::Damaged(why),
        Ok(Found::Newer { format }) => Trouble::Newer(format),
        Err(error) => Trouble::Unreadable(error.to_string()),
    };
    Some(Flaw { path: path.to_owned(), trouble })
}
