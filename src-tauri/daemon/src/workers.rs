//! How many workers run at once that agents have started, and who of them waits for a place. What a person starts is never
//! kept waiting. A worker that waits is a session like any other, on disk, without a run.
//!
//! A worker whose starter is gone waits until a person starts it: nobody is there for what it would do.

use std::sync::Arc;

use protocol::id::SessionId;
use protocol::session::{Archive, Session, Status};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use crate::context::{Daemon, Progress};
use crate::registry::Entry;
use crate::settings;

/// The places of workers.
#[derive(Debug)]
pub struct Workers {
    /// Held by whoever takes a place, from the look at what is free until its session is listed as starting.
    turn: Semaphore,
    /// Told when a worker has begun to wait, or a place may be free.
    changed: Notify,
}

impl Default for Workers {
    fn default() -> Self {
        Self { turn: Semaphore::new(1), changed: Notify::new() }
    }
}

impl Workers {
    /// Waits for the turn to take a place.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // Never closed, so a permit always comes.
        self.turn.acquire().await.ok()
    }

    /// A worker has changed.
    pub fn changed(&self) {
        self.changed.notify_one();
    }
}

/// Whether there is a place. The caller has the turn.
pub async fn has_place(daemon: &Daemon) -> bool {
    let most = settings::current(daemon).await.most_workers();
    living(&daemon.registry.list(true)) < most
}

/// How many workers live.
fn living(rows: &[Session]) -> usize {
    let is_agent = |id: &SessionId| rows.iter().any(|row| row.id == *id && row.agent.is_some());
    let counts = |row: &&Session| row.status.is_live() && is_worker(row.agent.as_ref(), row.parent.as_ref(), is_agent);
    rows.iter().filter(counts).count()
}

/// Whether a session is an agent that an agent has started. `is_agent`: whether a session runs one.
pub fn is_worker(agent: Option<&String>, parent: Option<&SessionId>, is_agent: impl Fn(&SessionId) -> bool) -> bool {
    agent.is_some() && parent.is_some_and(is_agent)
}

/// Starts those who wait, oldest first, whenever there is a place. Ends with the daemon.
pub async fn serve(daemon: Arc<Daemon>) {
    // Before that nobody knows who lives.
    daemon.wait_for(Progress::Reconciled).await;
    loop {
        while start_next(&daemon).await {}
        daemon.workers.changed.notified().await;
    }
}

/// Starts the next one. Whether there was one.
async fn start_next(daemon: &Daemon) -> bool {
    let _turn = daemon.workers.turn().await;
    let entries = daemon.registry.entries();
    let Some(entry) = next(&entries).filter(|_| !daemon.is_stopping()) else { return false };
    if !has_place(daemon).await {
        return false;
    }
    if let Err(error) = entry.handle.start_queued().await {
        tracing::warn!("starting {}, which waited for a place: {}", entry.row.name, error.message);
    }
    true
}

/// The oldest one that waits and whose starter lives.
fn next(entries: &[Entry]) -> Option<&Entry> {
    let lives = |id| entries.iter().any(|entry| entry.row.id == id && entry.row.status.is_live());
    let waits = |entry: &&Entry| {
        let row = &entry.row;
        row.status == Status::Queued && row.archive == Archive::No && row.parent.clone().is_some_and(lives)
    };
    entries.iter().filter(waits).min_by_key(|entry| entry.row.created_at)
}
