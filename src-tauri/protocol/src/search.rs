//! Searching what sessions have printed: what `holdfast-host search` is asked on standard input, as one JSON document, and
//! the lines of JSON that it answers with on standard output. Nobody's words are ever in an argv.

use serde::{Deserialize, Serialize};

use crate::error::WireError;
use crate::id::{Generation, SessionId};

/// What to look for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Search {
    /// What a line must hold.
    pub text: String,
    /// Whether it is a regular expression, in the syntax of the `regex` crate. It is matched against one line at a time.
    #[serde(default)]
    pub regex: bool,
    /// Whether capital letters count.
    #[serde(default)]
    pub case: Case,
    /// The sessions to search, archived ones included, as a person typed them. Empty: all.
    #[serde(default)]
    pub sessions: Vec<String>,
    /// Archived sessions, too.
    #[serde(default)]
    pub all: bool,
    /// Only lines written since then, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub since: Option<u64>,
    /// No more lines than this; the newest sessions come first, and in them the newest lines. Absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub limit: Option<u64>,
}

/// Whether capital letters count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Case {
    /// Only if there is one in what is looked for.
    #[default]
    Smart,
    /// They do.
    Sensitive,
    /// They do not.
    Insensitive,
}

/// One line of the answer. Lines of an unknown kind are skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum SearchLine {
    /// A line that matches.
    Hit(Hit),
    /// The last line: everything has been searched, or the limit is reached.
    Done(SearchDone),
    /// The last line instead: nothing could be searched.
    Failed {
        /// Why.
        error: WireError,
    },
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// A line of some session that matches. It is what a program wrote: clean it before it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Hit {
    /// Whose.
    pub session: SessionId,
    /// What people call it.
    pub name: String,
    /// Of which run.
    pub generation: Generation,
    /// Where in the run's stream the output begins that last wrote to the line.
    pub offset: u64,
    /// When it was written, in milliseconds since 1970.
    pub time: u64,
    /// The line, without colours, soft wraps joined; of a very long one the part around the match.
    pub line: String,
    /// Where in the line the first match begins, in characters (Unicode scalar values).
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// How the search went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SearchDone {
    /// How many lines were found.
    pub hits: u64,
    /// There may be more: the limit was reached.
    pub limited: bool,
    /// How many runs were searched.
    pub runs: u64,
    /// How much of their logs, in bytes.
    pub bytes: u64,
    /// How long that took, in milliseconds.
    pub ms: u64,
    /// What could not be searched, and why, for people.
    pub problems: Vec<String>,
}
