//! `subscribe`: everything as it is now, and every change from now on.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Subscribe, Subscribed};

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, _call: Subscribe) -> Result<Subscribed, WireError> {
    daemon.wait_for_list().await;
    let status = super::status_of(daemon).await;
    daemon.registry.want_words();
    let (sessions, events) = daemon.registry.subscribe();
    let gone = |_| WireError::new(ErrorCode::Internal, "the connection has ended");
    asker.events.send(events).await.map_err(gone)?;
    Ok(Subscribed { daemon: status, sessions })
}
