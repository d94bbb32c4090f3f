//! `archive`: put sessions away. One that lives is stopped first.

use serde::{Deserialize, Serialize};

use crate::error::WireError;
use crate::id::SessionId;

/// Asks to put sessions away. The answer comes when each is put away, or waits for being reachable, or failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, rename = "ArchiveSessions"))]
pub struct Archive {
    /// As a person typed them.
    pub ids: Vec<String>,
}
crate::call!(Archive => "archive", Vec<Archived>);

/// What became of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Archived {
    /// Which.
    pub id: SessionId,
    /// What became of it.
    pub result: Archiving,
    /// More for people: that it was stopped, or why it is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<WireError>,
}

/// What an archive came to. Never guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Archiving {
    /// It is over and put away.
    Archived,
    /// It was put away before; nothing was changed.
    Already,
    /// It cannot be reached. It is put away as soon as it is proved over, also by a later daemon.
    Pending,
    /// It is not put away; `error` says why.
    Failed,
    /// A result of a newer version.
    #[serde(other)]
    Unknown,
}
