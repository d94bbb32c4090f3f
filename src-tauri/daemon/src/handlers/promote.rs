//! `promote`: the daemon stays until it is stopped.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{DaemonStatus, Promote};

use crate::connection::Asker;
use crate::context::Daemon;
use crate::run::write_run_file;
use crate::watchdog::Watchdog;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, _call: Promote) -> Result<DaemonStatus, WireError> {
    super::not_leaving(daemon)?;
    daemon.tell_watchdog(Watchdog::promote);
    write_run_file(daemon);
    Ok(super::status_of(daemon).await)
}
