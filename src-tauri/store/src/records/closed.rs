//! `closed.json`: the daemon's verdict on a run that left no end record. Created under that run's `host.lock`, read only
//! where `end.json` is absent.

use protocol::end::End;
use protocol::id::{Generation, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// A synthetic end. No host may start this run any more once it exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Whose run.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// Always true: nobody saw this end.
    pub synthetic: bool,
    /// What the evidence comes to, by [`crate::ending::of_loss`].
    pub end: End,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Closed);
