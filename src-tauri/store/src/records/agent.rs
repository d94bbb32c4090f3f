//! `agent.json`: what a run's agent has said of itself. Written by its host, durably before a hook is answered.

use protocol::agent::AgentWord;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// What is known of a run's agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRecord {
    /// As of last.
    pub word: AgentWord,
    /// The conversations that it had in this run, the newest last.
    #[serde(default)]
    pub conversations: Vec<Conversation>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(AgentRecord);

/// A conversation of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// The agent's own id of it.
    pub id: String,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
    /// How it is known: `launch`, or the hook that named it.
    pub by: String,
}
