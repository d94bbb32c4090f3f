//! `change_queue`: another text or place for a prompt that waits, or none at all.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::queue::Queue;
use protocol::requests::ChangeQueue;

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: ChangeQueue) -> Result<Queue, WireError> {
    daemon.wait_for_list().await;
    let entry = daemon.registry.find(&call.id)?;
    let by = super::actor(daemon, asker).await;
    entry.handle.change_queue(call.number, call.change, by).await
}
