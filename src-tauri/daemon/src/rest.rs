//! Gives memory back when the daemon has been asked nothing for a moment. No timer runs while nothing happens, and none
//! while much does.

use std::sync::Arc;
use std::time::Duration;

use crate::context::Daemon;

/// How long nothing must have happened.
const PAUSE: Duration = Duration::from_secs(2);

/// Runs until the daemon ends.
pub async fn run(daemon: Arc<Daemon>) {
    loop {
        daemon.busy.notified().await;
        while tokio::time::timeout(PAUSE, daemon.busy.notified()).await.is_ok() {}
        store::memory::give_back();
    }
}
