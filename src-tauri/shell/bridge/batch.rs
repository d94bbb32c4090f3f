//! Output on its way to the window, put together so that a flood becomes few messages and a keystroke's echo waits
//! for nobody. Pure: it is told the time.

use std::time::{Duration, Instant};

use super::pump::Tag;

/// A message of this many bytes is worth sending.
const ENOUGH: usize = 16 * 1024;
/// Two messages are at least so far apart, unless there is [`ENOUGH`].
const APART: Duration = Duration::from_millis(5);

/// Output not sent yet.
#[derive(Debug, Default)]
pub struct Batch {
    /// The message as it will be sent: tag, offset, bytes. Empty where nothing waits.
    message: Vec<u8>,
    sent_at: Option<Instant>,
}

/// When to send a batch.
#[derive(Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing waits.
    Never,
    /// At once.
    Now,
    /// After so long, never zero.
    In(Duration),
}

impl Batch {
    /// Adds output that follows what was added before. `offset` is that of its first byte.
    pub fn add(&mut self, offset: u64, bytes: &[u8]) {
        if self.message.is_empty() {
            self.message.push(Tag::Output as u8);
            self.message.extend_from_slice(&offset.to_le_bytes());
        }
        self.message.extend_from_slice(bytes);
    }

    /// When to send what waits.
    pub fn due(&self, now: Instant) -> Due {
        if self.message.is_empty() {
            return Due::Never;
        }
        let rest = self.sent_at.map(|at| APART.saturating_sub(now.duration_since(at))).unwrap_or_default();
        if rest.is_zero() || self.message.len() >= ENOUGH { Due::Now } else { Due::In(rest) }
    }

    /// Takes what waits, as one message. `None` where nothing does.
    pub fn take(&mut self, now: Instant) -> Option<Vec<u8>> {
        if self.message.is_empty() {
            return None;
        }
        self.sent_at = Some(now);
        Some(std::mem::take(&mut self.message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn the_first_output_after_silence_goes_at_once() {
        let start = Instant::now();
        let mut batch = Batch::default();
        assert_eq!(batch.due(start), Due::Never);
        batch.add(7, b"a");
        assert_eq!(batch.due(start), Due::Now);
        assert_eq!(batch.take(start).unwrap(), [3, 7, 0, 0, 0, 0, 0, 0, 0, b'a']);
        batch.add(8, b"b");
        assert_eq!(batch.due(start + 5 * MS), Due::Now);
    }

    #[test]
    fn output_that_follows_closely_is_put_together() {
        let start = Instant::now();
        let mut batch = Batch::default();
        batch.add(0, b"a");
        batch.take(start);
        batch.add(1, b"b");
        assert_eq!(batch.due(start + MS), Due::In(4 * MS));
        batch.add(2, b"cd");
        assert_eq!(batch.due(start + 5 * MS), Due::Now);
        assert_eq!(&batch.take(start + 5 * MS).unwrap()[9..], b"bcd");
        assert_eq!(batch.take(start + 5 * MS), None);
    }

    #[test]
    fn sixteen_kibibytes_wait_no_longer() {
        let start = Instant::now();
        let mut batch = Batch::default();
        batch.add(0, b"a");
        batch.take(start);
        batch.add(1, &[b'x'; ENOUGH]);
        assert_eq!(batch.due(start), Due::Now);
    }
}
