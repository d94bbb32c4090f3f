//! Erasing within rows, inserting and deleting rows: as xterm.js does it, which looks after the joints of wrapped rows.
//! A row continues the one above it if that one ends in a mark; the terminal that this mirrors leaves marks behind.

use std::mem;

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
            self.mark_above(0, false);
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
            self.mark_above(0, false);
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

    /// Deletes rows at the cursor.
    pub fn delete_rows(&mut self, rows: usize) {
        self.forget_wrap();
        let continued = self.is_in_region(rows) && self.row_continues(rows);
        self.term.delete_lines(rows);
        if self.return_in_region() {
            self.mark_above(0, continued);
        }
    }

    /// Inserts blank rows at the cursor.
    pub fn insert_rows(&mut self, rows: usize) {
        self.forget_wrap();
        let continued = self.row_continues(0);
        self.term.insert_blank_lines(rows);
        if self.return_in_region() {
            self.unwrap_region_end();
            self.mark_above(0, false);
            if self.is_in_region(rows) {
                self.mark_above(rows, continued);
            }
        }
    }

    /// Scrolls the region down.
    pub fn scroll_rows_down(&mut self, rows: usize) {
        // xterm.js leaves the new rows without colour, here only.
        let background =
            mem::replace(&mut self.term.grid_mut().cursor.template.bg, Color::Named(NamedColor::Background));
        self.term.scroll_down(rows);
        self.term.grid_mut().cursor.template.bg = background;
        self.unwrap_region_end();
        mend::wrap_over_gap(self.term.grid_mut());
    }

    /// The region's last row came from above, away from the row it continued on.
    pub fn unwrap_region_end(&mut self) {
        let last = self.hidden.region.end as i32 - 1;
        mend::unwrap_end(self.term.grid_mut(), Line(last));
    }

    /// Whether the row that lies so many below the cursor's is in the region.
    fn is_in_region(&self, below: usize) -> bool {
        self.hidden.region.contains(&(self.line() as usize + below))
    }

    /// Whether that row, which must be on the screen, continues the one above it.
    fn row_continues(&self, below: usize) -> bool {
        let above = self.term.grid().cursor.point.line + below - 1;
        above >= self.term.topmost_line() && mend::is_wrapped(self.term.grid(), above)
    }

    /// Says of that row whether it continues the one above it.
    fn mark_above(&mut self, below: usize, continues: bool) {
        let above = self.term.grid().cursor.point.line + below - 1;
        if above < self.term.topmost_line() {
            return;
        }
        if continues {
            mend::wrap_end(self.term.grid_mut(), above);
        } else {
            mend::unwrap_end(self.term.grid_mut(), above);
        }
    }

    /// Lines were inserted or deleted at the cursor, if it is in the region: then it goes to the row's beginning, and
    /// this is true. The terminal leaves it where it is.
    fn return_in_region(&mut self) -> bool {
        let within = self.is_in_region(0);
        if within {
            self.term.carriage_return();
        }
        within
    }
}
