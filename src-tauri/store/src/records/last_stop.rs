//! `last-stop.json`: the last full stop, so that it can be taken back. Written by the daemon.

use protocol::id::{Generation, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// How far a full stop got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopState {
    /// It was begun; the daemon may have died in it.
    Stopping,
    /// It was carried out.
    Done,
    /// A state of a newer version.
    #[serde(other)]
    Unknown,
}

/// One session that the stop was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopRow {
    /// Which session.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The last full stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastStop {
    /// Tells one stop from another.
    pub id: String,
    /// How far it got.
    pub state: StopState,
    /// When it was begun, in milliseconds since 1970.
    pub at: u64,
    /// What was live then.
    pub rows: Vec<StopRow>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(LastStop);
