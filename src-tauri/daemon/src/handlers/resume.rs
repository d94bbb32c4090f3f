//! `resume`: the next run of an ended session.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::Resume;
use protocol::session::Session;

use crate::connection::Asker;
use crate::context::Daemon;
use crate::session::Begin;
use crate::{environment, orchestrators};

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Resume) -> Result<Session, WireError> {
    super::not_leaving(daemon)?;
    daemon.wait_for_list().await;
    let entry = daemon.registry.find(&call.id)?;
    let environment = environment::of_start(call.environment).await;
    let by = Some(super::actor(daemon, asker).await);
    let begin = Begin { environment, size: call.size, fresh: call.fresh, by, ..Begin::default() };
    orchestrators::start(daemon, &entry, begin).await
}
