//! `stop`: every session is stopped, unless they are to be kept; then the daemon leaves.

use std::sync::Arc;
use std::time::Duration;

use protocol::end::{Actor, IntentReason};
use protocol::error::{ErrorCode, WireError};
use protocol::hello::GoodbyeReason;
use protocol::id::{Generation, SessionId};
use protocol::requests::{Killed, Outcome, Stop, Stopped};
use store::records::StopRow;
use tokio::time::timeout;

use crate::connection::Asker;
use crate::context::{Daemon, Progress, off_loop};
use crate::journal::entries;
use crate::registry::Entry;
use crate::restore::{carry_out, last_stop};
use crate::together::together;
use crate::watchdog::Watchdog;

/// How long a full stop waits for the looks at all sessions.
const LOOKS: Duration = Duration::from_secs(10);
/// How long a session may take to say what came of a stop, and a restore to end: longer than whatever they are at, unless
/// a file system hangs.
const ANSWER: Duration = Duration::from_secs(60);

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
    let _ = timeout(LOOKS, daemon.wait_for(Progress::Reconciled)).await;
    daemon.begin_stopping();
    // A restore that hangs is not waited for for ever: whatever it has not begun by now is refused.
    let _sweep = timeout(ANSWER, daemon.sweeping.acquire()).await;
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
    let offered = carry_out::offered(daemon).await.into_iter();
    let stopped = offered.filter(|(_, lost)| lost.end.intent == Some(IntentReason::FullStop));
    stopped.map(|(entry, lost)| row(&entry.row.id, lost.generation)).collect()
}

fn row(session: &SessionId, generation: Generation) -> StopRow {
    StopRow { session: session.clone(), generation, unknown: serde_json::Map::new() }
}

/// Stops sessions at the same time; the answers come in their order.
pub async fn stop_all(
    daemon: &Daemon,
    entries: Vec<Entry>,
    actor: &Actor,
    reason: IntentReason,
    now: bool,
) -> Vec<Killed> {
    let stops = entries.into_iter().map(|entry| {
        let actor = actor.clone();
        async move {
            let silent = |_| WireError::new(ErrorCode::TimedOut, "nobody could say in time what became of it");
            let answer = timeout(ANSWER, entry.handle.stop(actor, reason, now)).await;
            (entry.row.id, answer.map_err(silent).flatten())
        }
    });
    let outcome = |(id, outcome): (SessionId, Result<Killed, WireError>)| match outcome {
        Ok(killed) => killed,
        // Wiped meanwhile; while it is listed nobody can tell.
        Err(error) => {
            let result = if daemon.registry.get(&id).is_none() { Outcome::AlreadyGone } else { Outcome::StillAlive };
            Killed { id, result, detail: Some(error.message) }
        }
    };
    together(stops).await.into_iter().map(outcome).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use protocol::paths::Root;
    use protocol::requests::Owner;
    use protocol::transport::Peer;
    use tokio::sync::mpsc;

    use super::*;
    use crate::watchdog::GRACE;

    #[tokio::test(start_paused = true)]
    async fn neither_looks_nor_a_restore_that_hang_keep_a_full_stop_from_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(&dir.path().join("root")).unwrap();
        let watchdog = Watchdog::new(Owner::Headless, false, GRACE);
        let daemon = Daemon::new(root, PathBuf::new(), "nonce".to_owned(), None, watchdog);
        let _restore = daemon.sweeping.acquire().await.unwrap();
        let asker = Asker { peer: Peer { pid: None }, events: mpsc::channel(1).0 };
        let stopping = stop_everything(&daemon, &asker);
        let stopped = timeout(Duration::from_secs(600), stopping).await.expect("it ends");
        assert_eq!(stopped, Stopped::default());
    }
}
