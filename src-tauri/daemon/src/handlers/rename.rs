//! `rename`: another name, unique among sessions that are not archived.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::id::check_name;
use protocol::requests::Rename;
use protocol::session::Session;

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Rename) -> Result<Session, WireError> {
    daemon.wait_for_list().await;
    let entry = daemon.registry.find(&call.id)?;
    let name = check_name(&call.name).map_err(|error| WireError::new(ErrorCode::BadName, error.to_string()))?;
    let name = daemon.registry.reserve_name(&name, true, Some(&entry.row.id))?;
    let by = super::actor(daemon, asker).await;
    let outcome = entry.handle.rename(name.clone(), by).await;
    daemon.registry.release_name(&name);
    outcome
}
