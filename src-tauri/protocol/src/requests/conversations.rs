//! `conversations`: what agents have talked about before, also outside of Holdfast, as their transcripts say.

use serde::{Deserialize, Serialize};

use crate::id::SessionId;

/// Asks for past conversations that can be gone on with, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetConversations {
    /// Only those of this agent. Absent: of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub agent: Option<String>,
    /// So many at most; never more than 200. Absent: 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub limit: Option<usize>,
}
crate::call!(GetConversations => "conversations", Conversations);

/// Past conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Conversations {
    /// The newest first.
    pub conversations: Vec<Conversation>,
    /// There are more than these, or not all could be looked at.
    #[serde(default)]
    pub limited: bool,
}

/// One past conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Conversation {
    /// The agent that it was had with.
    pub agent: String,
    /// What `new` takes to go on with it.
    pub id: String,
    /// Where it was had.
    pub directory: String,
    /// What the agent was first asked, cleaned and cut to 120 cells. Absent: it is not told where one would look for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub title: Option<String>,
    /// When something was last said, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// The session that has it, if there is one: rather go there, or resume that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub session: Option<SessionId>,
}
