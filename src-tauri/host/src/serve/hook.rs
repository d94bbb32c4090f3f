//! `hook`: an agent's hook tells what the agent does. What counts for nothing is answered all the same: no hook may fail its
//! agent.

use std::sync::Arc;

use protocol::agent::{Heard, Hook};
use protocol::error::WireError;

use crate::client::Client;
use crate::roles::Role;
use crate::session::Session;

/// Takes it in. It is on disk when it is answered, as far as the disk takes it.
pub fn hook(session: &Arc<Session>, client: &Client, call: &Hook) -> Result<Heard, WireError> {
    let live = session.live()?;
    let Some(agent) = &session.agent else {
        return Ok(Heard { ignored: Some("this session was not started as an agent's".to_owned()) });
    };
    let heard = match client.role_in(session) {
        Role::Agent => Err("it comes from another agent's session".to_owned()),
        Role::Own | Role::Person => agent.hear(call, client.pid(), live.child.pid, store::now_ms()),
    };
    // Also what another could not bring to the disk.
    session.keep_agent();
    // Whatever it says: the agent is alive.
    session.status_changed();
    match heard {
        Ok(is_news) => {
            if is_news {
                session.status_at_once();
            }
            Ok(Heard::default())
        }
        Err(ignored) => {
            tracing::info!(event = call.event, ignored, "a hook counts for nothing");
            Ok(Heard { ignored: Some(ignored) })
        }
    }
}
