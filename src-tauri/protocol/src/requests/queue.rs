//! `queue`, `enqueue`, `change_queue`: the prompts that wait until a session's agent is idle.

use serde::{Deserialize, Serialize};

use crate::queue::{Prompt, Queue};

/// Asks what waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetQueue {
    /// As a person typed it.
    pub id: String,
}
crate::call!(GetQueue => "queue", Queue);

/// Asks to give an agent a prompt as soon as it is idle. Once answered, it outlives the daemon and a reboot.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Enqueue {
    /// As a person typed it.
    pub id: String,
    /// The prompt.
    pub text: String,
}
crate::call!(Enqueue => "enqueue", Prompt);

/// Prompts may hold secrets.
impl std::fmt::Debug for Enqueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enqueue").field("id", &self.id).field("length", &self.text.len()).finish()
    }
}

/// Asks to change something about a prompt that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ChangeQueue {
    /// As a person typed it.
    pub id: String,
    /// Which prompt.
    #[cfg_attr(test, ts(type = "number"))]
    pub number: u64,
    /// What about it.
    pub change: Change,
}
crate::call!(ChangeQueue => "change_queue", Queue);

/// A change of a prompt that waits. One that is being sent takes none.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Change {
    /// It is to say this.
    Edit {
        /// All of it.
        text: String,
    },
    /// It comes before another one, or last.
    Move {
        /// The other one.
        #[cfg_attr(test, ts(type = "number | null"))]
        before: Option<u64>,
    },
    /// It is not wanted any more.
    Drop,
    /// It is to be sent though nobody can tell whether it was.
    SendAgain,
}

/// Prompts may hold secrets.
impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Edit { text } => f.debug_struct("Edit").field("length", &text.len()).finish(),
            Self::Move { before } => f.debug_struct("Move").field("before", before).finish(),
            Self::Drop => f.write_str("Drop"),
            Self::SendAgain => f.write_str("SendAgain"),
        }
    }
}
