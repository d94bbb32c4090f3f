//! The audit trail of one root: what happened, who did it, one JSON line an entry, in `<root>/journal/`.
//! It explains and decides nothing: records are the truth, and everything works without a journal. One writer, the daemon,
//! while it holds its lock. Never a secret: prompts by length and checksum, environment values by name.
//!
//! Numbers have no gaps: what could not be written gets none, and is counted by an entry of its own.

mod reader;
mod writer;

use protocol::end::Actor;
use protocol::id::{Generation, SessionId};
use protocol::timeline::What;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use reader::{Contents, newest, of_session, read};
pub use writer::{LIMITS, Writer};

use crate::lines::Line;

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1; given by the writer.
    #[serde(rename = "n")]
    pub number: u64,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What happened.
    pub what: What,
    /// To which session. Absent: to the daemon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// To which of its runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// Who did it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The same for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// More for programs.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub detail: Map<String, Value>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Entry {
    /// Something that happens now.
    pub fn now(what: What, text: impl Into<String>) -> Self {
        Self {
            number: 0,
            at: crate::now_ms(),
            what,
            session: None,
            generation: None,
            actor: None,
            text: text.into(),
            detail: Map::new(),
            unknown: Map::new(),
        }
    }

    /// The same about one run of a session; 0 stands for the session before its first run.
    #[must_use]
    pub fn of(mut self, session: &SessionId, generation: Generation) -> Self {
        (self.session, self.generation) = (Some(session.clone()), Some(generation));
        self
    }

    /// The same done by somebody.
    #[must_use]
    pub fn by(mut self, actor: impl Into<Actor>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// The same with more for programs.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

impl Line for Entry {
    fn number(&self) -> u64 {
        self.number
    }

    fn set_number(&mut self, number: u64) {
        self.number = number;
    }

    /// What somebody wanted, and what became of a run.
    fn must_last(&self) -> bool {
        use What::{Closed, Declined, Ended, FullStop, Made, Removed, StopWanted};
        matches!(self.what, Closed | Declined | Ended | FullStop | Made | Removed | StopWanted)
    }
}

/// What stands for a text that may be secret: its length and a checksum, which tells two texts apart and no more.
pub fn fingerprint(text: &str) -> Value {
    json!({ "bytes": text.len(), "crc32": format!("{:08x}", crc32fast::hash(text.as_bytes())) })
}

#[cfg(test)]
mod tests;
