//! `new`: make a session and start it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::session::{Kind, Session, Size};

/// Asks for a new session. The answer comes when its program runs, and the session is on disk by then.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct New {
    /// What to call it. Absent: named after the command and the directory.
    #[serde(default)]
    pub name: Option<String>,
    /// An absolute directory. Absent: the home directory.
    #[serde(default)]
    pub cwd: Option<String>,
    /// What kind of session it is.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Kind>"))]
    pub kind: Kind,
    /// The agent to run. Absent: `command` is run.
    #[serde(default)]
    pub agent: Option<String>,
    /// What to ask the agent.
    #[serde(default)]
    pub prompt: Option<String>,
    /// The model that the agent is to use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How much the agent may do without asking, by the name of one of its modes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// The agent's conversation to go on with, as `conversations` tells it; had in `cwd`. One that another session has live is
    /// refused. Absent: a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// The program and its arguments; of an agent, further arguments. Empty: the user's shell, or the agent as it is.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>"))]
    pub command: Vec<String>,
    /// The caller's environment, already without what must not be passed on. Absent: the login shell's. Never stored.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "Record<string, string> | null"))]
    pub environment: Option<BTreeMap<String, String>>,
    /// Values given explicitly, which are stored and overlay the environment at every start.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "Record<string, string>"))]
    pub env: BTreeMap<String, String>,
    /// The terminal's first size.
    #[serde(default)]
    pub size: Option<Size>,
    /// Keep no output on disk.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub no_log: bool,
}
crate::call!(New => "new", Made);

/// What `new` answers: the session, whether it was made or was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Made {
    /// The session.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    pub session: Session,
    /// Set where a project's orchestrator was asked for and one was there: nothing was made, and the command, the name
    /// and the directory of the request were left aside. Absent for a session that was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub existing: Option<Existing>,
}

/// What became of an orchestrator that was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Existing {
    /// It lives, or may live.
    Live,
    /// It had ended and was started again under the same id.
    Resumed,
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// Environments hold secrets: only their sizes are ever shown.
impl std::fmt::Debug for New {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("New")
            .field("name", &self.name)
            .field("cwd", &self.cwd)
            .field("kind", &self.kind)
            .field("agent", &self.agent)
            .field("prompt_length", &self.prompt.as_ref().map(String::len))
            .field("conversation", &self.conversation)
            .field("command", &self.command)
            .field("environment", &self.environment.as_ref().map(BTreeMap::len))
            .field("env", &self.env.keys())
            .field("size", &self.size)
            .field("no_log", &self.no_log)
            .finish()
    }
}
