//! `hook`: an agent's hook tells what the agent does. What counts for nothing is answered all the same: no hook may fail its
//! agent.

use protocol::agent::{Heard, Hook};
use protocol::error::WireError;

use crate::client::Client;
use crate::session::Session;
use crate::threads::lock;

/// Takes it in. It is on disk when it is answered, as far as the disk takes it.
pub fn hook(session: &Session, client: &Client, call: &Hook) -> Result<Heard, WireError> {
    let live = session.live()?;
    let Some(agent) = &session.agent else {
        return Ok(Heard { ignored: Some("this session was not started as an agent's".to_owned()) });
    };
    let changed = match agent.hear(call, client.pid(), live.child.pid, store::now_ms()) {
        Ok(changed) => changed,
        Err(ignored) => {
            tracing::info!(event = call.event, ignored, "a hook counts for nothing");
            return Ok(Heard { ignored: Some(ignored) });
        }
    };
    if let Some(error) = changed.unwritten {
        lock(&session.stream).warn(format!("what the agent said cannot be kept: writing agent.json: {error}"));
    }
    if changed.is_news {
        session.status_at_once();
    }
    Ok(Heard::default())
}
