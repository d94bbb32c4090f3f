//! `remove`: wipes ended sessions. None is, if it is seen beforehand that one cannot be.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Remove, Removed};

use super::targets;
use crate::connection::Asker;
use crate::context::Daemon;
use crate::journal::entries;
use crate::registry::Entry;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Remove) -> Result<Vec<Removed>, WireError> {
    daemon.wait_for_list().await;
    let found = targets::find(daemon, &call.ids)?;
    found.iter().try_for_each(is_over)?;
    for entry in &found {
        entry.handle.check_removable().await?;
    }
    let by = super::actor(daemon, asker).await;
    let mut rows = Vec::new();
    for entry in found {
        let outcome = entry.handle.remove().await;
        if outcome.is_ok() {
            daemon.journal.note(entries::removed(&entry.row.id, entry.row.generation, &by));
        }
        rows.push(Removed { id: entry.row.id, error: outcome.err() });
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
