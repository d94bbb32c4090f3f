//! The records on disk, one file each, and the reading and writing that all share.
//!
//! | record | writer |
//! |---|---|
//! | `daemon.json`, `last-stop.json`, `decisions.json`, `farewells.json` | daemon |
//! | `session.json`, `launch.json`, `intent-<n>.json`, `closed.json`, `queue/prompts.json` | daemon |
//! | `host.json`, `ack-<n>.json`, `agent.json`, `end.json` | host |
//!
//! A record is a JSON object with `format` (what wrote it) and `reader` (the least format that a reader must know).
//! Fields that this build does not know are kept when it is rewritten.

mod ack;
mod agent;
mod closed;
mod daemon;
mod decisions;
mod end;
mod farewells;
mod host;
mod intent;
mod last_stop;
mod launch;
mod queue;
mod session;

use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::disk;
use crate::durable::{self, Sync};

pub use ack::Ack;
pub use agent::{AgentRecord, Conversation};
pub use closed::Closed;
pub use daemon::Daemon;
pub use decisions::{Decision, Decisions};
pub use end::{EndRecord, RESERVE, SignalSeen};
pub use farewells::{Farewell, FarewellKind, Farewells};
pub use host::Host;
pub use intent::IntentRecord;
pub use last_stop::{LastStop, StopRow, StopState};
pub use launch::Launch;
pub use queue::QueueRecord;
pub use session::{ArchivePending, QueuedStart, SessionRecord};

/// The format that this build writes.
pub const FORMAT: u32 = 1;
/// No record is longer; a longer file is damaged.
const LONGEST: u64 = 4 * 1024 * 1024;

/// A record of one kind.
pub trait Record: Serialize + DeserializeOwned {
    /// How sure a write must be.
    const SYNC: Sync = Sync::Durable;
    /// Fields of a newer build, kept when the record is rewritten.
    fn unknown(&mut self) -> &mut Map<String, Value>;
}

/// What a look at a record's file found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<T> {
    /// There is no such file.
    Absent,
    /// Here it is.
    Record(T),
    /// A newer Holdfast wrote it, and this one may not read it.
    Newer {
        /// Its format.
        format: u32,
    },
    /// It cannot be read. The file is left as it is.
    Damaged {
        /// Why, for people.
        why: String,
    },
}

impl<T> Found<T> {
    /// The record, where there is one.
    pub fn record(self) -> Option<T> {
        match self {
            Self::Record(record) => Some(record),
            Self::Absent | Self::Newer { .. } | Self::Damaged { .. } => None,
        }
    }

    /// Whether there is a file of this name, whatever it holds.
    pub fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }
}

#[derive(Deserialize)]
struct Envelope {
    format: u32,
    reader: u32,
}

/// Reads a record.
///
/// # Errors
/// Where the file system fails; what the file holds is never an error.
pub fn read<T: Record>(path: &Path) -> io::Result<Found<T>> {
    let bytes = match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Absent),
        Err(error) => return Err(error),
        Ok(meta) if !meta.is_file() => return Ok(Found::Damaged { why: "it is not a file".to_owned() }),
        Ok(meta) if meta.len() > LONGEST => return Ok(Found::Damaged { why: format!("it has {} bytes", meta.len()) }),
        Ok(_) => std::fs::read(path)?,
    };
    Ok(parse(&bytes))
}

/// Reads a record out of bytes.
pub fn parse<T: Record>(bytes: &[u8]) -> Found<T> {
    let damaged = |error: serde_json::Error| Found::Damaged { why: error.to_string() };
    let format = match serde_json::from_slice::<Envelope>(bytes) {
        Err(error) => return damaged(error),
        Ok(envelope) if envelope.reader > FORMAT => return Found::Newer { format: envelope.format },
        Ok(envelope) => envelope.format,
    };
    match serde_json::from_slice::<T>(bytes) {
        Err(error) => damaged(error),
        Ok(mut record) => {
            // The envelope lands among the unknown fields, because no record declares it. A newer one is kept with the
            // fields that it stands for.
            let newer = format > FORMAT;
            record.unknown().retain(|key, _| newer || (key != "format" && key != "reader"));
            Found::Record(record)
        }
    }
}

/// Writes a record, whatever was there.
///
/// # Errors
/// Whatever the file system says; then the old record is still there.
pub fn write<T: Record>(path: &Path, record: &T) -> io::Result<()> {
    durable::write(path, &bytes(record)?, T::SYNC)
}

/// As [`write()`], but what lies there and is no record to this build (damaged, or of a newer one) is set aside first.
/// Only its writer calls this.
///
/// # Errors
/// Whatever the file system says; then what was there is still there, or set aside.
pub fn replace<T: Record>(path: &Path, record: &T) -> io::Result<()> {
    if matches!(read::<T>(path)?, Found::Damaged { .. } | Found::Newer { .. }) {
        set_aside(path)?;
    }
    write(path, record)
}

/// Writes a record that must not be there yet.
///
/// # Errors
/// `AlreadyExists`, or whatever the file system says.
pub fn create<T: Record>(path: &Path, record: &T) -> io::Result<()> {
    durable::create(path, &bytes(record)?, T::SYNC)
}

/// As [`create()`], but its name outlives a power cut only once the caller has synced its directory.
///
/// # Errors
/// As there; then nothing is there.
pub fn create_content<T: Record>(path: &Path, record: &T) -> io::Result<()> {
    durable::create(path, &bytes(record)?, Sync::Content)
}

/// Sets a damaged record aside under a name of its own, so that nothing overwrites it. Only its writer calls this.
///
/// # Errors
/// Whatever the file system says.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".bad-{}", crate::now_ms()));
    let aside = PathBuf::from(name);
    disk::rename(path, &aside)?;
    durable::sync_parent(path)?;
    Ok(aside)
}

/// The bytes of a record as they lie on disk.
///
/// # Errors
/// Where it cannot be written as JSON, which is a fault of ours.
pub fn bytes<T: Record>(record: &T) -> io::Result<Vec<u8>> {
    let Value::Object(fields) = serde_json::to_value(record)? else {
        return Err(io::Error::other("a record is a JSON object"));
    };
    let mut object = Map::new();
    object.insert("format".to_owned(), FORMAT.into());
    object.insert("reader".to_owned(), 1.into());
    object.extend(fields);
    let mut bytes = serde_json::to_vec_pretty(&object)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Declares that a struct with a field `unknown` is a record.
macro_rules! record {
    ($type:ty $(, $sync:expr)?) => {
        impl $crate::records::Record for $type {
            $(const SYNC: $crate::durable::Sync = $sync;)?
            fn unknown(&mut self) -> &mut serde_json::Map<String, serde_json::Value> {
                &mut self.unknown
            }
        }
    };
}
use record;

#[cfg(test)]
mod tests;
