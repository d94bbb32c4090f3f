//! `restore`: carry out the restore plan, or part of it.

use serde::{Deserialize, Serialize};

use crate::error::WireError;
use crate::id::{Generation, SessionId};

/// Asks to bring sessions back, at most two starting at a time. The answer comes when all were tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Restore {
    /// As a person typed them; rows that are not in the plan are an error. Empty: every ticked row.
    #[serde(default)]
    pub ids: Vec<String>,
}
crate::call!(Restore => "restore", Restored);

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Restored {
    /// One per row that was tried, in the plan's order.
    pub rows: Vec<RestoredRow>,
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct RestoredRow {
    /// Which session.
    pub id: SessionId,
    /// The run that was started. Absent where none was.
    pub generation: Option<Generation>,
    /// Why it was not brought back. Absent where it was.
    pub error: Option<WireError>,
}
