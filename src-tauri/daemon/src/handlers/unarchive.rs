//! `unarchive`: takes sessions out again, and says what came of each.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Unarchive, Unarchived, Unarchiving};

use super::targets;
use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Unarchive) -> Result<Vec<Unarchived>, WireError> {
    daemon.wait_for_list().await;
    let by = super::actor(daemon, asker).await;
    let unarchive = |entry: crate::registry::Entry| {
        let by = by.clone();
        async move { entry.handle.unarchive(by).await }
    };
    let outcomes = targets::each(daemon, &call.ids, unarchive).await?;
    let rows = outcomes.into_iter().map(|(id, outcome)| match outcome {
        Ok(result) => Unarchived { id, result, error: None },
        Err(error) => Unarchived { id, result: Unarchiving::Failed, error: Some(error) },
    });
    Ok(rows.collect())
}
