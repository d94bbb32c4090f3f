//! `host.json`: the run file of a host. Written by the host, without fsync: it means nothing after a reboot.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;
use crate::durable::Sync;
use crate::process::Identity;

/// Which processes serve and are one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// The host.
    pub host: Identity,
    /// The program. Absent on systems where it cannot be told.
    pub child: Option<Identity>,
    /// The control group of the host, where there is one.
    #[serde(default)]
    pub cgroup: Option<String>,
    /// The systemd scope that the host and its program have for themselves. Absent: they share their control group with
    /// whoever started them, and may be ended with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Why there is none, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_error: Option<String>,
    /// Where it listens.
    pub socket: String,
    /// Oldest protocol that it speaks.
    pub protocol_min: u32,
    /// Newest protocol that it speaks.
    pub protocol_max: u32,
    /// Its version.
    pub version: String,
    /// What its hello carries.
    pub nonce: String,
    /// When the run began, in milliseconds since 1970.
    pub started_at: u64,
    /// The directory that its program lies in, which must stay for as long as it lives.
    #[serde(default)]
    pub programs: Option<String>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Host, Sync::Rename);

impl Host {
    /// The control group that holds this run and nobody else.
    pub fn own_group(&self) -> Option<&str> {
        let group = self.cgroup.as_deref()?;
        crate::cgroup::is_of(group, self.scope.as_deref()?).then_some(group)
    }
}
