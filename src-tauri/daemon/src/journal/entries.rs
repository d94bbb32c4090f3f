//! What the journal is told where somebody asked for something, and of the daemon itself. What only changes by itself is
//! told by the session that it happens to. Never a secret: arguments, prompts and values of the environment stay out.

use std::path::Path;

use protocol::end::Actor;
use protocol::hello::GoodbyeReason;
use protocol::id::{Generation, SessionId};
use protocol::requests::{DaemonStatus, RestoredRow};
use protocol::timeline::What;
use serde_json::{json, to_value};
use store::journal::Entry;
use store::records::SessionRecord;

/// A daemon started.
pub fn daemon_started(status: &DaemonStatus) -> Entry {
    let boot = store::process::boot_id().unwrap_or_else(|_| "unknown".to_owned());
    Entry::now(What::DaemonStarted, "a daemon started")
        .with("pid", status.pid)
        .with("version", status.version.as_str())
        .with("owner", to_value(status.owner).unwrap_or_default())
        .with("boot", boot)
}

/// It leaves.
pub fn daemon_left(reason: GoodbyeReason) -> Entry {
    let reason = to_value(reason).unwrap_or_default();
    Entry::now(What::DaemonLeft, "the daemon left").with("pid", std::process::id()).with("reason", reason)
}

/// The settings cannot be read.
pub fn settings_malformed(why: &str) -> Entry {
    Entry::now(What::SettingsMalformed, why)
}

/// Somebody made a session.
pub fn made(record: &SessionRecord, by: &Actor) -> Entry {
    let spec = &record.spec;
    let program = spec.command.first().and_then(|program| Path::new(program).file_name());
    let names: Vec<&String> = spec.env.keys().collect();
    let entry = Entry::now(What::Made, "made").of(&record.id, 0).by(by.as_str());
    let entry = entry.with("name", record.name.as_str()).with("environment", json!(names));
    let entry = entry.with("program", program.unwrap_or_default().to_string_lossy());
    match &spec.prompt {
        Some(prompt) => entry.with("prompt", store::journal::fingerprint(prompt)),
        None => entry,
    }
}

/// Somebody wiped a session.
pub fn removed(id: &SessionId, generation: Generation, by: &Actor) -> Entry {
    Entry::now(What::Removed, "wiped").of(id, generation).by(by.as_str())
}

/// Somebody does not want a run back.
pub fn declined(id: &SessionId, generation: Generation, by: &Actor) -> Entry {
    Entry::now(What::Declined, "not wanted back").of(id, generation).by(by.as_str())
}

/// Somebody brought sessions back. What could not be started has told that itself.
pub fn restored(rows: &[RestoredRow], by: &Actor) -> Vec<Entry> {
    let back = rows.iter().filter_map(|row| Some((&row.id, row.generation?)));
    back.map(|(id, generation)| Entry::now(What::Restored, "brought back").of(id, generation).by(by.as_str())).collect()
}

/// Somebody stops everything.
pub fn full_stop(sessions: usize, by: &Actor) -> Entry {
    Entry::now(What::FullStop, "everything is stopped").by(by.as_str()).with("sessions", sessions)
}
