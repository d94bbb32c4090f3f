//! `resize`: a client's window has another size.

use protocol::envelope::Done;
use protocol::error::{ErrorCode, WireError};
use protocol::host::Resize;

use crate::client::Client;
use crate::session::Session;

/// Notes the size; it takes effect if the client owns the terminal's.
pub fn resize(session: &Session, client: &Client, call: Resize) -> Result<Done, WireError> {
    session.live()?;
    if !client.is_interactive() {
        return Err(WireError::new(ErrorCode::Forbidden, "only a client that is attached and may type can resize"));
    }
    session.change_owner(|owners| owners.resized(client.id, call.size));
    Ok(Done {})
}
