//! How often one client hears of changes: after a moment, in which a key's echo goes first, but not more than four times a
//! second, and never without a change.

use std::time::{Duration, Instant};

use protocol::host::HostStatus;

/// The shortest time between two statuses.
const PAUSE: Duration = Duration::from_millis(250);
/// How long a change waits: whoever typed sees it before the daemon takes a processor to note it.
const MOMENT: Duration = Duration::from_millis(15);

/// What one client has heard, and when it may hear more.
#[derive(Debug)]
pub struct Watch {
    changed: bool,
    next: Instant,
    last: HostStatus,
}

impl Watch {
    /// The client was told `first` just now.
    pub fn new(first: HostStatus, now: Instant) -> Self {
        Self { changed: false, next: now + PAUSE, last: first }
    }

    /// Something is different. Whether nobody had noted that yet.
    pub fn note(&mut self, now: Instant) -> bool {
        let first = !std::mem::replace(&mut self.changed, true);
        if first {
            self.next = self.next.max(now + MOMENT);
        }
        first
    }

    /// The client is to hear at once.
    pub fn hurry(&mut self, now: Instant) {
        (self.changed, self.next) = (true, now);
    }

    /// When a status is due. Absent: nothing is different.
    pub fn due(&self) -> Option<Instant> {
        self.changed.then_some(self.next)
    }

    /// A status is being made.
    pub fn take(&mut self, now: Instant) {
        (self.changed, self.next) = (false, now + PAUSE);
    }

    /// Whether a status says anything else than the last one.
    pub fn is_news(&mut self, status: &HostStatus) -> bool {
        let news = self.last != *status;
        if news {
            self.last = status.clone();
        }
        news
    }
}
