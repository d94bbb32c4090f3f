//! `end.json`: how a run ended, as its host saw it. Written by the host, and it outranks every inference.

use protocol::end::End;
use protocol::id::{Generation, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;
use crate::ending::Facts;
use crate::process::Identity;

/// The file in a run's directory that keeps room for the end record until it is written.
pub const RESERVE: &str = ".end.reserve";

/// The facts of an end, and what they come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndRecord {
    /// Whose run.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// What the host saw.
    pub facts: Facts,
    /// What it comes to, by [`crate::ending::of_facts`].
    pub end: End,
    /// How many bytes the program had printed.
    pub offset: u64,
    /// The terminal's last size.
    pub size: protocol::session::Size,
    /// When the program last printed something, in milliseconds since 1970.
    #[serde(default)]
    pub output_at: Option<u64>,
    /// The last line on the screen, cleaned.
    #[serde(default)]
    pub last_line: String,
    /// The title that the program had set, cleaned.
    #[serde(default)]
    pub title: Option<String>,
    /// Processes of the program's terminal session that were left behind.
    #[serde(default)]
    pub survivors: Vec<Identity>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(EndRecord);

/// A signal that a host received, with its sender where the system tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalSeen {
    /// Its number.
    pub signal: i32,
    /// The sender's process. Absent where the kernel sent it.
    #[serde(default)]
    pub pid: Option<u32>,
    /// The sender's user.
    #[serde(default)]
    pub uid: Option<u32>,
    /// The sender's command, where it could still be read.
    #[serde(default)]
    pub command: Option<String>,
    /// The session that the sender lived in, by the mark in its environment, where it could still be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// When, in milliseconds since 1970.
    pub at: u64,
}
