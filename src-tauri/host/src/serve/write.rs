//! `write`: typing without being attached, with a receipt. It does not move the size.

use std::sync::Arc;

use protocol::agent::Activity;
use protocol::error::{ErrorCode, WireError};
use protocol::host::Write;

use super::input::note_answer;
use crate::client::Client;
use crate::session::Session;
use crate::typing::{MOST_WAITING, Receipt};

/// Queues the text. The answer comes when the terminal has taken all of it.
pub fn write(session: &Session, client: &Arc<Client>, request: u64, call: Write) -> Result<(), WireError> {
    let live = session.live()?;
    check(session, &call)?;
    let mut bytes = call.text.into_bytes();
    if call.enter {
        bytes.push(b'\r');
    }
    if bytes.len() > MOST_WAITING {
        let message = format!("the text has {} bytes, at most {MOST_WAITING} can be written at once", bytes.len());
        return Err(WireError::new(ErrorCode::TooLarge, message));
    }
    if let Some(agent) = &session.agent {
        agent.typed(&bytes, store::now_ms());
    }
    note_answer(session, &bytes);
    let receipt = Receipt { client: client.clone(), request, bytes: bytes.len() };
    Ok(live.type_in(bytes, Some(receipt))?)
}

/// Leave is given by a person who knows that it is wanted, not by whoever happens to type. Who may say that it is one was
/// checked before.
fn check(session: &Session, call: &Write) -> Result<(), WireError> {
    let waits = session.agent.as_ref().is_some_and(|agent| agent.word().activity == Some(Activity::Permission));
    if waits && !call.person {
        let message = "the session waits for leave, which only a person can give";
        return Err(WireError::new(ErrorCode::NeedsPerson, message)
            .hint(format!("attach to it and answer: `holdfast attach {}`", session.place.session.short())));
    }
    Ok(())
}
