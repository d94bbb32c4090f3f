//! `show`: one session with its runs.

use serde::{Deserialize, Serialize};

use crate::end::End;
use crate::id::Generation;
use crate::session::Session;
use crate::timeline::Moment;

/// Asks for one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Show {
    /// As a person typed it.
    pub id: String,
}
crate::call!(Show => "show", Shown);

/// One session and all its runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Shown {
    /// The row of the list.
    pub session: Session,
    /// Its runs, oldest first.
    pub runs: Vec<Run>,
    /// Names of the values that the user gave explicitly; never the values.
    pub env: Vec<String>,
    /// Whether output is kept on disk.
    pub log: bool,
    /// All that happened to it, in the order of causes; only the newest thousand or so. Empty from an older daemon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<Moment>>", optional))]
    pub timeline: Vec<Moment>,
}

/// One run of a session's program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Run {
    /// Which.
    pub generation: Generation,
    /// When it began, in milliseconds since 1970. Absent where its record cannot be read.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub started_at: Option<u64>,
    /// How it ended. Absent while it lives.
    pub end: Option<End>,
}
