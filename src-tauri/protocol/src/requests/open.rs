//! `open`: where to attach to a session.

use serde::{Deserialize, Serialize};

use crate::id::{Generation, SessionId};

/// Asks for the socket that serves a session's terminal: its host's, or, for an ended one, that of a
/// replay that the daemon starts for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Open {
    /// As a person typed it.
    pub id: String,
    /// An older run, to be served by a replay. Absent: the newest one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub generation: Option<Generation>,
}
crate::call!(Open => "open", Opened);

/// Where to attach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Opened {
    /// The session that was meant.
    pub id: SessionId,
    /// Its name.
    pub name: String,
    /// The run that the socket serves.
    pub generation: Generation,
    /// The socket's path.
    pub socket: String,
    /// Whether its program lives.
    pub live: bool,
}
