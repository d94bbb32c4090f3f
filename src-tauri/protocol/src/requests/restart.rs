//! `restart`: end sessions and start them again in place, each with the same conversation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::RestoredRow;

/// Asks to restart sessions, at most two at a time: same id, same conversation, same size, with a fresh environment and
/// whatever version of the program is there now. One that could not be started again is not ended. The answer comes when all
/// were tried; one that is at work is left alone, with `busy`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Restart {
    /// As a person typed them.
    pub ids: Vec<String>,
    /// Also those that are at work, and programs of which nobody can tell.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub now: bool,
    /// The caller's environment. Absent: the login shell's. Never stored.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "Record<string, string> | null"))]
    pub environment: Option<BTreeMap<String, String>>,
}
crate::call!(Restart => "restart", Vec<RestoredRow>);

/// Environments hold secrets: only their sizes are ever shown.
impl std::fmt::Debug for Restart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Restart")
            .field("ids", &self.ids)
            .field("now", &self.now)
            .field("environment", &self.environment.as_ref().map(BTreeMap::len))
            .finish()
    }
}
