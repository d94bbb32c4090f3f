//! `write`: typing without being attached, with a receipt. It does not move the size.

use std::sync::Arc;

use protocol::agent::Activity;
use protocol::error::{ErrorCode, WireError};
use protocol::host::Write;

use store::process;

use crate::client::Client;
use crate::session::Session;
use crate::typing::{MOST_WAITING, Receipt};

/// Queues the text. The answer comes when the terminal has taken all of it.
pub fn write(session: &Session, client: &Arc<Client>, request: u64, call: Write) -> Result<(), WireError> {
    let live = session.live()?;
    check(session, client)?;
    let mut bytes = call.text.into_bytes();
    if call.enter {
        bytes.push(b'\r');
    }
    if bytes.len() > MOST_WAITING {
        let message = format!("the text has {} bytes, at most {MOST_WAITING} can be written at once", bytes.len());
        return Err(WireError::new(ErrorCode::TooLarge, message));
    }
    let receipt = Receipt { client: client.clone(), request, bytes: bytes.len() };
    Ok(live.type_in(bytes, Some(receipt))?)
}

/// An agent does not answer for a person: neither itself, nor another that waits for leave. This fences honest agents.
fn check(session: &Session, client: &Client) -> Result<(), WireError> {
    let Some(agent) = &session.agent else { return Ok(()) };
    let forbidden = |message: &str| Err(WireError::new(ErrorCode::Forbidden, message));
    if session.is_of_own_agent(client) {
        return forbidden("an agent may not type into its own session");
    }
    let is_agents = client.pid().is_some_and(|pid| process::session_of(pid).is_some());
    if is_agents && agent.word().activity == Some(Activity::Permission) {
        return forbidden("the session waits for leave, which only a person can give")
            .map_err(|error: WireError| error.hint("attach to it: `holdfast attach`"));
    }
    Ok(())
}
