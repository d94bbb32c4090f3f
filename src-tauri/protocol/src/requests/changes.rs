//! `changes`, `diff`: what was changed in a session's workspace since the last commit.

use serde::{Deserialize, Serialize};

/// Asks what was changed in the workspace of a session. Git is asked, for some seconds at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetChanges {
    /// As a person typed it.
    pub id: String,
}
crate::call!(GetChanges => "changes", Changes);

/// What was changed in a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Changes {
    /// The top directory that the paths are relative to.
    pub workspace: String,
    /// The branch. Absent: none is checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub branch: Option<String>,
    /// The branch that it follows. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub upstream: Option<String>,
    /// So many commits that the other has not. Absent: there is no other, or nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub ahead: Option<u32>,
    /// So many commits that only the other has. Absent likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub behind: Option<u32>,
    /// By their paths.
    pub files: Vec<ChangedFile>,
    /// There is more than this.
    #[serde(default)]
    pub limited: bool,
    /// Why nothing can be told, for people. Absent: it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub why_none: Option<String>,
}

/// One changed file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ChangedFile {
    /// Relative to the top directory; as it stands there, so not fit to be shown uncleaned.
    pub path: String,
    /// What it was called before. Only of renamed ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub from: Option<String>,
    /// What became of it.
    pub status: FileStatus,
    /// So many lines were added. Absent: it is no text, or was not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub added: Option<u32>,
    /// So many lines were removed. Absent likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub removed: Option<u32>,
}

/// What became of a file since the last commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum FileStatus {
    /// It is new, and will be of the next commit.
    Added,
    /// It says something else, or is of another kind.
    Modified,
    /// It is gone.
    Deleted,
    /// It has another name, and may say something else.
    Renamed,
    /// It is new, and git knows nothing of it. A directory of such files ends in `/`.
    Untracked,
    /// Two sides of a merge do not agree.
    Conflicted,
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// Asks how one file differs from the last commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetDiff {
    /// As a person typed it.
    pub id: String,
    /// As [`Changes`] says it.
    pub path: String,
    /// What it was called before, likewise. Absent: it has always been called so, or is to be shown as all added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub from: Option<String>,
}
crate::call!(GetDiff => "diff", Diff);

/// How one file differs from the last commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Diff {
    /// Which file.
    pub path: String,
    /// A unified diff; a file that git knows nothing of is all added. Characters that cannot be seen are spelled out. Empty
    /// where nothing differs, and where it is no text.
    pub text: String,
    /// There is more than this.
    #[serde(default)]
    pub limited: bool,
    /// It is no text.
    #[serde(default)]
    pub binary: bool,
}
