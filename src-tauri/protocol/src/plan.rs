//! The restore plan: what could be brought back, and why. One and the same for app, tray and command line.

use serde::{Deserialize, Serialize};

use crate::end::End;
use crate::id::{Generation, SessionId};

/// What restoring a row would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Can {
    /// Resume the agent's conversation.
    Resume,
    /// Start the agent with its saved prompt.
    Replay,
    /// Run the command again.
    Rerun,
    /// Nothing; the evidence says why.
    Nothing,
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// What the plan looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Evidence {
    /// Whether the directory is there.
    pub directory: bool,
    /// Whether the program is there.
    pub program: bool,
    /// Whether the agent's transcript is there. Absent for plain programs.
    pub transcript: Option<bool>,
}

/// One session that could be brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Row {
    /// Which session.
    pub id: SessionId,
    /// Its name.
    pub name: String,
    /// Its project.
    pub project: String,
    /// Where it would run.
    pub cwd: String,
    /// What would run, for people.
    pub command: Vec<String>,
    /// Which run was lost; a restored session is the next one.
    pub generation: Generation,
    /// How that run ended.
    pub cause: End,
    /// What restoring it would do.
    pub can: Can,
    /// What was looked at.
    pub evidence: Evidence,
    /// Whether *restore all* takes it.
    pub ticked: bool,
    /// Why it is not ticked or nothing can be done about it, for people. Absent where the other fields say it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub note: Option<String>,
}

/// What could be brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Plan {
    /// Whether sessions are still being looked at; then the rows are not all here yet.
    pub reconciling: bool,
    /// The rows, oldest session first.
    pub rows: Vec<Row>,
    /// What people should know beside it, such as settings that cannot be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    pub problems: Vec<String>,
}
