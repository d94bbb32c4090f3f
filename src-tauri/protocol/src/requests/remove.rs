//! `remove`: wipe ended sessions with their output.

use serde::{Deserialize, Serialize};

use crate::id::SessionId;

/// Asks to wipe sessions. All or none: if one lives, nothing is wiped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Remove {
    /// As a person typed them.
    pub ids: Vec<String>,
}
crate::call!(Remove => "remove", Vec<SessionId>);
