//! Which answers of the terminal are on their way: the host has answered a program's query for the cursor already, but the
//! query goes to the terminal as well, which answers too. On row 1 its answer looks like F3 with modifiers, so that only
//! this tells which of both it is.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use memchr::memmem;

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

impl Open {
    /// Takes in bytes for as long as they may belong to a query that was begun before them. Returns what comes after.
    fn end_begun<'a>(&mut self, mut bytes: &'a [u8], now: Instant) -> &'a [u8] {
        while self.begun > 0
            && let Some((byte, after)) = bytes.split_first()
        {
            self.begun = if QUERY[self.begun] == *byte { self.begun + 1 } else { usize::from(*byte == QUERY[0]) };
            if self.begun == QUERY.len() {
                (self.begun, self.count, self.newest) = (0, self.count + 1, Some(now));
            }
            bytes = after;
        }
        bytes
    }
}

impl Asked {
    /// The terminal is shown these bytes. Called before it is, so that no answer is faster. All output comes by here, floods
    /// too.
    pub fn shown(&self, bytes: &[u8], now: Instant) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = open.end_begun(bytes, now);
        if rest.is_empty() {
            return;
        }
        let found = memmem::find_iter(rest, QUERY).count();
        if found > 0 {
            (open.count, open.newest) = (open.count + found, Some(now));
        }
        open.begun = (1..QUERY.len()).rev().find(|length| rest.ends_with(&QUERY[..*length])).unwrap_or(0);
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

    #[test]
    fn a_text_may_be_cut_at_any_place_without_a_query_being_missed_or_counted_twice() {
        let now = Instant::now();
        let text = b"\x1b[6n\x1b\x1b[6\x1b[6nx\x1b[38;5;6m\x1b[6";
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let asked = Asked::default();
                for piece in [&text[..first], &text[first..second], &text[second..], b"n"] {
                    asked.shown(piece, now);
                }
                assert_eq!(asked.expected(now), 3, "cut at {first} and {second}");
            }
        }
    }
}
