//! `kill`: ends sessions, all at the same time, and says what came of each.

use std::sync::Arc;

use protocol::end::IntentReason;
use protocol::error::WireError;
use protocol::requests::{Kill, Killed};

use super::stop::stop_all;
use super::targets;
use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Kill) -> Result<Vec<Killed>, WireError> {
    daemon.wait_for_list().await;
    // All must be known before the first is ended.
    let entries = targets::find(daemon, &call.ids)?;
    let actor = super::actor(daemon, asker).await;
    Ok(stop_all(daemon, entries, &actor, IntentReason::Kill, call.now).await)
}
