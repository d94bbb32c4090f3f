//! `enqueue`: a prompt for a session's agent, for when it is idle.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::queue::Prompt;
use protocol::requests::Enqueue;

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Enqueue) -> Result<Prompt, WireError> {
    daemon.wait_for_list().await;
    let entry = daemon.registry.find(&call.id)?;
    let by = super::actor(daemon, asker).await;
    entry.handle.enqueue(call.text, by).await
}
