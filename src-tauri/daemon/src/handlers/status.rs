//! `status`: the daemon about itself, at once.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{DaemonStatus, Status};

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, _call: Status) -> Result<DaemonStatus, WireError> {
    Ok(super::status_of(daemon).await)
}
