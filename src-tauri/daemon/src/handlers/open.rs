//! `open`: where a session's terminal is served.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Open, Opened};

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Open) -> Result<Opened, WireError> {
    daemon.wait_for_list().await;
    daemon.registry.find(&call.id)?.handle.open(call.generation).await
}
