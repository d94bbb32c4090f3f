//! `queue`: the prompts that wait for a session's agent.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::queue::Queue;
use protocol::requests::GetQueue;

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: GetQueue) -> Result<Queue, WireError> {
    daemon.wait_for_list().await;
    daemon.registry.find(&call.id)?.handle.queue().await
}
