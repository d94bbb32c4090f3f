//! Says in the log which records of a run cannot be read, whether or not anything depends on them. It changes nothing.
//! Blocking.

use std::path::Path;

use store::records::{self, Ack, Closed, EndRecord, Found, Host, IntentRecord, Launch, Record};

use super::close::RunFiles;

/// Looks at every record of the run.
pub fn tell(files: &RunFiles) {
    tell_one::<Launch>(&files.path("launch.json"));
    tell_one::<Host>(&files.path("host.json"));
    tell_one::<EndRecord>(&files.path("end.json"));
    tell_one::<Closed>(&files.path("closed.json"));
    for number in files.intents().unwrap_or_default() {
        tell_one::<IntentRecord>(&files.path(&format!("intent-{number}.json")));
        tell_one::<Ack>(&files.path(&format!("ack-{number}.json")));
    }
}

fn tell_one<T: Record>(path: &Path) {
    match records::read::<T>(path) {
        Ok(Found::Damaged { why }) => tracing::warn!("{} cannot be read: {why}", path.display()),
        Ok(Found::Newer { format }) => {
            tracing::warn!("{} was written by a newer Holdfast (format {format})", path.display());
        }
        Ok(Found::Absent | Found::Record(_)) => {}
        Err(error) => tracing::warn!("reading {}: {error}", path.display()),
    }
}
