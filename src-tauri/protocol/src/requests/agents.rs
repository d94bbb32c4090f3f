//! `agents`: the agents that can be run, and what is there of each.

use serde::{Deserialize, Serialize};

use crate::examine::Answer;

/// Asks for the agents. Each that is installed is asked for its version and whether somebody is signed in, for some seconds
/// at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, rename = "GetAgents"))]
pub struct Agents {
    /// Also those that are not installed.
    #[serde(default)]
    pub all: bool,
}
crate::call!(Agents => "agents", KnownAgents);

/// The agents that can be run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct KnownAgents {
    /// By their ids.
    pub agents: Vec<AgentRow>,
    /// What is wrong with files of the user's own, each with its path and line, for people. Such a file's agent is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    pub problems: Vec<String>,
}

/// One agent, and what is there of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct AgentRow {
    /// What `new --agent` calls it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where its program lies. Absent: it is not installed.
    pub path: Option<String>,
    /// Its version. Absent: not installed, or it does not tell.
    pub version: Option<String>,
    /// Whether somebody is signed in.
    pub signed_in: Answer,
    /// How that is known, for people.
    pub signed_in_why: String,
    /// Whether a conversation can be gone on with after its program has ended.
    pub resumable: bool,
    /// Whether it tells by hooks what it does.
    pub hooked: bool,
    /// Whether it can be given a model.
    pub takes_model: bool,
    /// Its permission modes beside its own default.
    pub permission_modes: Vec<PermissionMode>,
    /// The files of the project, relative to it, that a session of it has while it runs: its hooks stand there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    pub writes: Vec<String>,
    /// What has to be trusted beforehand, and how, for people. Absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub trust: Option<String>,
    /// How it is installed, for people. Absent: nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub install: Option<String>,
}

/// How much an agent may do without asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct PermissionMode {
    /// What `new --permission` calls it.
    pub id: String,
    /// What it lets the agent do, for people.
    pub says: String,
    /// It asks for nothing any more.
    #[serde(default)]
    pub bypass: bool,
}
