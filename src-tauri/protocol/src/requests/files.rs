//! `files`: find files in the directory of a session by parts of their names.

use serde::{Deserialize, Serialize};

/// Asks for files whose paths have all characters of a text in their order, the best first. What git ignores is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct FindFiles {
    /// As a person typed it.
    pub id: String,
    /// What is looked for. Empty: any, the shortest paths first.
    pub text: String,
    /// So many at most; never more than 200. Absent: 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub limit: Option<usize>,
}
crate::call!(FindFiles => "files", FoundFiles);

/// The files that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct FoundFiles {
    /// Relative to the session's directory; as they stand there, so not fit to be shown uncleaned.
    pub files: Vec<String>,
    /// There are more than these, or not all could be looked at.
    #[serde(default)]
    pub limited: bool,
}
