//! `list`: from memory. Whatever has grown old in it is asked for again meanwhile, for the next one who lists.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::List;
use protocol::session::Session;

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: List) -> Result<Vec<Session>, WireError> {
    daemon.wait_for_list().await;
    daemon.registry.want_words();
    Ok(daemon.registry.list(call.all))
}
