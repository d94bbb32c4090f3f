//! `launch.json`: leave to start one run, until a deadline. Written by the daemon before the spawn.

use protocol::agent::Watched;
use protocol::id::{Generation, SessionId};
use protocol::session::Size;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// What one run starts with. Values of the environment are never written, only their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// Whose run.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Where it starts.
    pub cwd: String,
    /// Names of the environment values that it is given.
    pub env_names: Vec<String>,
    /// The terminal's first size.
    pub size: Size,
    /// Proves the host over its socket.
    pub nonce: String,
    /// After when, in milliseconds since 1970, no host may start it.
    pub deadline: u64,
    /// The boot that the deadline is about: in another boot it has passed.
    pub boot_id: String,
    /// When leave was given, in milliseconds since 1970.
    pub created_at: u64,
    /// Whether output is kept.
    pub log: bool,
    /// The run whose text is shown above this one's. Absent for the first.
    #[serde(default)]
    pub previous: Option<Generation>,
    /// The soft limit of open files that the program gets back. Absent: as the host has it.
    #[serde(default)]
    pub open_files: Option<u64>,
    /// How much may be kept of the session's output, in bytes. Absent: as much as where nobody says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_bound: Option<u64>,
    /// What the host is to know of the agent that it runs. Absent: it runs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Watched>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Launch);
