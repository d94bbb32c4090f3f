//! Erasing within rows, inserting and deleting rows: as xterm.js does it, which looks after the joints of wrapped rows.
//! A row continues the one above it if that one ends in a mark; the terminal that this mirrors leaves marks behind.

use std::mem;
use std::ops::Range;

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::Line;
use alacritty_terminal::term::Term;
use alacritty_terminal::vte::ansi::{ClearMode, Color, Handler, LineClearMode, NamedColor};

use crate::listener::Listener;
use crate::mend;
use crate::recorder::Recorder;

impl Recorder {
    /// Erases cells of the cursor's row; the row stays wrapped if it was.
    pub fn erase(&mut self, edges: [usize; 2], erase: impl FnOnce(&mut Term<Listener>)) {
        let line = self.term.grid().cursor.point.line;
        self.split(edges);
        let wrapped = mend::is_wrapped(self.term.grid(), line);
        erase(&mut self.term);
        if wrapped {
            mend::wrap_end(self.term.grid_mut(), line);
        }
    }

    /// Erases in the cursor's row. About to wrap, the cursor stands after it.
    pub fn erase_row(&mut self, mode: LineClearMode) {
        let (column, pending) = (self.column(), self.term.grid().cursor.input_needs_wrap);
        // The edge of what is erased, and whether the row continues nothing afterwards.
        let (edge, whole) = match mode {
            LineClearMode::Right if pending => return,
            LineClearMode::Right => (column, column == 0),
            LineClearMode::Left => (column + 1, false),
            LineClearMode::All => (0, true),
        };
        self.erase([edge, 0], |term| term.clear_line(mode));
        if whole {
            self.mark(self.line() as usize, false);
        }
    }

    /// Erases from the cursor to the screen's end. About to wrap, it stands after the row, not on its last cell.
    pub fn clear_below(&mut self) {
        let (line, column, last) = (self.term.grid().cursor.point.line, self.column(), self.term.last_column());
        let kept = self.term.grid().cursor.input_needs_wrap.then(|| self.term.grid()[line][last].clone());
        self.split([if kept.is_some() { 0 } else { column }, 0]);
        self.term.clear_screen(ClearMode::Below);
        if let Some(cell) = kept {
            self.term.grid_mut()[line][last] = cell;
            mend::unwrap_end(self.term.grid_mut(), line);
        } else if column == 0 {
            self.mark(self.line() as usize, false);
        }
    }

    /// Erases from the screen's beginning to the cursor.
    pub fn clear_above(&mut self) {
        self.split([self.column() + 1, 0]);
        self.term.clear_screen(ClearMode::Above);
        if self.line() == 1 {
            // The terminal forgets the first row if it is the only one above.
            self.term.grid_mut().reset_region(..Line(1));
        }
        let top = Line(-1);
        if self.term.topmost_line() <= top {
            mend::unwrap_end(self.term.grid_mut(), top);
        }
    }

    /// Erases the whole screen; of the primary one, what there is goes into the history.
    pub fn clear_all(&mut self) {
        self.make_room();
        let grid = self.term.grid();
        let is_blank = |line: i32| grid[Line(line)].is_clear();
        if grid.history_size() == 0 && (0..=grid.bottommost_line().0).all(is_blank) {
            // The terminal would put a blank row there.
            self.term.grid_mut().reset_region(..);
        } else {
            self.term.clear_screen(ClearMode::All);
        }
    }

    /// Deletes rows at the cursor.
    pub fn delete_rows(&mut self, rows: usize) {
        self.forget_wrap();
        let line = self.line() as usize;
        if self.hidden.region.contains(&line) {
            self.move_up_from(line, rows, |term| term.delete_lines(rows));
            // The terminal leaves the cursor where it is.
            self.term.carriage_return();
        }
    }

    /// Inserts blank rows at the cursor.
    pub fn insert_rows(&mut self, rows: usize) {
        self.forget_wrap();
        let line = self.line() as usize;
        if self.hidden.region.contains(&line) {
            self.move_down_from(line, rows, |term| term.insert_blank_lines(rows));
            self.term.carriage_return();
        }
    }

    /// Scrolls the region down.
    pub fn scroll_rows_down(&mut self, rows: usize) {
        // xterm.js leaves the new rows without colour, here only.
        let background =
            mem::replace(&mut self.term.grid_mut().cursor.template.bg, Color::Named(NamedColor::Background));
        self.move_down_from(self.hidden.region.start, rows, |term| term.scroll_down(rows));
        self.term.grid_mut().cursor.template.bg = background;
        mend::wrap_over_gap(self.term.grid_mut());
    }

    /// Goes to the next row, which scrolls the region where there is none.
    pub fn feed_line(&mut self) {
        self.forget_wrap();
        let (line, rows) = (self.term.grid().cursor.point.line, self.term.screen_lines());
        let (next, region) = (line.0 as usize + 1, &self.hidden.region);
        if next == region.end && *region != (0..rows) {
            return self.move_up_from(region.start, 1, Handler::linefeed);
        }
        // The row ends here, whatever it went on to before; unless it is the screen's last and stays where it is.
        if next < rows || next == region.end {
            mend::unwrap_end(self.term.grid_mut(), line);
        }
        self.term.linefeed();
    }

    /// Has the region's rows from `start` on go up by so many. As in xterm.js, each keeps whether it continues another, and
    /// so does the one below the region.
    pub fn move_up_from(&mut self, start: usize, rows: usize, go: impl FnOnce(&mut Term<Listener>)) {
        let end = self.hidden.region.end;
        let rows = rows.min(end - start);
        let (first, below) = (start + rows < end && self.continues(start + rows), self.continues(end));
        go(&mut self.term);
        self.mark(end - rows, false);
        self.mark(start, first);
        self.mark(end, below);
    }

    /// The same down.
    pub fn move_down_from(&mut self, start: usize, rows: usize, go: impl FnOnce(&mut Term<Listener>)) {
        let end = self.hidden.region.end;
        let (first, below) = (self.continues(start), self.continues(end));
        go(&mut self.term);
        self.mark(start, false);
        if start + rows < end {
            self.mark(start + rows, first);
        }
        self.mark(end, below);
    }

    /// A character that is about to wrap at the region's end has its rows go up by one: as [`Self::move_up_from`], but
    /// the new row continues the one above it.
    pub fn wrap_at_end(&mut self, go: impl FnOnce(&mut Term<Listener>)) {
        let Range { start, end } = self.hidden.region;
        let (first, below) = (start + 1 < end && self.continues(start + 1), self.continues(end));
        go(&mut self.term);
        if start + 1 < end {
            self.mark(start, first);
        }
        self.mark(end, below);
    }

    /// Whether that row of the screen continues the one above it. One below the screen does not.
    fn continues(&self, row: usize) -> bool {
        let above = Line(row as i32 - 1);
        row < self.term.screen_lines() && above >= self.term.topmost_line() && mend::is_wrapped(self.term.grid(), above)
    }

    /// Says of that row whether it continues the one above it. The one below the screen stands for the end of the last.
    fn mark(&mut self, row: usize, continues: bool) {
        let above = Line(row as i32 - 1);
        if above < self.term.topmost_line() {
            return;
        }
        if continues {
            mend::wrap_end(self.term.grid_mut(), above);
        } else {
            mend::unwrap_end(self.term.grid_mut(), above);
        }
    }
}
