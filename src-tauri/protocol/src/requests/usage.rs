//! `usage`, `processes`: what the programs of sessions take of the processors and of memory. Measured when somebody asks, at
//! most once a second, and never otherwise.

use serde::{Deserialize, Serialize};

use crate::id::SessionId;

/// Asks what all live sessions take. The first answer has no rates yet: those are of the time between two questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetUsage {}
crate::call!(GetUsage => "usage", Usage);

/// What all live sessions take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Usage {
    /// When it was measured, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// Those whose program is there, in no particular order.
    pub sessions: Vec<SessionUsage>,
    /// Of all these together, in percent of one core. Absent: not known before the second measurement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub cpu: Option<f64>,
    /// Of all these together, in bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub memory: u64,
    /// How memory is counted.
    pub memory_is: MemoryIs,
}

/// What one session takes: its program and everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SessionUsage {
    /// Whose.
    pub id: SessionId,
    /// In percent of one core. Absent: not known before it was measured twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub cpu: Option<f64>,
    /// In bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub memory: u64,
    /// So many processes.
    pub processes: usize,
}

/// How memory is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum MemoryIs {
    /// What several processes share is divided among them: sums are true.
    Proportional,
    /// What several processes share is counted for each: sums are too large.
    Resident,
    /// In a way of a newer version.
    #[serde(other)]
    Unknown,
}

/// Asks for the processes of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetProcesses {
    /// As a person typed it.
    pub id: String,
}
crate::call!(GetProcesses => "processes", Processes);

/// The processes of one session, and what it took whenever somebody asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Processes {
    /// When it was measured, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// Parents before their children, siblings oldest first. Empty where the session has ended.
    pub processes: Vec<Process>,
    /// There are more than these.
    #[serde(default, skip_serializing_if = "is_false")]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub limited: bool,
    /// How memory is counted.
    pub memory_is: MemoryIs,
    /// What was measured before, also for others who asked; oldest first, this measurement last.
    pub history: Vec<Sample>,
}

/// One process of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Process {
    /// Its pid.
    pub pid: u32,
    /// The pid of its parent, if that is one of the session's.
    pub parent: Option<u32>,
    /// What its program is called.
    pub name: String,
    /// The program and its arguments in one line, cleaned and cut. Empty where the system does not tell.
    pub command: String,
    /// In percent of one core. Absent: not known before it was measured twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub cpu: Option<f64>,
    /// In bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub memory: u64,
    /// When it began, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub started_at: u64,
}

/// What a session took at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Sample {
    /// When it was measured, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// In percent of one core, since the measurement before. Absent: there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub cpu: Option<f64>,
    /// In bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub memory: u64,
    /// So many processes.
    pub processes: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks
fn is_false(value: &bool) -> bool {
    !value
}
