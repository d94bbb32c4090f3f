//! Says in the log and in the journal which records of a run cannot be read, whether or not anything depends on them. It
//! changes nothing. Blocking.

use std::path::Path;

use protocol::timeline::What;
use store::journal::Entry;
use store::records::{self, Ack, Closed, EndRecord, Found, Host, IntentRecord, Launch, Record};

use super::close::RunFiles;

/// Looks at every record of the run. Returns a sentence for each that cannot be read.
pub fn tell(files: &RunFiles) -> Vec<String> {
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
    let found: Vec<String> = found.into_iter().flatten().collect();
    found.iter().for_each(|sentence| tracing::warn!("{sentence}"));
    found
}

/// What the journal is told of it: not why, because that may name what the record holds.
pub fn entry(sentence: &str) -> Entry {
    const TOLD: &str = " cannot be read";
    let end = sentence.find(TOLD).map_or(sentence.len(), |at| at + TOLD.len());
    Entry::now(What::Damaged, &sentence[..end])
}

fn one<T: Record>(path: &Path) -> Option<String> {
    match records::read::<T>(path) {
        Ok(Found::Damaged { why }) => Some(format!("{} cannot be read: {why}", path.display())),
        Ok(Found::Newer { format }) => {
            Some(format!("{} was written by a newer Holdfast (format {format})", path.display()))
        }
        Ok(Found::Absent | Found::Record(_)) => None,
        Err(error) => Some(format!("reading {}: {error}", path.display())),
    }
}
