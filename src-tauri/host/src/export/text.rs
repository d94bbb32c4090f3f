//! The lines that left the screen within the range, then the screen at its end, as plain text.

use std::io;

use screen::Style;

use super::Range;
use super::sgr::{Token, tokens};
use crate::history::{Left, Lines, Tape};
use crate::log_feed::{PIECE, Part, Source, describe};

/// A log on its way to be lines.
#[derive(Debug)]
pub struct Text(pub(super) Page);

impl Text {
    /// Reads what the tape plays within the range.
    pub fn new(tape: Tape, range: Range) -> Self {
        Self(Page::new(tape, range, Style::Plain))
    }
}

impl Source for Text {
    fn next_part(&mut self) -> io::Result<Part> {
        let mut out = Vec::new();
        if !self.0.read(&mut out)? {
            return Ok(Part::of(out));
        }
        let screen = self.0.screen();
        let plain = tokens(&screen).filter_map(|token| if let Token::Text(text) = token { Some(text) } else { None });
        plain.for_each(|text| out.extend_from_slice(text.as_bytes()));
        Ok(Part::of(out))
    }

    fn flaws(&self) -> Vec<String> {
        self.0.flaws()
    }
}

/// Lines and then a screen.
#[derive(Debug)]
pub struct Page {
    lines: Lines,
    range: Range,
    begun: bool,
    ended: bool,
}

impl Page {
    /// Of what the tape plays within the range.
    pub fn new(tape: Tape, range: Range, style: Style) -> Self {
        // None is kept, so that each line has the time that it left at.
        Self { lines: Lines::new(tape, 0, style), range, begun: false, ended: false }
    }

    /// Appends lines, about one piece of them. `true`: these were the last, and the screen comes next, once.
    pub fn read(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if !std::mem::replace(&mut self.begun, true) {
            self.begin(out)?;
        }
        while !self.ended && out.len() < PIECE {
            if self.lines.step(self.range.end(), out)?.is_none() {
                self.ended = true;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What left the screen before the range is left out.
    fn begin(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let opening = &self.lines.tape.opening;
        // What the oldest snapshot has above its screen is all that is left of before.
        let wanted = opening.created >= self.range.from;
        self.lines.take(out);
        if !wanted {
            out.clear();
        }
        let mut left_out = Vec::new();
        while let Some(before) = self.range.before()
            && let Some(Left::Lines | Left::Erased) = self.lines.step(before, &mut left_out)?
        {
            left_out.clear();
        }
        Ok(())
    }

    /// What the terminal shows at the end, in colours, its lines ended by a line feed.
    pub fn screen(&mut self) -> String {
        let text = self.lines.tape.screen.history_text();
        String::from_utf8_lossy(&text).replace("\r\n", "\n")
    }

    /// As [`Source::flaws`].
    pub fn flaws(&self) -> Vec<String> {
        self.lines.tape.damage().map(describe).collect()
    }
}
