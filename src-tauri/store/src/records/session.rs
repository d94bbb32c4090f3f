//! `session.json`: what a session is. Written by the daemon; the copy before lies in `session.json.prev`.

use protocol::end::Actor;
use protocol::id::{Generation, SessionId};
use protocol::session::{Size, Spec};
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
    /// Since when it is put away, in milliseconds since 1970. Absent: it is not, or an older build put it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<u64>,
    /// It is to be put away as soon as its run is proved over. Absent: nobody wants that, or it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_pending: Option<ArchivePending>,
    /// It waits for a place to be started for the first time. Absent: it was started, or nobody wants that any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued: Option<QueuedStart>,
    /// The last run whose end a person has looked at.
    #[serde(default)]
    pub seen: Generation,
    /// What its agent had done by then in that run, counted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seen_turn: u64,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(SessionRecord);

impl SessionRecord {
    /// A session to which nothing has happened yet, in a directory that is its own project and workspace.
    pub fn new(id: SessionId, name: String, spec: Spec, created_at: u64) -> Self {
        Self {
            id,
            name,
            project: spec.cwd.clone(),
            workspace: spec.cwd.clone(),
            branch: None,
            spec,
            created_at,
            parent: None,
            archived: false,
            archived_at: None,
            archive_pending: None,
            queued: None,
            seen: 0,
            seen_turn: 0,
            unknown: Map::new(),
        }
    }
}

/// A wish to start a session that waits for a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedStart {
    /// Who wants it.
    pub by: Actor,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
    /// The terminal's first size.
    #[serde(default)]
    pub size: Option<Size>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// A wish to put a session away that waits for the end of its run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivePending {
    /// Who wants it.
    pub actor: Actor,
    /// Since when, in milliseconds since 1970.
    pub requested: u64,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks
fn is_zero(number: &u64) -> bool {
    *number == 0
}
