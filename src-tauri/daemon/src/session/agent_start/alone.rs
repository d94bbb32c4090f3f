//! Whether a conversation goes on anywhere else: one process per conversation. It looks only.

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use store::process;

use crate::context::Daemon;

/// Checks that nobody else goes on with a conversation: no other session, and no agent in another terminal of this machine as
/// far as the list of processes shows it.
///
/// # Errors
/// `conversation_taken` naming who.
pub async fn check_alone(
    daemon: &Daemon,
    own: &SessionId,
    conversation: &str,
    programs: Vec<String>,
) -> Result<(), WireError> {
    let other = daemon
        .registry
        .entries()
        .into_iter()
        .map(|entry| entry.row)
        .find(|row| row.id != *own && row.status.is_live() && row.conversation.as_deref() == Some(conversation));
    if let Some(other) = other {
        let message = format!("the conversation {conversation} goes on in {}", other.name);
        return Err(WireError::new(ErrorCode::ConversationTaken, message)
            .hint(format!("attach to it: `holdfast attach {}`", other.id.short())));
    }
    let wanted = conversation.to_owned();
    match daemon.look(move || elsewhere(&wanted, &programs)).await {
        Some(pid) => Err(WireError::new(
            ErrorCode::ConversationTaken,
            format!("the conversation {conversation} goes on in another terminal: process {pid}"),
        )
        .hint("leave it there first, or begin a new one: `holdfast resume --fresh`")),
        None => Ok(()),
    }
}

/// An agent's process that was told this conversation. Blocking.
fn elsewhere(conversation: &str, programs: &[String]) -> Option<u32> {
    let is_agent = |pid: &u32| process::names(*pid).iter().any(|name| programs.contains(name));
    match process::told(conversation) {
        Ok(told) => told.into_iter().find(is_agent),
        Err(error) => {
            tracing::warn!("looking for the conversation {conversation} among all processes: {error}");
            None
        }
    }
}
