//! How a run of a session ended: the words for reason and actor. Data only; the derivation is in `store`.

use serde::{Deserialize, Serialize};

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum EndReason {
    /// The program ended by itself with status 0.
    Completed,
    /// The program ended by itself with another status.
    Failed,
    /// The program died of a fault of its own: SEGV, ABRT, BUS, ILL, FPE, TRAP, SYS.
    Crashed,
    /// A recorded intent was carried out; `actor` and `intent` say who and why.
    Stopped,
    /// A signal came from a process that the host saw.
    ExternalSignal,
    /// A signal came from nobody knows whom.
    UnknownSignal,
    /// The kernel ended the program for want of memory.
    OutOfMemory,
    /// The host is gone without a word, in the same boot.
    HostLost,
    /// The kernel ended the host for want of memory.
    HostOutOfMemory,
    /// The system was shut down in order.
    OsShutdown,
    /// The user logged out.
    Logout,
    /// Power loss, panic or reset: the machine went away. `last_seen` says since when nothing was heard.
    MachineLost,
    /// The program could not be started.
    StartFailed,
    /// A reason of a newer version.
    #[serde(other)]
    Unknown,
}

/// Why somebody wanted a session to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum IntentReason {
    /// Somebody ended this session.
    Kill,
    /// Somebody stopped everything.
    FullStop,
    /// Somebody archived it while it lived.
    Archive,
    /// It is started again in place.
    Restart,
    /// It is started again on a new version.
    Update,
    /// It did not come up in time.
    StartTimeout,
    /// It went beyond a limit that the user set.
    Limit,
    /// A reason of a newer version.
    #[serde(other)]
    Unknown,
}

/// Who ended a run: `user`, `daemon`, `agent` (the program itself), `kernel`, `system`, `unknown`,
/// or `agent:<id>` for another session. Text, because sessions name themselves in it.
pub type Actor = String;

/// How a run ended, who ended it and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct End {
    /// Why.
    pub reason: EndReason,
    /// Who.
    pub actor: Actor,
    /// When, in milliseconds since 1970. For a run without an end record: when it was noticed.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// The program's exit status, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// The signal that ended the program, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// For `stopped`: why the one who stopped it wanted that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentReason>,
    /// Where nobody saw the end: when the run was last known to live, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number"))]
    pub last_seen: Option<u64>,
    /// More for people, such as why a start failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the verdict rests on, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>"))]
    pub evidence: Vec<String>,
}
