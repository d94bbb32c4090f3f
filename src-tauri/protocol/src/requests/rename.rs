//! `rename`: call a session something else.

use serde::{Deserialize, Serialize};

use crate::session::Session;

/// Asks for another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Rename {
    /// As a person typed it.
    pub id: String,
    /// The new name.
    pub name: String,
}
crate::call!(Rename => "rename", Session);
