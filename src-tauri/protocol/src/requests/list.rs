//! `list`: all sessions, from memory.

use serde::{Deserialize, Serialize};

use crate::session::Session;

/// Asks for the sessions, oldest first. Never waits for a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct List {
    /// Also the archived ones.
    #[serde(default)]
    pub all: bool,
}
crate::call!(List => "list", Vec<Session>);
