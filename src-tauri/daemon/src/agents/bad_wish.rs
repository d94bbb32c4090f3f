//! Why a wish cannot be met, for people and with the remedy. It is told before anything is done.

use protocol::error::{ErrorCode, WireError};

/// Why a wish cannot be met.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWish {
    /// The agent has no such permission mode.
    #[error("{agent} has no permission mode {mode:?}")]
    NoMode {
        /// The agent's name.
        agent: String,
        /// What was asked for.
        mode: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// The agent cannot be given a model.
    #[error("{0} cannot be given a model from outside")]
    NoModel(String),
    /// The agent cannot resume a conversation.
    #[error("{0} cannot resume a conversation")]
    NotResumable(String),
    /// The start needs a conversation's id, and there is none.
    #[error("the id of the conversation is not known")]
    NoConversation,
    /// What was given cannot be the id of a conversation.
    #[error("{0:?} is no id of a conversation")]
    BadConversation(String),
    /// No argument may hold a zero byte, and none of the named kind may be empty.
    #[error("the {0} is empty or has a zero byte in it")]
    BadText(&'static str),
    /// The adapter names a value where it has none: the fault is in its file.
    #[error("the adapter wants {0}, which this start does not have")]
    NoValue(&'static str),
}

impl From<BadWish> for WireError {
    fn from(bad: BadWish) -> Self {
        let hint = match &bad {
            BadWish::NoMode { known, .. } if known.is_empty() => "leave it out: the agent has only its own".to_owned(),
            BadWish::NoMode { known, .. } => format!("choose one of: default, {}", known.join(", ")),
            BadWish::NoModel(_) => "choose the model in the agent itself".to_owned(),
            BadWish::NotResumable(_) | BadWish::NoConversation => "start it again with `--fresh`".to_owned(),
            BadWish::BadConversation(_) => "the agent itself lists its conversations".to_owned(),
            BadWish::BadText(what) => format!("give another {what}, or none"),
            BadWish::NoValue(_) => "`holdfast doctor` names the adapters' files".to_owned(),
        };
        Self::new(ErrorCode::BadRequest, bad.to_string()).hint(hint)
    }
}
