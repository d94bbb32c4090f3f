//! `stop`: the daemon leaves, and by default every session is stopped first.

use serde::{Deserialize, Serialize};

use super::Killed;
use crate::hello::GoodbyeReason;

/// Asks the daemon to leave. The answer comes before it does; then a goodbye.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Stop {
    /// Leave the sessions running.
    #[serde(default)]
    pub keep_sessions: bool,
    /// The goodbye to say where sessions are kept: `keep_sessions`, or `replaced` by a newer app.
    #[serde(default = "keep")]
    pub goodbye: GoodbyeReason,
}
crate::call!(Stop => "stop", Stopped);

fn keep() -> GoodbyeReason {
    GoodbyeReason::KeepSessions
}

/// What became of the sessions. Empty where they were kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Stopped {
    /// One per session that was live.
    pub sessions: Vec<Killed>,
    /// What else did not go as it should, such as a record that could not be written. The rest was done all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    pub problems: Vec<String>,
}
