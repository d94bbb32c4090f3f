//! Keeps what all sessions together have printed within its bound. It looks at the disk once after the start, and again only
//! when it was told that there is too much; no timer runs. What is removed each session's task removes.

use std::sync::Arc;

use super::plan::{self, EndedLog};
use super::walk;
use crate::context::{Daemon, Progress, off_loop};
use crate::settings;

/// Runs until the daemon ends.
pub async fn run(daemon: Arc<Daemon>) {
    daemon.wait_for(Progress::Reconciled).await;
    read_bounds(&daemon).await;
    survey(&daemon).await;
    loop {
        daemon.space.exceeded().await;
        thin(&daemon).await;
    }
}

/// The settings may have changed since they were last read.
async fn read_bounds(daemon: &Daemon) {
    daemon.space.set_bounds(settings::current(daemon).await.bounds());
}

/// Measures every session, one after the other, beside whatever else the daemon does.
async fn survey(daemon: &Arc<Daemon>) {
    let (root, entries) = (daemon.root.clone(), daemon.registry.entries());
    let found = off_loop(move || {
        let measured = entries.into_iter().map(|entry| {
            let live = entry.row.status.is_live().then_some(entry.row.generation);
            (entry.row.id.clone(), walk::measure(&root, &entry.row.id, live))
        });
        measured.collect::<Vec<_>>()
    });
    daemon.space.surveyed(found.await);
    daemon.registry.set_log_bytes(|id| daemon.space.of(id));
    for entry in daemon.registry.entries() {
        if daemon.space.is_crowded(&entry.row.id) {
            entry.handle.trim(Vec::new()).await;
        }
    }
}

/// Has the output of those who ended first removed, as much as is too much.
async fn thin(daemon: &Arc<Daemon>) {
    read_bounds(daemon).await;
    let bound = daemon.space.bounds().total;
    let Some(total) = daemon.space.total().filter(|total| *total > bound) else { return };
    let (root, entries) = (daemon.root.clone(), daemon.registry.entries());
    let goes = off_loop(move || {
        let ended = entries.into_iter().filter(|entry| !entry.row.status.is_live()).map(|entry| EndedLog {
            pieces: walk::pieces(&root, &entry.row.id),
            ended_at: entry.row.end.map_or(entry.row.created_at, |end| end.at),
            id: entry.row.id,
        });
        plan::within_total(ended.collect(), total - bound + plan::slack(bound))
    });
    for (id, pieces) in goes.await {
        if let Some(entry) = daemon.registry.get(&id) {
            entry.handle.trim(pieces).await;
        }
    }
    daemon.space.were_thinned();
}
