//! After the start: reads every session's record, lists it, and has each one looked at. It starts nothing by itself
//! but what the user's policy says.

use std::sync::Arc;

use protocol::event::Event;
use protocol::id::SessionId;
use protocol::paths::Root;
use tokio::task::JoinSet;

use crate::context::{Daemon, Progress, off_loop};
use crate::notifications::Note;
use crate::session::record::{self, OnDisk};
use crate::session::{self, Start};
use crate::together::together;
use crate::{farewells, litter, old_programs, restore};

/// How many threads read records at the same time: more than there are processors, for a disk that was not read yet.
const READERS: usize = 8;

/// Lists and adopts all sessions of the root.
pub async fn adopt_all(daemon: Arc<Daemon>) {
    let known = read_all(&daemon.root).await;
    let mut looks = JoinSet::new();
    for session in known {
        let looked = list(&daemon, session);
        looks.spawn(async move {
            // A session's task that ends before its first look has ended with the daemon.
            let _ = looked.await;
        });
    }
    daemon.progress.send_replace(Progress::Listed);
    looks.join_all().await;
    off_loop({
        let root = daemon.root.clone();
        let started_at = daemon.started_at;
        move || {
            restore::last_stop::finish(&root);
            farewells::have_served(&root, started_at);
        }
    })
    .await;
    daemon.progress.send_replace(Progress::Reconciled);
    daemon.registry.emit(&Event::Reconciled);
    let listed = daemon.registry.list(true).into_iter().map(|row| row.id).collect();
    daemon.notifications.note(Note::Listed(listed));
    let (root, own, sessions) = (daemon.root.clone(), daemon.programs.clone(), daemon.registry.list(true));
    off_loop(move || old_programs::remove(&root, &own, &sessions)).await;
    daemon.busy.notify_one();
    restore::carry_out::by_policy(&daemon).await;
}

/// Reads all sessions, several at the same time: nobody gets a list before.
async fn read_all(root: &Root) -> Vec<OnDisk> {
    let ids = off_loop({
        let root = root.clone();
        move || {
            litter::sweep_wiped(&root);
            record::ids(&root)
        }
    })
    .await;
    let read = |ids: &[SessionId]| {
        let (root, ids) = (root.clone(), ids.to_vec());
        off_loop(move || record::read_each(&root, &ids))
    };
    let shares = ids.chunks(ids.len().div_ceil(READERS).max(1)).map(read);
    together(shares).await.into_iter().flatten().collect()
}

/// Lists one session and starts its task; the receiver is told when it was looked at for the first time.
fn list(daemon: &Arc<Daemon>, session: OnDisk) -> tokio::sync::oneshot::Receiver<()> {
    let (looked, told) = tokio::sync::oneshot::channel();
    session::spawn(daemon, session.id, session.known, Start::Adopt { generation: session.generation, looked });
    told
}
