//! The last lines of a run above its screen, and the screen with them, at one offset: read from the log while nothing is
//! locked, and brought up to the stream's end in a moment.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use protocol::session::Size;
use screen::Style;
use store::log::segments;

use super::lines::{Left, Lines, ROOM};
use super::tape::{Tape, Until, line_feeds};
use crate::rebuild::{self, HISTORY};

/// The most text that is kept, in bytes.
const MOST: usize = 32 * 1024 * 1024;

/// Lines of one run, the newest last.
#[derive(Debug)]
pub struct Older {
    pub(super) lines: Lines,
    wanted: usize,
    text: Vec<u8>,
    count: usize,
    /// There are older ones than those kept.
    more: bool,
    /// The program erased what was before.
    erased: bool,
}

impl Older {
    /// Reads at least `wanted` lines with those that stay with the screen, if there are so many, up to `until` or the log's
    /// present end. `None`: there is no log, or none that can be used.
    ///
    /// # Errors
    /// Where the log cannot be read. A parser that fails is an error, too.
    pub fn read(dir: &Path, wanted: usize, until: u64) -> io::Result<Option<Self>> {
        let mut start = start(dir, wanted + HISTORY)?;
        loop {
            let Some(mut older) = Self::open(dir, wanted, start)? else { return Ok(None) };
            older.read_on(until)?;
            // Programs can scroll otherwise than by line feeds, and lines can be erased, so that was but a guess.
            let began_at = older.lines.tape.opening.segment;
            let is_first = segments(dir)?.first().is_none_or(|first| *first >= began_at);
            if is_first || older.erased || older.lines() >= wanted {
                older.more |= !is_first && !older.erased;
                older.trim(wanted);
                return Ok(Some(older));
            }
            start = 0;
        }
    }

    fn open(dir: &Path, wanted: usize, start: u32) -> io::Result<Option<Self>> {
        let tape = Tape::open(dir, HISTORY + ROOM, |header| header.segment <= start)?;
        Ok(tape.map(|tape| {
            let mut lines = Lines::new(tape, HISTORY, Style::Ansi);
            let mut text = Vec::new();
            // The opening snapshot may have more.
            lines.take(&mut text);
            let count = count(&text);
            Self { lines, wanted, text, count, more: false, erased: false }
        }))
    }

    /// Reads on to that offset, or to the log's present end.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_on(&mut self, until: u64) -> io::Result<()> {
        catch_unwind(AssertUnwindSafe(|| self.play(until)))
            .unwrap_or_else(|_| Err(io::Error::other("the terminal's parser failed")))
    }

    fn play(&mut self, until: u64) -> io::Result<()> {
        loop {
            let before = self.text.len();
            match self.lines.step(Until::offset(until), &mut self.text)? {
                None => return Ok(()),
                Some(Left::Erased) => {
                    (self.text, self.count) = (Vec::new(), 0);
                    (self.more, self.erased) = (false, true);
                }
                Some(Left::Lines) => self.count += count(&self.text[before..]),
            }
            if self.count > 2 * self.wanted + HISTORY || self.text.len() > 2 * MOST {
                self.trim(self.wanted);
            }
        }
    }

    /// The offset that it is true at.
    pub fn offset(&self) -> u64 {
        self.lines.tape.offset
    }

    /// How many lines are above the screen, at least: those that stay with it are counted as rows.
    pub fn lines(&mut self) -> usize {
        self.count + self.lines.tape.screen.history_rows()
    }

    /// Whether the log has older lines.
    pub fn more(&self) -> bool {
        self.more
    }

    /// Takes the size of the terminal that it is to be shown as: a new size may be in the log a moment before it counts.
    pub fn resize(&mut self, size: Size) {
        self.lines.tape.screen.resize(rebuild::cells(size));
    }

    /// The snapshot with all lines above it, at least so many as were wanted.
    pub fn snapshot(&mut self) -> Vec<u8> {
        self.trim(self.wanted);
        let text = std::mem::take(&mut self.text);
        self.lines.tape.screen.snapshot_below(&text)
    }

    /// All lines, and those of the screen, as text that ends its lines with CR LF.
    pub fn into_text(mut self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.text.len());
        for line in self.text.split_inclusive(|byte| *byte == b'\n') {
            all.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(line));
            all.extend_from_slice(b"\r\n");
        }
        all.append(&mut self.lines.tape.screen.history_text());
        all
    }

    /// Forgets all but the last lines.
    fn trim(&mut self, lines: usize) {
        let kept = end_of(&self.text, lines, MOST);
        let cut = self.text.len() - kept.len();
        if cut > 0 {
            self.count -= count(&self.text[..cut]);
            self.text.drain(..cut);
            self.more = true;
        }
    }
}

/// The last lines of a text that are not more than so many, and not more than so many bytes. Only whole ones.
pub(super) fn end_of(text: &[u8], lines: usize, bytes: usize) -> &[u8] {
    let least = text.len().saturating_sub(bytes);
    let mut breaks = text.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    // The last break is the text's end.
    let by_lines = breaks.nth(lines).unwrap_or(0);
    if by_lines >= least {
        return &text[by_lines..];
    }
    let whole = text[least - 1..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| least + at);
    &text[whole..]
}

/// How many lines a text has.
pub(super) fn count(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

/// The newest segment from which on the run has printed so many line feeds; 0 where it has not.
fn start(dir: &Path, lines: usize) -> io::Result<u32> {
    let mut found = 0;
    for number in segments(dir)?.into_iter().rev() {
        found += line_feeds(dir, number)?;
        if found >= lines {
            return Ok(number);
        }
    }
    Ok(0)
}
