//! `restore`: carries out the plan or part of it.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Restore, Restored};

use crate::connection::Asker;
use crate::context::Daemon;
use crate::restore::carry_out;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Restore) -> Result<Restored, WireError> {
    super::not_leaving(daemon)?;
    let by = super::actor(daemon, asker).await;
    carry_out::restore(daemon, &call.ids, &by).await
}
