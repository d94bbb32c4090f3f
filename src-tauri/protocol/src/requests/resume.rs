//! `resume`: start the next run of an ended session.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::session::{Session, Size};

/// Asks for the next run under the same id.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Resume {
    /// As a person typed it.
    pub id: String,
    /// A new conversation instead of the old one.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub fresh: bool,
    /// The caller's environment. Absent: the login shell's. Never stored.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "Record<string, string> | null"))]
    pub environment: Option<BTreeMap<String, String>>,
    /// The terminal's size. Absent: as it was.
    #[serde(default)]
    pub size: Option<Size>,
}
crate::call!(Resume => "resume", Session);

/// Environments hold secrets: only their sizes are ever shown.
impl std::fmt::Debug for Resume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resume")
            .field("id", &self.id)
            .field("fresh", &self.fresh)
            .field("environment", &self.environment.as_ref().map(BTreeMap::len))
            .field("size", &self.size)
            .finish()
    }
}
