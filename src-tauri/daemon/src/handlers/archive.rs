//! `archive`: puts sessions away, all at the same time, and says what came of each.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Archive, Archived, Archiving};

use super::targets;
use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Archive) -> Result<Vec<Archived>, WireError> {
    daemon.wait_for_list().await;
    let actor = super::actor(daemon, asker).await;
    let archive = |entry: crate::registry::Entry| {
        let actor = actor.clone();
        async move { entry.handle.archive(actor).await }
    };
    let outcomes = targets::each(daemon, &call.ids, archive).await?;
    let failed = |id, error| Archived { id, result: Archiving::Failed, detail: None, error: Some(error) };
    Ok(outcomes.into_iter().map(|(id, outcome)| outcome.unwrap_or_else(|error| failed(id, error))).collect())
}
