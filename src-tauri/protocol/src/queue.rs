//! Prompts that wait until a session's agent is idle. Data only; the daemon keeps and delivers them.

use serde::{Deserialize, Serialize};

use crate::end::Actor;

/// How far a prompt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum PromptState {
    /// It waits for the agent to be idle.
    Waiting,
    /// It is being given to the agent.
    Sending,
    /// Nobody can tell whether the agent has it. It is never sent again by itself, and holds up those behind it until a
    /// person has decided.
    Uncertain,
    /// A state of a newer version.
    #[serde(other)]
    Unknown,
}

/// One prompt that waits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Prompt {
    /// Which one of its session, for good. 0 is what the session was made to ask.
    #[cfg_attr(test, ts(type = "number"))]
    pub number: u64,
    /// What the agent is to be asked.
    pub text: String,
    /// How far it has come.
    pub state: PromptState,
    /// Who wants it.
    pub by: Actor,
    /// Since when it waits, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// Why it is uncertain, or what the last try came to, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub why: Option<String>,
    /// Fields of a newer build, kept when the record is rewritten.
    #[serde(flatten)]
    #[cfg_attr(test, ts(skip))]
    pub unknown: serde_json::Map<String, serde_json::Value>,
}

/// Prompts may hold secrets.
impl std::fmt::Debug for Prompt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { number, state, by, at, why, .. } = self;
        let fields = (number, self.text.len(), state, by, at, why);
        f.debug_tuple("Prompt").field(&fields).finish()
    }
}

/// That a prompt was given to the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Receipt {
    /// Which prompt.
    #[cfg_attr(test, ts(type = "number"))]
    pub number: u64,
    /// When it was entered, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub submitted_at: u64,
    /// When the agent said that it took it up. Absent: it has not, or does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number", optional))]
    pub picked_up_at: Option<u64>,
}

/// What waits for a session's agent, first what comes first, and what it was given last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Queue {
    /// What waits.
    pub prompts: Vec<Prompt>,
    /// What was delivered, the last last.
    #[serde(default)]
    pub delivered: Vec<Receipt>,
}
