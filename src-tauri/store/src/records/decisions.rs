//! `decisions.json`: what the user decided about lost runs. Written by the daemon.

use protocol::id::{Generation, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// One lost run that is not wanted back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Which session.
    pub session: SessionId,
    /// Which run. A later loss of the same session is offered again.
    pub generation: Generation,
    /// When it was decided, in milliseconds since 1970.
    pub at: u64,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// All decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// Runs that are not wanted back.
    pub declined: Vec<Decision>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Decisions);
