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
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Daemon, Sync::Rename);
