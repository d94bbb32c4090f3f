//! `restart`: ends sessions and starts them again in place, two at a time.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Restart, RestoredRow};

use super::targets;
use crate::connection::Asker;
use crate::context::Daemon;
use crate::environment;
use crate::session::Begin;
use crate::together::together;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Restart) -> Result<Vec<RestoredRow>, WireError> {
    super::not_leaving(daemon)?;
    daemon.wait_for_list().await;
    // All must be known before the first is ended.
    let entries = targets::find(daemon, &call.ids)?;
    let environment = environment::of_start(call.environment).await;
    let by = Some(super::actor(daemon, asker).await);
    let restarts = entries.into_iter().map(|entry| {
        let begin = Begin { environment: environment.clone(), by: by.clone(), ..Begin::default() };
        let daemon = daemon.clone();
        async move {
            let _place = daemon.starts.acquire().await;
            match entry.handle.restart(begin, call.now).await {
                Ok(session) => RestoredRow { id: session.id, generation: Some(session.generation), error: None },
                Err(error) => RestoredRow { id: entry.row.id, generation: None, error: Some(error) },
            }
        }
    });
    Ok(together(restarts).await)
}
