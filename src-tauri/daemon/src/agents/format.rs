//! What an adapter file says, as it is read: every key is known, and what does not fit together is refused with its line.
//! The format is described for its users in `README.md` beside this file.

mod coherence;

use std::collections::BTreeMap;

use protocol::agent::{Activity, Meaning};
use serde::Deserialize;

use super::content::Spec;
use super::pattern::Pattern;
use super::template::{Element, Text};

/// A whole adapter file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub id: String,
    pub name: String,
    pub programs: Vec<String>,
    /// Directories to look in beside those where every program is looked for.
    #[serde(default)]
    pub places: Vec<Pattern>,
    /// How it is installed, for people.
    pub install: Option<String>,
    /// What is to be done beforehand so that it does not stop at a question of trust, for people.
    pub trust: Option<String>,
    /// How the conversation's id becomes known.
    pub conversation: Learning,
    /// Where the transcript of a conversation lies. Several: any of them.
    #[serde(default)]
    pub transcript: Vec<Pattern>,
    /// What stands in a transcript once something was said: the agent begins the file before. Absent: the file is enough.
    pub transcript_holds: Option<String>,
    /// The directory of a conversation stands in its transcript, near the beginning.
    #[serde(default)]
    pub transcript_names_cwd: bool,
    pub fresh: Vec<Element>,
    /// Empty: it cannot be resumed.
    #[serde(default)]
    pub resume: Vec<Element>,
    /// Empty: a prompt is pasted.
    #[serde(default)]
    pub prompt: Vec<Text>,
    #[serde(default)]
    pub model: Vec<Text>,
    /// What sets up hooks. Repeated for each event where it names the event or its command.
    #[serde(default)]
    pub hook_args: Vec<Text>,
    /// One that hangs on a model or a mode is left out where none was asked for.
    #[serde(default)]
    pub env: BTreeMap<String, Text>,
    /// Variables that it must not inherit.
    #[serde(default)]
    pub unset: Vec<String>,
    #[serde(default)]
    pub permission: BTreeMap<String, Mode>,
    #[serde(default)]
    pub hooks: BTreeMap<String, Hears>,
    #[serde(default)]
    pub file: Vec<Spec>,
    #[serde(default)]
    pub version: VersionProbe,
    #[serde(default)]
    pub signed_in: SignIn,
}

/// How the id of an agent's conversation becomes known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Learning {
    /// We choose it.
    Chosen,
    /// A hook tells it.
    Hook,
    /// It is looked for among the transcripts, by directory and time.
    Store,
    /// Not at all.
    Never,
}

/// A permission mode. One that adds nothing is the agent's own default, which needs no entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// What it lets the agent do, for people.
    pub says: String,
    /// It asks for nothing any more.
    #[serde(default)]
    pub bypass: bool,
    #[serde(default)]
    pub(super) args: Vec<Text>,
    #[serde(default)]
    pub(super) env: BTreeMap<String, Text>,
    /// What `{mode}` stands for.
    pub(super) value: Option<String>,
}

/// What a hook means, as [`Meaning`] but with every word checked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Hears {
    pub activity: Option<Known>,
    pub only_while: Vec<Known>,
    pub picks_up: bool,
    pub conversation: bool,
}

/// An activity that this version knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Known {
    Working,
    Idle,
    Permission,
    Question,
}

impl From<Known> for Activity {
    fn from(known: Known) -> Self {
        match known {
            Known::Working => Self::Working,
            Known::Idle => Self::Idle,
            Known::Permission => Self::Permission,
            Known::Question => Self::Question,
        }
    }
}

impl From<&Hears> for Meaning {
    fn from(hears: &Hears) -> Self {
        Self {
            activity: hears.activity.map(Into::into),
            only_while: hears.only_while.iter().copied().map(Into::into).collect(),
            picks_up: hears.picks_up,
            conversation: hears.conversation,
        }
    }
}

/// How its version is asked for: the first thing it prints that looks like one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionProbe {
    pub args: Vec<String>,
}

impl Default for VersionProbe {
    fn default() -> Self {
        Self { args: vec!["--version".to_owned()] }
    }
}

/// How to tell whether somebody is signed in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SignIn {
    /// Any of these variables is enough.
    pub env: Vec<String>,
    /// So is any of these files.
    pub files: Vec<Pattern>,
    /// Else the agent is asked.
    pub probe: Option<SignInProbe>,
}

/// A command that says whether somebody is signed in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInProbe {
    pub args: Vec<String>,
    /// Its exit code where somebody is.
    #[serde(default)]
    pub yes: i32,
    /// Its exit code where nobody is. Any other: cannot tell.
    pub no: Option<i32>,
    /// What it then prints, and not otherwise. Looked at before the exit code.
    pub prints_no: Option<String>,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Counted from 1. Absent: it is not of one line.
    pub line: Option<usize>,
    pub message: String,
}

/// Reads a file's text.
///
/// # Errors
/// The first fault.
pub(super) fn read(text: &str) -> Result<File, Fault> {
    let file: File = toml::from_str(text).map_err(|error| Fault {
        line: error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1),
        message: error.message().to_owned(),
    })?;
    match coherence::fault(&file) {
        None => Ok(file),
        Some((key, message)) => Err(Fault { line: line_of(text, key), message }),
    }
}

/// The line on which a key, or a table of that name, is set.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let is_set = |line: &str| {
        let line = line.trim_start_matches(['[', ' ']);
        line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', ']', '.']))
    };
    text.lines().position(is_set).map(|line| line + 1)
}

#[cfg(test)]
mod tests;
