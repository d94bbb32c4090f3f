//! `status`: the daemon about itself.

use serde::{Deserialize, Serialize};

/// Asks the daemon about itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, rename = "GetStatus"))]
pub struct Status {}
crate::call!(Status => "status", DaemonStatus);

/// Who keeps the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Owner {
    /// The app: it leaves some seconds after the app did.
    App,
    /// The user: it stays until it is stopped.
    Headless,
    /// Somebody of a newer version.
    #[serde(other)]
    Unknown,
}

/// The daemon about itself. `holdfast status --json` prints this with `running` before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct DaemonStatus {
    /// Its process.
    pub pid: u32,
    /// Its version.
    pub version: String,
    /// Who keeps it.
    pub owner: Owner,
    /// The root directory that it serves.
    pub root: String,
    /// When it started, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub started_at: u64,
    /// Whether sessions are still being looked at after its start.
    pub reconciling: bool,
    /// How many sessions are live.
    pub sessions: usize,
    /// How many life-sign connections are open.
    pub supervisors: usize,
    /// What is kept of the output of all sessions takes so many bytes on the disk, as last measured. Absent: not all was
    /// measured yet, or the daemon is older.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<f64>", optional))]
    pub log_bytes: Option<u64>,
    /// Why the computer is kept from falling asleep, or why it cannot be, for people. Absent: nobody wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub awake: Option<String>,
    /// What people should know, such as settings that cannot be read: the defaults apply then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    pub problems: Vec<String>,
}
