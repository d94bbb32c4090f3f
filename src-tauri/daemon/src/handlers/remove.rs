//! `remove`: wipes ended sessions, all or none.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::requests::Remove;

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Remove) -> Result<Vec<SessionId>, WireError> {
    daemon.wait_for_list().await;
    let mut entries = Vec::new();
    for text in &call.ids {
        let entry = daemon.registry.find(text)?;
        if entry.row.status.is_live() {
            let message = format!("{} is not over: {}", entry.row.name, entry.row.why);
            return Err(WireError::new(ErrorCode::StillAlive, message)
                .hint(format!("end it first: `holdfast kill {}`", entry.row.id.short())));
        }
        entries.push(entry);
    }
    let mut removed = Vec::new();
    for entry in entries {
        entry.handle.remove().await?;
        removed.push(entry.row.id);
    }
    Ok(removed)
}
