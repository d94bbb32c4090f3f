//! Which answers of the terminal are on their way: the host has answered a program's query for the cursor already, but the
//! query goes to the terminal as well, which answers too. On row 1 its answer looks like F3 with modifiers, so that only
//! this tells which of both it is.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The query for the cursor's position.
const QUERY: &[u8] = b"\x1b[6n";
/// How long a terminal may take to answer. One that has not by then never does.
const PATIENCE: Duration = Duration::from_secs(1);

/// Queries for the cursor's position that the terminal was shown and has not answered.
#[derive(Debug, Default)]
pub struct Asked(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    /// How much of a query the terminal was shown last: queries may be cut anywhere.
    begun: usize,
    /// How many were not answered.
    count: usize,
    /// When the newest was shown.
    newest: Option<Instant>,
}

impl Asked {
    /// The terminal is shown these bytes. Called before it is, so that no answer is faster.
    pub fn shown(&self, bytes: &[u8], now: Instant) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in bytes {
            open.begun = match open.begun {
                begun if QUERY[begun] == *byte => begun + 1,
                _ => usize::from(*byte == QUERY[0]),
            };
            if open.begun == QUERY.len() {
                (open.begun, open.count, open.newest) = (0, open.count + 1, Some(now));
            }
        }
    }

    /// How many answers may still come.
    pub fn expected(&self, now: Instant) -> usize {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.newest.is_none_or(|newest| now.saturating_duration_since(newest) > PATIENCE) {
            open.count = 0;
        }
        open.count
    }

    /// So many came.
    pub fn answered(&self, count: usize) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.count = open.count.saturating_sub(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_counted_however_they_are_cut_until_they_are_answered_or_too_old() {
        let now = Instant::now();
        let table: [(&[&[u8]], usize); 7] = [
            (&[b"plain"], 0),
            (&[b"a\x1b[6nb"], 1),
            (&[b"\x1b", b"[", b"6", b"n"], 1),
            (&[b"\x1b[6n\x1b[6", b"n"], 2),
            (&[b"\x1b\x1b[6n"], 1),
            (&[b"\x1b[?6n\x1b[5n\x1b[16n"], 0),
            (&[b"\x1b[6", b"m"], 0),
        ];
        for (pieces, expected) in table {
            let asked = Asked::default();
            pieces.iter().for_each(|piece| asked.shown(piece, now));
            assert_eq!(asked.expected(now), expected, "{pieces:?}");
            asked.answered(1);
            assert_eq!(asked.expected(now), expected.saturating_sub(1), "{pieces:?}");
            assert_eq!(asked.expected(now + PATIENCE * 2), 0, "{pieces:?}");
        }
    }
}
