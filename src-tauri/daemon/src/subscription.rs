//! What one subscriber of the list still has to hear. It is counted while it lives.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

/// How many events a subscriber may lag behind before it is dropped.
const LAG: usize = 1024;

/// Serialized events, in order.
#[derive(Debug)]
pub struct Subscription {
    events: mpsc::Receiver<Arc<[u8]>>,
    watchers: watch::Sender<usize>,
}

impl Subscription {
    /// A new one, counted in `watchers`, and where its events go.
    pub fn new(watchers: &watch::Sender<usize>) -> (mpsc::Sender<Arc<[u8]>>, Self) {
        let (sender, events) = mpsc::channel(LAG);
        watchers.send_modify(|count| *count += 1);
        (sender, Self { events, watchers: watchers.clone() })
    }

    /// Waits for the next event; `None` where the subscriber was too slow and has missed some.
    pub async fn next(&mut self) -> Option<Arc<[u8]>> {
        self.events.recv().await
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.watchers.send_modify(|count| *count -= 1);
    }
}
