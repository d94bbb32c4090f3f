//! `intent-<n>.json`: a recorded wish to stop one run. Created by the daemon, never rewritten.

use protocol::host::Intent;
use protocol::id::{Generation, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// A wish to stop one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntentRecord {
    /// Whose run.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// Its number within the run, from 1.
    pub number: u32,
    /// Who wants what, until when.
    pub intent: Intent,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(IntentRecord);
