//! `seen`: a person has looked at a session.

use serde::{Deserialize, Serialize};

use crate::envelope::Done;

/// Says that a person has looked at a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Seen {
    /// As a person typed it.
    pub id: String,
}
crate::call!(Seen => "seen", Done);
