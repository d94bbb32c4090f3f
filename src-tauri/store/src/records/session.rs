//! `session.json`: what a session is. Written by the daemon; the copy before lies in `session.json.prev`.

use protocol::id::{Generation, SessionId};
use protocol::session::Spec;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// What a session is, whatever it does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The same for life.
    pub id: SessionId,
    /// What people call it.
    pub name: String,
    /// The project's key.
    pub project: String,
    /// The directory that the session works in.
    pub workspace: String,
    /// The git branch at the last start.
    #[serde(default)]
    pub branch: Option<String>,
    /// What to start.
    pub spec: Spec,
    /// In milliseconds since 1970.
    pub created_at: u64,
    /// The session that started this one.
    #[serde(default)]
    pub parent: Option<SessionId>,
    /// Whether it is put away.
    #[serde(default)]
    pub archived: bool,
    /// The last run whose end a person has looked at.
    #[serde(default)]
    pub seen: Generation,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(SessionRecord);
