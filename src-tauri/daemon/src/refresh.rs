//! Has old words in the list asked for again: soon after somebody has looked at it, and seldom while somebody watches it.
//! Nobody does either: no timer runs. It waits for no host and decides nothing.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::context::Daemon;
use crate::session::OLD_AFTER;

/// How old a word may grow before the eyes of a subscriber. Changes come by themselves; only silence must be asked for, and
/// each question wakes a host up.
const EVERY: Duration = Duration::from_secs(15);

/// Runs until the daemon ends.
pub async fn run(daemon: Arc<Daemon>) {
    let mut watchers = daemon.registry.watchers();
    loop {
        tokio::select! {
            // What was young when it was looked at is old by then: whoever hangs is found out, asked for again or not.
            () = daemon.registry.looked_at() => sleep(OLD_AFTER).await,
            () = watched_for(&mut watchers, EVERY) => {}
        }
        daemon.registry.ask_old();
    }
}

/// Waits until there was a subscriber for some time.
async fn watched_for(watchers: &mut watch::Receiver<usize>, time: Duration) {
    // The sender lives as long as the registry does.
    while watchers.wait_for(|count| *count > 0).await.is_ok() {
        tokio::select! {
            () = sleep(time) => return,
            _ = watchers.wait_for(|count| *count == 0) => {}
        }
    }
}
