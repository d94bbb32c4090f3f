//! `environment`: how the environment of a session's program differs from what the login shell gives now.

use serde::{Deserialize, Serialize};

/// Asks for the difference. The login shell is asked anew, which takes its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Environment {
    /// As a person typed it.
    pub id: String,
}
crate::call!(Environment => "environment", EnvironmentDifference);

/// How two environments differ, by names: values may be secrets. Holdfast's own values and those of terminals are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct EnvironmentDifference {
    /// Only the program has them.
    pub added: Vec<String>,
    /// Only the login shell has them.
    pub missing: Vec<String>,
    /// Both have them, with other values. Empty where only names are known: the program is gone.
    pub changed: Vec<String>,
    /// Directories that only the program's `PATH` has.
    pub path_added: Vec<String>,
    /// Directories that only the login shell's `PATH` has.
    pub path_missing: Vec<String>,
}
