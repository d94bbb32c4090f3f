//! Writes what several threads find in the order of the runs, as soon as it may be. A thread that is far ahead waits.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Condvar, Mutex, PoisonError};

use protocol::search::{Hit, SearchLine};

use crate::threads::lock;

/// So many hits of a run may wait for the runs before it.
const MOST: usize = 10_000;

/// The answer so far.
#[derive(Debug)]
pub struct Ordered<W> {
    state: Mutex<State<W>>,
    changed: Condvar,
}

#[derive(Debug)]
struct State<W> {
    out: W,
    /// The run whose hits are written now.
    next: usize,
    waiting: BTreeMap<usize, Vec<Hit>>,
    finished: BTreeSet<usize>,
    written: u64,
    limit: Option<u64>,
    /// Nobody wants more: the limit is reached, or the reader has gone away.
    stopped: bool,
}

impl<W: Write> Ordered<W> {
    /// Writes to `out`, no more than `limit`.
    pub fn new(out: W, limit: Option<u64>) -> Self {
        let (waiting, finished) = (BTreeMap::new(), BTreeSet::new());
        let state = State { out, next: 0, waiting, finished, written: 0, limit, stopped: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Takes hits of a run; `false`: no more are wanted, of no run.
    pub fn push(&self, run: usize, hits: Vec<Hit>) -> bool {
        let mut state = lock(&self.state);
        if state.next == run {
            state.write(hits);
            return !state.stopped;
        }
        let waiting = state.waiting.entry(run).or_default();
        waiting.extend(hits);
        if waiting.len() >= MOST {
            let waited = self.changed.wait_while(state, |state| state.next != run && !state.stopped);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
        !state.stopped
    }

    /// Nothing more comes of a run.
    pub fn finish(&self, run: usize) {
        let mut state = lock(&self.state);
        state.finished.insert(run);
        while {
            let next = state.next;
            state.finished.remove(&next)
        } {
            state.next += 1;
            let next = state.next;
            let hits = state.waiting.remove(&next).unwrap_or_default();
            state.write(hits);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// How many lines were written, and whether there may be more.
    pub fn outcome(self) -> (u64, bool) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (state.written, state.stopped)
    }
}

impl<W: Write> State<W> {
    /// One write and one flush for all of them.
    fn write(&mut self, hits: Vec<Hit>) {
        let room = self.limit.map_or(u64::MAX, |limit| limit - self.written);
        let wanted = usize::try_from(room).unwrap_or(usize::MAX).min(hits.len());
        let mut lines = Vec::new();
        for hit in hits.into_iter().take(wanted).filter(|_| !self.stopped) {
            // Plain data, which can always be written as JSON.
            let _ = serde_json::to_writer(&mut lines, &SearchLine::Hit(hit));
            lines.push(b'\n');
        }
        if lines.is_empty() {
            return;
        }
        self.stopped = self.out.write_all(&lines).and_then(|()| self.out.flush()).is_err();
        self.written += wanted as u64;
        self.stopped |= self.limit == Some(self.written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(line: &str) -> Hit {
        let session = "0123456789abcdef".parse().unwrap();
        let (name, line) = (String::new(), line.to_owned());
        Hit { session, name, generation: 1, offset: 0, time: 0, line, start: 0, end: 0 }
    }

    fn written(ordered: Ordered<Vec<u8>>) -> String {
        let state = ordered.state.into_inner().unwrap();
        let lines = std::str::from_utf8(&state.out).unwrap().lines();
        let line = |line: &str| match serde_json::from_str(line).unwrap() {
            SearchLine::Hit(hit) => hit.line,
            other => panic!("{other:?}"),
        };
        lines.map(line).collect()
    }

    #[test]
    fn hits_come_in_the_order_of_the_runs_whoever_is_first() {
        let ordered = Ordered::new(Vec::new(), None);
        assert!(ordered.push(2, vec![hit("e")]));
        assert!(ordered.push(0, vec![hit("a")]));
        assert!(ordered.push(1, vec![hit("c")]));
        ordered.finish(1);
        assert!(ordered.push(0, vec![hit("b")]));
        ordered.finish(0);
        assert!(ordered.push(2, vec![hit("f")]));
        ordered.finish(2);
        assert_eq!(written(ordered), "abcef");
    }

    #[test]
    fn no_more_than_the_limit_is_written_and_then_nobody_goes_on() {
        let ordered = Ordered::new(Vec::new(), Some(2));
        assert!(ordered.push(1, vec![hit("c"), hit("d")]));
        assert!(ordered.push(0, vec![hit("a")]));
        ordered.finish(0);
        assert!(!ordered.push(1, vec![hit("e")]));
        assert_eq!(written(ordered), "ac");
    }

    #[test]
    fn a_reader_that_has_gone_away_ends_it() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        assert!(!Ordered::new(Gone, None).push(0, vec![hit("a")]));
    }
}
