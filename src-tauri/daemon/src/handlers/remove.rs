//! `remove`: wipes ended sessions. None is, if it is seen beforehand that one cannot be.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Remove, Removed};

use super::targets;
use crate::connection::Asker;
use crate::context::Daemon;
use crate::registry::Entry;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Remove) -> Result<Vec<Removed>, WireError> {
    daemon.wait_for_list().await;
    let entries = targets::find(daemon, &call.ids)?;
    entries.iter().try_for_each(is_over)?;
    for entry in &entries {
        entry.handle.check_removable().await?;
    }
    let mut rows = Vec::new();
    for entry in entries {
        rows.push(Removed { id: entry.row.id, error: entry.handle.remove().await.err() });
    }
    Ok(rows)
}

/// By what is in memory: at once, and without a word to any host.
fn is_over(entry: &Entry) -> Result<(), WireError> {
    let row = &entry.row;
    if !row.status.is_live() {
        return Ok(());
    }
    Err(WireError::new(ErrorCode::StillAlive, format!("{} is not over: {}", row.name, row.why))
        .hint(format!("end it first: `holdfast kill {}`", row.id.short())))
}
