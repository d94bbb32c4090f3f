//! `kill`: end sessions.

use serde::{Deserialize, Serialize};

use crate::id::SessionId;

/// Asks to end sessions. The answer comes when each has ended, or could not be ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Kill {
    /// As a person typed them.
    pub ids: Vec<String>,
    /// Do not ask the program first.
    #[serde(default)]
    pub now: bool,
}
crate::call!(Kill => "kill", Vec<Killed>);

/// What became of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Killed {
    /// Which.
    pub id: SessionId,
    /// What became of it.
    pub result: Outcome,
    /// More for people, such as why it is still alive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub detail: Option<String>,
}

/// What a kill came to. Never guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Outcome {
    /// It lived and is gone now.
    Stopped,
    /// It had ended before.
    AlreadyGone,
    /// It lives, or nobody can tell that it does not.
    StillAlive,
    /// An outcome of a newer version.
    #[serde(other)]
    Unknown,
}
