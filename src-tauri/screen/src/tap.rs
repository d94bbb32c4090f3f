//! How the terminal hands out rows that leave its screens. Without a tap nothing of this does anything, and with one the
//! screens show the same.

use std::collections::VecDeque;
use std::mem::take;
use std::ops::Range;

use alacritty_terminal::grid::{Dimensions, Grid};
use alacritty_terminal::index::Line;
use alacritty_terminal::term::TermMode;
use alacritty_terminal::term::cell::Cell;
use alacritty_terminal::vte::ansi::StandardCharset;

use crate::recorder::Recorder;
use crate::told::Told;
use crate::transcript::{FinalText, PIECE};
use crate::{other, text};

/// Rows kept above the screen until they are taken out; a piece, and one sequence that scrolls, always fit.
pub const HISTORY: usize = 2 * FULL + PIECE;
/// With so many rows above the screen they are taken out before more are scrolled. No screen is higher.
const FULL: usize = 2000;
/// More text than this is not kept, in bytes. A few bytes of output can repeat a character very often.
const MOST: usize = 16 * 1024 * 1024;

/// What the terminal's parser fills while it works.
#[derive(Default)]
pub struct Tap {
    /// Whole lines.
    pub text: FinalText,
    /// The beginning of a line of the primary screen that is longer than the history; empty for any other.
    pub open: Vec<u8>,
    /// The beginning of the line that went on where this text begins, as far as it had left the screen.
    pub head: Vec<u8>,
    /// Lines that had left the screen whole before this text begins.
    pub told: Told,
    /// So many rows stay above the screen: a larger one takes them back.
    keep: usize,
    /// Of the rows from the oldest in the history downwards: when the cursor was last there.
    rows: VecDeque<u64>,
    /// Which of them the cursor was last seen on.
    cursor: usize,
    /// The stamp of what is fed now.
    pub now: u64,
}

impl Tap {
    /// One that leaves so many rows above the screen, at most 1000.
    pub fn keeping(rows: usize) -> Self {
        Self { keep: rows.min(FULL / 2), ..Self::default() }
    }

    /// Writes down some rows of the primary screen.
    fn write(&mut self, grid: &Grid<Cell>, rows: Range<i32>) {
        for (index, line) in rows.enumerate() {
            if self.text.bytes.len() + self.open.len() < MOST
                && !text::write_plain_row(&mut self.open, &grid[Line(line)])
            {
                self.end_row(self.written_at(index), grid.screen_lines());
            }
        }
    }

    /// Takes so many rows of the primary screen out of its history, the oldest first.
    fn take(&mut self, grid: &mut Grid<Cell>, rows: usize) {
        let (top, kept) = (grid.topmost_line().0, grid.history_size() - rows);
        self.write(grid, top..top + rows as i32); // A history has fewer than 2^31 rows.
        self.rows.drain(..rows.min(self.rows.len()));
        self.cursor = self.cursor.saturating_sub(rows);
        grid.update_history(kept);
        grid.update_history(HISTORY);
    }

    /// The line in `open` is whole. One that came back from above the screen and left it again is in another text.
    fn end_row(&mut self, stamp: u64, rows: usize) {
        text::trim(&mut self.open);
        if self.told.is_again(&self.open, rows) {
            self.open.clear();
        } else {
            self.end_line(stamp);
        }
    }

    /// As [`Self::end_row`], of a line that is certainly new.
    pub fn end_line(&mut self, stamp: u64) {
        let (begin, head) = (self.text.bytes.len(), take(&mut self.head));
        text::trim(&mut self.open);
        // It may have come back to the screen and been changed there.
        if self.open.starts_with(head.trim_ascii_end()) && !head.is_empty() {
            self.text.head = begin..begin + head.len().min(self.open.len());
        }
        if self.text.stamps.last().is_none_or(|(_, last)| *last != stamp) {
            self.text.stamps.push((begin, stamp));
        }
        self.text.bytes.append(&mut self.open);
        self.text.bytes.push(b'\n');
    }

    /// Writes down a line that left the screen just as it was printed.
    pub fn write_line(&mut self, line: &[u8], stamp: u64) {
        if self.text.bytes.len() + self.open.len() < MOST {
            self.open.extend_from_slice(line);
            self.end_line(stamp);
        }
    }

    /// All of a screen down to its last row with something on it. Its last line ends here.
    fn write_screen(&mut self, grid: &Grid<Cell>) {
        if let Some(last) = text::last_plain_line(grid) {
            self.write(grid, grid.topmost_line().0..last + 1);
        }
        self.end_open_line();
    }

    /// The alternate screen, which is between two lines of the primary one and was written now.
    fn write_alternate(&mut self, grid: &Grid<Cell>) {
        let aside = (take(&mut self.open), take(&mut self.head), take(&mut self.told), take(&mut self.rows));
        self.write_screen(grid);
        (self.open, self.head, self.told, self.rows) = aside;
    }

    fn end_open_line(&mut self) {
        if !self.open.is_empty() {
            self.end_line(self.now);
        }
    }

    fn written_at(&self, row: usize) -> u64 {
        self.rows.get(row).copied().unwrap_or(self.now)
    }
}

impl Recorder {
    /// What is above the primary screen: whole lines, and the beginning of the one that goes on there.
    pub fn above(&mut self) -> (Told, Vec<u8>) {
        let (mut told, mut open) = (Told::default(), self.tap.as_ref().map_or_else(Vec::new, |tap| tap.open.clone()));
        let mut write = |grid: &mut Grid<Cell>| {
            for line in grid.topmost_line().0..0 {
                if !text::write_plain_row(&mut open, &grid[Line(line)]) {
                    text::trim(&mut open);
                    told.push(&open);
                    open.clear();
                }
            }
        };
        if self.term.mode().contains(TermMode::ALT_SCREEN) {
            other::visit(&mut self.term, write);
        } else {
            write(self.term.grid_mut());
        }
        (told, open)
    }

