//! After the start: reads every session's record, lists it, and has each one looked at. It starts nothing by itself
//! but what the user's policy says.

use std::sync::Arc;

use protocol::event::Event;
use tokio::task::JoinSet;

use crate::context::{Daemon, Progress, off_loop};
use crate::session::record::{self, OnDisk};
use crate::session::{self, Start};
use crate::{farewells, litter, old_programs, restore};

/// Lists and adopts all sessions of the root.
pub async fn adopt_all(daemon: Arc<Daemon>) {
    let root = daemon.root.clone();
    let known = off_loop(move || {
        litter::sweep_sessions(&root);
        record::read_all(&root)
    })
    .await;
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
    let (root, own, sessions) = (daemon.root.clone(), daemon.programs.clone(), daemon.registry.list(true));
    off_loop(move || old_programs::remove(&root, &own, &sessions)).await;
    restore::carry_out::by_policy(&daemon).await;
}

/// Lists one session and starts its task; the receiver is told when it was looked at for the first time.
fn list(daemon: &Arc<Daemon>, session: OnDisk) -> tokio::sync::oneshot::Receiver<()> {
    let (looked, told) = tokio::sync::oneshot::channel();
    session::spawn(daemon, session.id, session.known, Start::Adopt { generation: session.generation, looked });
    told
}
