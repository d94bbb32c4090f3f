//! Whether output comes as a flood, so that whoever passes it on may wait a moment for more. Pure.

use std::time::{Duration, Instant};

use crate::terminal::FLOOD;

/// Over which time it is measured.
const WINDOW: Duration = Duration::from_millis(5);

/// How fast one thread goes on.
#[derive(Debug)]
pub struct Pace {
    /// Whether it is a flood.
    pub is_flood: bool,
    since: Instant,
    bytes: usize,
}

impl Pace {
    /// Nothing has come yet.
    pub fn new(now: Instant) -> Self {
        Self { is_flood: false, since: now, bytes: 0 }
    }

    /// So many bytes more.
    pub fn went_on(&mut self, bytes: usize, now: Instant) {
        self.bytes += bytes;
        let over = now.saturating_duration_since(self.since) > WINDOW;
        if self.bytes >= FLOOD || over {
            *self = Self { is_flood: self.bytes >= FLOOD, since: now, bytes: 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_in_a_moment_is_a_flood_and_ends_with_a_moment_of_little() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut pace = Pace::new(start);
        for (millis, bytes, is_flood) in [
            (1, 4096, false),
            (2, FLOOD - 4096, true),
            (3, 100, true),
            (9, 100, false),
            (10, 4096, false),
            (11, FLOOD, true),
            (90, FLOOD - 1, false),
            (300, FLOOD, true),
        ] {
            pace.went_on(bytes, at(millis));
            assert_eq!(pace.is_flood, is_flood, "after {millis} ms");
        }
    }
}
