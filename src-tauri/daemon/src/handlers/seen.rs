//! `seen`: a person has looked at a session.

use std::sync::Arc;

use protocol::envelope::Done;
use protocol::error::WireError;
use protocol::requests::Seen;

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Seen) -> Result<Done, WireError> {
    daemon.wait_for_list().await;
    daemon.registry.find(&call.id)?.handle.seen().await?;
    Ok(Done {})
}
