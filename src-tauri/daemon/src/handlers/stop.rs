//! `stop`: every session is stopped, unless they are to be kept; then the daemon leaves.

use std::sync::Arc;
use std::time::Duration;

use protocol::end::{Actor, IntentReason};
use protocol::error::WireError;
use protocol::hello::GoodbyeReason;
use protocol::id::{Generation, SessionId};
use protocol::plan::Row;
use protocol::requests::{Killed, Outcome, Stop, Stopped};
use store::records::StopRow;
use tokio::task::JoinSet;

use crate::connection::Asker;
use crate::context::{Daemon, Progress, off_loop};
use crate::journal::entries;
use crate::registry::Entry;
use crate::restore::{carry_out, last_stop};
use crate::watchdog::Watchdog;

/// How long a full stop waits for the looks at all sessions.
const LOOKS: Duration = Duration::from_secs(10);

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Stop) -> Result<Stopped, WireError> {
    if call.keep_sessions {
        let replaced = call.goodbye == GoodbyeReason::Replaced;
        daemon.exit.leave(if replaced { GoodbyeReason::Replaced } else { GoodbyeReason::KeepSessions });
        return Ok(Stopped::default());
    }
    daemon.tell_watchdog(Watchdog::begin);
    let stopped = stop_everything(daemon, asker).await;
    daemon.tell_watchdog(Watchdog::finish);
    // The daemon leaves even if a session could not be stopped: it is named in the answer and adopted next time.
    daemon.exit.leave(GoodbyeReason::Stop);
    Ok(stopped)
}

/// Each step is taken whatever became of the ones before; what failed is in the answer.
async fn stop_everything(daemon: &Arc<Daemon>, asker: &Asker) -> Stopped {
    // A session that nobody could look at yet is stopped all the same.
    let _ = tokio::time::timeout(LOOKS, daemon.wait_for(Progress::Reconciled)).await;
    daemon.begin_stopping();
    let _sweep = daemon.sweeping.acquire().await;
    let actor = super::actor(daemon, asker).await;
    let live: Vec<Entry> = daemon.registry.entries().into_iter().filter(|entry| entry.row.status.is_live()).collect();
    daemon.journal.note(entries::full_stop(live.len(), &actor));
    let mut rows: Vec<StopRow> = live.iter().map(|entry| row(&entry.row.id, entry.row.generation)).collect();
    rows.extend(still_offered(daemon).await);
    let root = daemon.root.clone();
    let begun = off_loop(move || last_stop::begin(&root, rows)).await;
    let sessions = stop_all(daemon, live, &actor, IntentReason::FullStop, false).await;
    let root = daemon.root.clone();
    let recorded = match begun {
        Ok(stop) => off_loop(move || last_stop::done(&root, stop)).await,
        Err(error) => Err(error),
    };
    let problems = recorded.err().map(|error| error.message).into_iter().collect();
    Stopped { sessions, problems }
}

/// What an earlier full stop was about and nobody brought back: it stays on offer.
async fn still_offered(daemon: &Arc<Daemon>) -> Vec<StopRow> {
    let plan = carry_out::make(daemon).await;
    let stopped = |offered: &&Row| offered.cause.intent == Some(IntentReason::FullStop);
    plan.rows.iter().filter(stopped).map(|offered| row(&offered.id, offered.generation)).collect()
}

fn row(session: &SessionId, generation: Generation) -> StopRow {
    StopRow { session: session.clone(), generation, unknown: serde_json::Map::new() }
}

/// Stops sessions at the same time; the answers come in their order.
pub(super) async fn stop_all(
    daemon: &Daemon,
    entries: Vec<Entry>,
    actor: &Actor,
    reason: IntentReason,
    now: bool,
) -> Vec<Killed> {
    let mut stopping = JoinSet::new();
    for (at, entry) in entries.into_iter().enumerate() {
        let actor = actor.clone();
        stopping.spawn(async move { (at, entry.row.id, entry.handle.stop(actor, reason, now).await) });
    }
    let mut stopped = stopping.join_all().await;
    stopped.sort_by_key(|(at, ..)| *at);
    let outcome = |(_, id, outcome): (usize, SessionId, Result<Killed, WireError>)| match outcome {
        Ok(killed) => killed,
        // Wiped meanwhile; while it is listed nobody can tell.
        Err(error) => {
            let result = if daemon.registry.get(&id).is_none() { Outcome::AlreadyGone } else { Outcome::StillAlive };
            Killed { id, result, detail: Some(error.message) }
        }
    };
    stopped.into_iter().map(outcome).collect()
}
