//! Input frames: what an attached client's person types, as it is.

use protocol::host::HostEvent;

use crate::client::Client;
use crate::input::is_typed;
use crate::session::Session;

/// Types it, or says why not; a client may send input before it knows that the program is gone.
pub fn take(session: &Session, client: &Client, bytes: Vec<u8>) {
    if let Err(message) = type_in(session, client, bytes) {
        client.tell(&HostEvent::Notice { message });
    }
}

fn type_in(session: &Session, client: &Client, bytes: Vec<u8>) -> Result<(), String> {
    if !client.is_interactive() {
        return Err("nothing was typed: this client is not attached, or only looks".to_owned());
    }
    let live = session.live().map_err(|error| error.message)?;
    if is_typed(&bytes) {
        session.typed(client);
        if let Some(agent) = &session.agent {
            agent.typed(&bytes, store::now_ms());
        }
        note_answer(session, &bytes);
    }
    live.type_in(bytes, None).map_err(|refused| refused.to_string())
}

/// Keys that answer what an agent asks: Enter, or a single letter or digit. A hook that follows knows better.
pub fn note_answer(session: &Session, bytes: &[u8]) {
    let is_answer = bytes.contains(&b'\r') || matches!(bytes, [key] if key.is_ascii_alphanumeric());
    if is_answer && session.agent.as_ref().is_some_and(|agent| agent.answered(store::now_ms())) {
        session.status_at_once();
    }
}
