//! What lists and events say of a session. Plain data: derived from facts when read, never stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::agent::AgentWord;
use crate::end::End;
use crate::id::{Generation, SessionId};

/// What kind of session it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Kind {
    /// No agent; starting it again runs its command again.
    #[default]
    Program,
    /// An agent that works.
    Worker,
    /// The agent that directs others, one per project.
    Orchestrator,
    /// A kind of a newer version.
    #[serde(other)]
    Unknown,
}

/// What a session does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Status {
    /// Its host is being started.
    Starting,
    /// It waits for its turn to start.
    Queued,
    /// Its program runs, and says no more about itself.
    Running,
    /// Its agent works.
    Working,
    /// Its agent waits for nothing in particular.
    Idle,
    /// Its agent waits for a person.
    NeedsInput,
    /// Its host lives and does not answer, or nobody could ask it yet.
    Unreachable,
    /// Its host is gone and its program is still there.
    Orphaned,
    /// Its record cannot be read.
    Damaged,
    /// Its program is gone.
    Ended,
    /// A status of a newer version.
    #[serde(other)]
    Unknown,
}

impl Status {
    /// Whether there is, or may be, a live program.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Ended | Self::Damaged | Self::Queued)
    }
}

/// What a session wants from a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Attention {
    /// Nothing.
    #[default]
    None,
    /// Leave to do something.
    Permission,
    /// An answer.
    Question,
    /// A look at how it failed.
    Failed,
    /// A look at what it finished.
    Finished,
    /// A look at why it works and says nothing.
    Stuck,
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// Whether a session is put away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Archive {
    /// It is not.
    #[default]
    No,
    /// It will be, as soon as it can be reached.
    Pending,
    /// It is.
    Done,
}

/// Columns and rows of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Size {
    /// Columns, from 1 to 1000.
    pub cols: u16,
    /// Rows, from 1 to 1000.
    pub rows: u16,
}

impl Size {
    /// Where nobody said otherwise.
    pub const DEFAULT: Self = Self { cols: 80, rows: 24 };

    /// The nearest size that a terminal can have.
    #[must_use]
    pub fn clamped(self) -> Self {
        Self { cols: self.cols.clamp(1, 1000), rows: self.rows.clamp(1, 1000) }
    }
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Session {
    /// The session's id, the same for life.
    pub id: SessionId,
    /// What people call it; unique among sessions that are not archived.
    pub name: String,
    /// The real path of the git common directory's working tree, else of the directory.
    pub project: String,
    /// The directory that the session works in.
    pub workspace: String,
    /// Where its program was started; within the workspace.
    pub cwd: String,
    /// The git branch of the workspace, if any, as of the last start.
    pub branch: Option<String>,
    /// The agent's id. Absent for plain programs.
    pub agent: Option<String>,
    /// What kind of session it is.
    pub kind: Kind,
    /// The session that started this one.
    pub parent: Option<SessionId>,
    /// What it runs: the program and its arguments, each cut to 1000 characters.
    pub command: Vec<String>,
    /// What it does now.
    pub status: Status,
    /// Why the status is what it is, for people.
    pub why: String,
    /// What it wants from a person.
    pub attention: Attention,
    /// Whether a person has looked at it since `attention` last changed.
    pub seen: bool,
    /// Which run this is about. 0 where none was ever started.
    pub generation: Generation,
    /// The host's process, while it lives.
    pub host_pid: Option<u32>,
    /// The program's process, while it lives.
    pub child_pid: Option<u32>,
    /// When the session was made, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub created_at: u64,
    /// When this run began, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub started_at: Option<u64>,
    /// When the program last printed something, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub output_at: Option<u64>,
    /// How the run ended. Absent while it lives.
    pub end: Option<End>,
    /// Whether it is put away.
    pub archive: Archive,
    /// What the agent itself can resume.
    pub conversation: Option<String>,
    /// The last line on its screen, cleaned of control characters and cut to 120 cells.
    pub last_line: String,
    /// The title that the program set, cleaned likewise.
    pub title: Option<String>,
    /// The terminal's size.
    pub size: Size,
    /// How much this run has printed, in bytes, as last heard.
    #[cfg_attr(test, ts(type = "number"))]
    pub output_bytes: u64,
    /// What is kept of the output of all its runs takes so many bytes on the disk, as last measured. Absent: it was not
    /// measured yet, or the daemon is older.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(as = "Option<f64>", optional))]
    pub log_bytes: Option<u64>,
    /// So many prompts wait for its agent to be idle.
    #[serde(default, skip_serializing_if = "is_none_waiting")]
    #[cfg_attr(test, ts(as = "Option<usize>", optional))]
    pub queued: usize,
    /// So many of these are uncertain: a person has to look whether the agent has them, and the others wait meanwhile.
    #[serde(default, skip_serializing_if = "is_none_waiting")]
    #[cfg_attr(test, ts(as = "Option<usize>", optional))]
    pub uncertain: usize,
    /// What is known of its agent, and how. Absent: it runs none, or none has said anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub agent_word: Option<Box<AgentWord>>,
    /// As of when all this was true, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub as_of: u64,
    /// Whether the one who knows was heard since the daemon started, and still answers.
    pub fresh: bool,
}

/// What to start: the stored part of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// The program and its arguments. Never empty once stored.
    pub command: Vec<String>,
    /// An absolute directory.
    pub cwd: String,
    /// What kind of session it is.
    #[serde(default)]
    pub kind: Kind,
    /// The agent's id. Absent for plain programs.
    #[serde(default)]
    pub agent: Option<String>,
    /// What the agent was first asked. Absent for plain programs.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The model that the agent is to use. Absent: its own choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How much the agent may do without asking, by the name of one of its modes. Absent: its own choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// The agent's conversation that the first run goes on with: it was had before the session was made. Absent: a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// Values that the user gave explicitly; they overlay the environment at every start. Only these are stored.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Whether output is kept on disk.
    #[serde(default = "yes")]
    pub log: bool,
    /// Fields of a newer build, kept when the record is rewritten.
    #[serde(flatten)]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks
fn is_none_waiting(queued: &usize) -> bool {
    *queued == 0
}

fn yes() -> bool {
    true
}