    /// All rows above the primary screen have left it for good: no larger one will take them back.
    pub fn let_go(&mut self) {
        if let Some(tap) = &mut self.tap {
            tap.keep = 0;
        }
        self.hidden.history_left = true;
        self.save_history();
    }

    /// More rows are about to scroll at once.
    pub fn make_room(&mut self) {
        if self.tap.is_some() && self.term.grid().history_size() >= FULL {
            self.save_history();
        }
    }

    /// The rows above the primary screen have left it.
    pub fn save_history(&mut self) {
        let Some(mut tap) = self.tap.take() else { return };
        let left = take(&mut self.hidden.history_left);
        if !self.term.mode().contains(TermMode::ALT_SCREEN) {
            take_whole_lines(&mut tap, self.term.grid_mut());
        } else if left {
            // Not every time: looking at the primary screen copies the alternate one.
            other::visit(&mut self.term, |primary| take_whole_lines(&mut tap, primary));
        }
        self.tap = Some(tap);
    }

    /// The history is about to be cleared; the alternate screen has none. What goes on on the screen is another line.
    pub fn save_cleared_history(&mut self) {
        self.save_history();
        let primary = !self.term.mode().contains(TermMode::ALT_SCREEN);
        if let Some(tap) = self.tap.as_mut().filter(|_| primary) {
            let grid = self.term.grid_mut();
            tap.take(grid, grid.history_size());
            tap.end_open_line();
        }
    }

    /// Whether lines that are only printed come to stand at the bottom, from the next one on.
    pub fn is_at_bottom(&self) -> bool {
        let cursor = &self.term.grid().cursor;
        cursor.point.column == 0
            && cursor.point.line == self.term.bottommost_line()
            && cursor.charsets[self.hidden.charset] == StandardCharset::Ascii
            && self.scrolls_plainly()
            && !text::is_used(&self.term.grid()[cursor.point.line])
    }

    /// So much was printed that all rows have left the screen. The next line begins at its top.
    pub fn turn_page(&mut self) {
        self.save_history();
        let Some(mut tap) = self.tap.take() else { return };
        let grid = self.term.grid_mut();
        tap.write(grid, grid.topmost_line().0..grid.cursor.point.line.0);
        grid.update_history(0);
        grid.update_history(HISTORY);
        grid.reset_region(..);
        grid.cursor.point.line = Line(0);
        (tap.rows, tap.cursor) = (VecDeque::new(), 0);
        self.tap = Some(tap);
    }

    /// The alternate screen, if it is shown, is about to be left.
    pub fn save_alternate(&mut self) {
        if self.tap.is_none() || !self.term.mode().contains(TermMode::ALT_SCREEN) {
            return;
        }
        self.save_history();
        let Some(mut tap) = self.tap.take() else { return };
        tap.write_alternate(self.term.grid());
        self.tap = Some(tap);
    }

    /// Both screens are about to vanish. The primary one comes first: it was there before.
    pub fn save_screens(&mut self) {
        self.save_history();
        let Some(mut tap) = self.tap.take() else { return };
        if self.term.mode().contains(TermMode::ALT_SCREEN) {
            other::visit(&mut self.term, |primary| tap.write_screen(primary));
            tap.write_alternate(self.term.grid());
        } else {
            tap.write_screen(self.term.grid());
        }
        (tap.rows, tap.cursor) = (VecDeque::new(), 0);
        self.tap = Some(tap);
    }

    /// Notes where the cursor has come to: the rows that it passed on its way down were written.
    pub fn follow_cursor(&mut self) {
        let Some((tap, cursor)) = self.tap_and_cursor() else { return };
        let (now, from) = (tap.now, tap.cursor.min(cursor));
        if tap.rows.len() <= cursor {
            tap.rows.resize(cursor + 1, now);
        }
        tap.rows.range_mut(from..=cursor).for_each(|row| *row = now);
        tap.cursor = cursor;
    }

    /// The rows were laid out anew: what is known of them moves with the cursor's.
    pub fn realign(&mut self) {
        let Some((tap, cursor)) = self.tap_and_cursor() else { return };
        let (before, now) = (std::mem::replace(&mut tap.cursor, cursor), tap.now);
        tap.rows.drain(..before.saturating_sub(cursor).min(tap.rows.len()));
        let oldest = tap.rows.front().copied().unwrap_or(now);
        (before..cursor).for_each(|_| tap.rows.push_front(oldest));
    }

    /// The row that the cursor is on, counted from the oldest in the history. The alternate screen has none that count.
    fn tap_and_cursor(&mut self) -> Option<(&mut Tap, usize)> {
        let grid = self.term.grid();
        let row = grid.history_size() + usize::try_from(grid.cursor.point.line.0).unwrap_or(0);
        let primary = !self.term.mode().contains(TermMode::ALT_SCREEN);
        self.tap.as_mut().filter(|_| primary).map(|tap| (tap, row))
    }
}

/// Takes out whole lines that need not be kept. The rows of one that goes on stay: what is on the screen may still be torn
/// from them.
fn take_whole_lines(tap: &mut Tap, grid: &mut Grid<Cell>) {
    let rows = grid.history_size();
    let open = (grid.topmost_line().0..0).rev().take_while(|line| text::is_wrapped(&grid[Line(*line)])).count();
    let kept = if open < FULL { open.max(tap.keep) } else { 0 };
    tap.take(grid, rows.saturating_sub(kept));
}
