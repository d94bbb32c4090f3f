//! `daemon.json`: the run file of the daemon. Written by the daemon, without fsync: it means nothing after a reboot.

use protocol::requests::Owner;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;
use crate::durable::Sync;
use crate::process::Identity;

/// Which process is the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daemon {
    /// The process.
    pub identity: Identity,
    /// Who keeps it.
    pub owner: Owner,
    /// Its version.
    pub version: String,
    /// Where it listens.
    pub socket: String,
    /// When it started, in milliseconds since 1970.
    pub started_at: u64,
    /// Its control group, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cgroup: Option<String>,
    /// The systemd scope that it has for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Why it has none, for people. Absent with `scope`: it has not been found out yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_error: Option<String>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Daemon, Sync::Rename);
