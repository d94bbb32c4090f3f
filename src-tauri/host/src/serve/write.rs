//! `write`: typing without being attached, with a receipt. It does not move the size.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::host::Write;

use crate::client::Client;
use crate::session::Session;
use crate::typing::{MOST_WAITING, Receipt};

/// Queues the text. The answer comes when the terminal has taken all of it.
pub fn write(session: &Session, client: &Arc<Client>, request: u64, call: Write) -> Result<(), WireError> {
    let live = session.live()?;
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
