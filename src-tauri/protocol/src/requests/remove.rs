//! `remove`: wipe ended sessions with their output.

use serde::{Deserialize, Serialize};

use crate::error::WireError;
use crate::id::SessionId;

/// Asks to wipe sessions. If it is seen beforehand that one cannot be wiped, none is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Remove {
    /// As a person typed them.
    pub ids: Vec<String>,
}
crate::call!(Remove => "remove", Vec<Removed>);

/// What became of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Removed {
    /// Which.
    pub id: SessionId,
    /// Why it is still there. Absent: it is wiped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<WireError>,
}
