//! The daemon's way out. Built from parts that have no way to stop a session: no registry, no sessions, no hosts.

use std::sync::Mutex;
use std::time::Duration;

use protocol::hello::GoodbyeReason;
use protocol::paths::Root;
use store::lock::Lock;
use tokio::sync::{mpsc, watch};

/// How long connections may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(1);

/// Where the wish to leave is made known, and by which connections say that they are done.
#[derive(Debug)]
pub struct Exit {
    reason: watch::Sender<Option<GoodbyeReason>>,
    /// Each connection holds a clone and drops it when its goodbye is written.
    connections: Mutex<Option<mpsc::Sender<()>>>,
    done: tokio::sync::Mutex<mpsc::Receiver<()>>,
}

impl Default for Exit {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel(1);
        Self {
            reason: watch::Sender::new(None),
            connections: Mutex::new(Some(sender)),
            done: tokio::sync::Mutex::new(receiver),
        }
    }
}

impl Exit {
    /// Makes the daemon leave. The first reason counts.
    pub fn leave(&self, reason: GoodbyeReason) {
        self.reason.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(reason);
            first
        });
    }

    /// Waits until the daemon is to leave.
    pub async fn wanted(&self) -> GoodbyeReason {
        let mut reason = self.reason.subscribe();
        // The sender lives as long as this does.
        let found = reason.wait_for(Option::is_some).await.ok().and_then(|reason| *reason);
        found.unwrap_or(GoodbyeReason::Signal)
    }

    /// Whether the daemon is to leave.
    pub fn is_wanted(&self) -> bool {
        self.reason.borrow().is_some()
    }

    /// A token that a connection holds until its goodbye is written. `None` once the daemon is leaving.
    pub fn token(&self) -> Option<mpsc::Sender<()>> {
        self.connections.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Waits until every connection has said goodbye, or the time for it is over.
    pub async fn farewell(&self) {
        drop(self.connections.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take());
        let mut done = self.done.lock().await;
        let _ = tokio::time::timeout(FAREWELL, done.recv()).await;
    }
}

/// Removes what this daemon made in the root, then lets go of the lock. Failures are logged: the next daemon copes.
pub fn clean_up(root: &Root, lock: Lock) {
    for path in [root.daemon_json(), root.daemon_socket()] {
        if let Err(error) = store::disk::remove(&path) {
            tracing::warn!("removing {}: {error}", path.display());
        }
    }
    drop(lock);
}
