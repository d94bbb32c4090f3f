//! `subscribe`: everything as it is now, and every change from now on.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Subscribe, Subscribed};

use crate::connection::Asker;
use crate::context::Daemon;
use crate::roles::Role;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, _call: Subscribe) -> Result<Subscribed, WireError> {
    daemon.wait_for_list().await;
    let status = super::status_of(daemon).await;
    daemon.registry.want_words();
    let is_person = super::role(daemon, asker).await == Role::Person;
    let (sessions, events) = daemon.registry.subscribe(is_person);
    let gone = |_| WireError::new(ErrorCode::Internal, "the connection has ended");
    asker.events.send(events).await.map_err(gone)?;
    Ok(Subscribed { daemon: status, sessions })
}
