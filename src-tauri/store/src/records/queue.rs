//! `queue/prompts.json`: the prompts that wait until a session's agent is idle. Written by the daemon.

use protocol::queue::Queue;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// What waits for one session's agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRecord {
    /// The number of the next prompt.
    pub next: u64,
    /// What waits, and what was delivered last.
    #[serde(flatten)]
    pub queue: Queue,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(QueueRecord);
