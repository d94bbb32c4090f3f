//! Waiting for what a person at a terminal would wait for: a mark that is shown, a key that comes back.
//! It never looks at more of the output than it must: what it does counts as part of the terminal.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::bed::leave_to_start;
use super::platform::{Look, Terminal};

/// Columns and rows of every terminal here.
pub const SIZE: (u16, u16) = (120, 40);

/// Every mark begins with this byte, which is rare, and which the standard library finds at memory speed.
pub const MARK_START: u8 = b'~';

/// A client in a terminal.
pub struct Client {
    pub terminal: Terminal,
    buffer: Vec<u8>,
    seen: Seen,
}

impl Client {
    /// Starts a client.
    pub fn start(command: &Command) -> Result<Self> {
        let _starting = leave_to_start();
        let terminal = Terminal::start(command, SIZE)?;
        Ok(Self { terminal, buffer: vec![0; 1 << 16], seen: Seen::default() })
    }

    /// Reads until `mark` is shown, and says whether it was by the deadline.
    pub fn is_shown_by(&mut self, mark: &str, deadline: Instant) -> Result<bool> {
        loop {
            if self.seen.has(mark.as_bytes()) {
                return Ok(true);
            }
            match self.terminal.read(&mut self.buffer, deadline)? {
                Look::Read(length) => self.seen.add(&self.buffer[..length]),
                Look::Late => return Ok(false),
                Look::Ended => bail!("the client ended before it showed {mark}"),
            }
        }
    }

    /// Waits until `mark` is shown; an error if that takes too long.
    pub fn expect(&mut self, mark: &str, limit: Duration) -> Result<()> {
        if !self.is_shown_by(mark, Instant::now() + limit)? {
            bail!("{mark} was not shown within {limit:?}");
        }
        Ok(())
    }

    /// Reads until nothing has come for this long.
    pub fn settle(&mut self, quiet: Duration) -> Result<()> {
        loop {
            match self.terminal.read(&mut self.buffer, Instant::now() + quiet)? {
                Look::Read(_) => {}
                Look::Late => return Ok(()),
                Look::Ended => bail!("the client ended"),
            }
        }
    }

    /// Waits until the client has ended, for as long as it shows something, and kills it if it has not.
    pub fn end(mut self) -> Result<()> {
        const QUIET: Duration = Duration::from_millis(200);
        while let Look::Read(_) = self.terminal.read(&mut self.buffer, Instant::now() + QUIET)? {}
        Ok(())
    }

    /// Reads until the client has ended.
    pub fn read_on(&mut self) {
        const A_WHILE: Duration = Duration::from_secs(1);
        while let Ok(Look::Read(_) | Look::Late) = self.terminal.read(&mut self.buffer, Instant::now() + A_WHILE) {}
    }

    /// Types a key and returns how long it took to be shown.
    pub fn echo(&mut self, key: u8, limit: Duration) -> Result<Duration> {
        let began = Instant::now();
        self.terminal.write(&[key])?;
        loop {
            match self.terminal.read(&mut self.buffer, began + limit)? {
                Look::Read(length) if self.buffer[..length].contains(&key) => return Ok(began.elapsed()),
                Look::Read(_) => {}
                Look::Late => bail!("a key was not shown within {limit:?}"),
                Look::Ended => bail!("the client ended"),
            }
        }
    }
}

/// What was shown from the last byte on that may begin a mark.
#[derive(Default)]
struct Seen {
    tail: Vec<u8>,
}

impl Seen {
    fn add(&mut self, bytes: &[u8]) {
        if self.tail.is_empty() && !bytes.contains(&MARK_START) {
            return;
        }
        self.tail.extend_from_slice(bytes);
    }

    /// Says whether the mark was shown; if so, what came before it and the mark itself are forgotten.
    fn has(&mut self, mark: &[u8]) -> bool {
        if self.tail.is_empty() {
            return false;
        }
        let found = self.tail.windows(mark.len()).position(|window| window == mark);
        match found {
            Some(at) => drop(self.tail.drain(..at + mark.len())),
            None => {
                let from = self.tail.len().saturating_sub(mark.len() - 1);
                let start = self.tail[from..].iter().position(|byte| *byte == MARK_START);
                self.tail.drain(..start.map_or(self.tail.len(), |start| from + start));
            }
        }
        found.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_seen_wherever_it_is_cut() {
        let text = b"some text ~ and then ~over~ and more";
        for cut in 0..text.len() {
            let mut seen = Seen::default();
            seen.add(&text[..cut]);
            let first = seen.has(b"~over~");
            seen.add(&text[cut..]);
            assert!(first || seen.has(b"~over~"), "cut at {cut}");
            assert!(!seen.has(b"~over~"), "it was shown once");
        }
    }

    #[test]
    fn nothing_is_kept_of_text_without_a_mark() {
        let mut seen = Seen::default();
        seen.add(b"a long text ~/home");
        assert!(!seen.has(b"~over~"));
        assert!(seen.tail.len() < 6, "{:?}", seen.tail);
        seen.add(&[b'x'; 5000]);
        assert!(!seen.has(b"~over~"));
        assert!(seen.tail.is_empty());
    }

    #[test]
    fn two_marks_in_one_piece_are_both_seen() {
        let mut seen = Seen::default();
        seen.add(b"~one~two ~three~");
        assert!(seen.has(b"~one~"));
        assert!(seen.has(b"~three~"));
    }
}
