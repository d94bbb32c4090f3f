//! `stop`: every session is stopped, unless they are to be kept; then the daemon leaves.

use std::sync::Arc;

use protocol::end::{Actor, IntentReason};
use protocol::error::WireError;
use protocol::event::Event;
use protocol::hello::GoodbyeReason;
use protocol::id::{Generation, SessionId};
use protocol::requests::{Killed, Stop, Stopped};
use store::records::StopRow;
use tokio::task::JoinSet;

use crate::connection::Asker;
use crate::context::{Daemon, Progress, off_loop};
use crate::registry::Entry;
use crate::restore::last_stop;
use crate::watchdog::Watchdog;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Stop) -> Result<Stopped, WireError> {
    if call.keep_sessions {
        let replaced = call.goodbye == GoodbyeReason::Replaced;
        daemon.exit.leave(if replaced { GoodbyeReason::Replaced } else { GoodbyeReason::KeepSessions });
        return Ok(Stopped::default());
    }
    daemon.tell_watchdog(Watchdog::begin);
    let outcome = stop_everything(daemon, asker).await;
    daemon.tell_watchdog(Watchdog::finish);
    // The daemon leaves even if a session could not be stopped: it is named in the answer and adopted next time.
    daemon.exit.leave(GoodbyeReason::Stop);
    outcome
}

async fn stop_everything(daemon: &Arc<Daemon>, asker: &Asker) -> Result<Stopped, WireError> {
    daemon.wait_for(Progress::Reconciled).await;
    daemon.begin_stopping();
    let _sweep = daemon.sweeping.acquire().await;
    let actor = super::actor(daemon, asker).await;
    let live: Vec<Entry> = daemon.registry.entries().into_iter().filter(|entry| entry.row.status.is_live()).collect();
    let mut rows: Vec<StopRow> = live.iter().map(|entry| row(&entry.row.id, entry.row.generation)).collect();
    rows.extend(still_offered(daemon).await);
    let root = daemon.root.clone();
    let begun = off_loop(move || last_stop::begin(&root, rows)).await;
    let sessions = stop_all(live, &actor, IntentReason::FullStop, false).await?;
    let root = daemon.root.clone();
    let recorded = match begun {
        Ok(stop) => off_loop(move || last_stop::done(&root, stop)).await,
        Err(error) => Err(error),
    };
    if let Err(error) = recorded {
        daemon.registry.emit(&Event::Notice { message: error.message });
    }
    Ok(Stopped { sessions })
}

/// What an earlier full stop was about and nobody brought back: it stays on offer.
async fn still_offered(daemon: &Arc<Daemon>) -> Vec<StopRow> {
    let root = daemon.root.clone();
    let earlier = off_loop(move || last_stop::read(&root)).await.map(|stop| stop.rows).unwrap_or_default();
    let lost = |entry: &Entry, row: &StopRow| entry.lost.as_ref().is_some_and(|lost| lost.generation == row.generation);
    let offered = |row: &StopRow| daemon.registry.get(&row.session).is_some_and(|entry| lost(&entry, row));
    earlier.into_iter().filter(offered).collect()
}

fn row(session: &SessionId, generation: Generation) -> StopRow {
    StopRow { session: session.clone(), generation, unknown: serde_json::Map::new() }
}

/// Stops sessions at the same time; the answers come in their order.
pub(super) async fn stop_all(
    entries: Vec<Entry>,
    actor: &Actor,
    reason: IntentReason,
    now: bool,
) -> Result<Vec<Killed>, WireError> {
    let mut stopping = JoinSet::new();
    for (at, entry) in entries.into_iter().enumerate() {
        let actor = actor.clone();
        stopping.spawn(async move { (at, entry.handle.stop(actor, reason, now).await) });
    }
    let mut stopped = stopping.join_all().await;
    stopped.sort_by_key(|(at, _)| *at);
    stopped.into_iter().map(|(_, outcome)| outcome).collect()
}
