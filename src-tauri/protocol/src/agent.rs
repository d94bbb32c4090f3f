//! What an agent says of itself through its hooks, and what its host makes of that. Data only; what a session's status
//! follows from it is the daemon's to decide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an agent does, as far as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Activity {
    /// It works on something.
    Working,
    /// It has done what it was asked, and waits for the next.
    Idle,
    /// It wants leave to do something.
    Permission,
    /// It wants an answer.
    Question,
    /// An activity of a newer version.
    #[serde(other)]
    Unknown,
}

impl Activity {
    /// Whether it waits for a person and does not go on by itself.
    pub fn needs_person(self) -> bool {
        matches!(self, Self::Permission | Self::Question)
    }
}

/// How an activity is known, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Source {
    /// The agent's own hook said so.
    Hook,
    /// The program said so to its terminal: a notification, progress, the bell.
    Terminal,
    /// A person typed into it, or a prompt was delivered.
    Input,
    /// A source of a newer version.
    #[serde(other)]
    Unknown,
}

/// What a hook of an agent does to what is known of it. Absent parts change nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// What the agent does from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<Activity>,
    /// Only while this is what it does: a late notification must not undo what came after it. Empty: always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_while: Vec<Activity>,
    /// The agent has taken up a prompt: what was delivered was picked up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub picks_up: bool,
    /// The agent goes on under the conversation that this hook names; a new one, where it is another than before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conversation: bool,
}

/// What a host is told of its session's agent, in the launch record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// The agent's id, such as `claude-code`.
    pub id: String,
    /// The conversation that it was started with. Absent: it makes one of its own and tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// What each of its hooks means: `Stop`, or with a kind `Notification:permission_prompt`. One that is not here changes
    /// nothing.
    #[serde(default)]
    pub hooks: BTreeMap<String, Meaning>,
    /// What the programs of agents are called, of all agents: a hook counts only if the nearest of its ancestors that is
    /// one belongs to this run itself.
    #[serde(default)]
    pub programs: Vec<String>,
    /// It was given a prompt to begin with.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub prompted: bool,
    /// It goes on with a conversation that was had before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resumed: bool,
}

/// Tells the host what a hook of its agent said. Any process of the session may; what does not count is answered all the
/// same, with why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// The run that the hook was set up for; one of another run is late and counts for nothing.
    pub generation: u32,
    /// The agent that it was set up for.
    pub agent: String,
    /// The event's name, with the agent's own word.
    pub event: String,
    /// Its kind, where the agent tells one: of a notification, of a start, of an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The conversation that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// It is about a sub-agent and not about the agent itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub subagent: bool,
    /// Which one, where the agent tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subagent_id: Option<String>,
    /// Where the agent says that its transcript lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript: Option<String>,
    /// What it says to people, cleaned and cut: what it asks, or what it wants leave for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When it happened, in milliseconds since 1970, by the clock of whoever tells. Absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}
crate::call!(Hook => "hook", Heard);

/// What became of a hook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Why it counts for nothing, for the log. Absent: it counts, and is on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
}

/// What is known of a session's agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct AgentWord {
    /// What it does. Absent: it has not said anything yet.
    pub activity: Option<Activity>,
    /// Since when, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub since: u64,
    /// How that is known.
    pub source: Source,
    /// The same for people: which hook, which notification.
    pub why: String,
    /// The conversation that it works on.
    pub conversation: Option<String>,
    /// When it began that in place of another one, in milliseconds since 1970. Absent: it is the first of its run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number", optional))]
    pub replaced_at: Option<u64>,
    /// It goes on with a conversation that was had before this run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(as = "Option<bool>", optional))]
    pub resumed: bool,
    /// Where its transcript lies, as it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub transcript: Option<String>,
    /// What it says to people, cleaned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub message: Option<String>,
    /// When it last took up a prompt, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number", optional))]
    pub picked_up_at: Option<u64>,
    /// How often its activity has changed in this run: numbers what is told to people once.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "number"))]
    pub turn: u64,
}

impl AgentWord {
    /// Of an agent that has said nothing yet. `conversation`: the one that it was started with.
    pub fn unsaid(source: Source, since: u64, why: &str, conversation: Option<String>, resumed: bool) -> Self {
        Self {
            activity: None,
            since,
            source,
            why: why.to_owned(),
            conversation,
            replaced_at: None,
            resumed,
            transcript: None,
            message: None,
            picked_up_at: None,
            turn: 0,
        }
    }
}
