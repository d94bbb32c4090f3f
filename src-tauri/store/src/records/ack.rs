//! `ack-<n>.json`: the host has taken an intent and is about to signal. Created by the host, durable before the first signal.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// The host has taken an intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// The intent's number.
    pub intent: u32,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Ack);
