//! `show`: one session with its runs.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Show, Shown};

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Show) -> Result<Shown, WireError> {
    daemon.wait_for_list().await;
    daemon.registry.find(&call.id)?.handle.show().await
}
