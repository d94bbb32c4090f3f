//! The cursor: where it stands, what it writes with, and the copy that the program saved. The awkward part is a cursor
//! that stands past the end of a row, about to wrap: only writing the row's last character puts it there.

use alacritty_terminal::grid::{Charsets, Cursor, Dimensions, Grid};
use alacritty_terminal::index::Column;
use alacritty_terminal::term::cell::{Cell, Flags};

use super::{Writer, cells};
use crate::charsets;
use crate::pen::Pen;

/// How the cursor is put in its place once the rows are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// By moving it there and, if it is about to wrap, writing the last character again.
    Written,
    /// By restoring a saved cursor, because writing would change the row. The cursor that the program saved is lost if
    /// it was in another place (it is not if the program restored it).
    Saved,
}

impl Placing {
    /// Where the saved cursor is free to be used, it is used whenever the cursor is about to wrap.
    pub fn by_saving(grid: &Grid<Cell>) -> Self {
        if grid.cursor.input_needs_wrap { Self::Saved } else { Self::Written }
    }

    /// For the screen that is shown.
    pub fn of(grid: &Grid<Cell>) -> Self {
        let cursor = &grid.cursor;
        // A gap left by a wide character cannot be written. (xterm.js forgets about the wrap when it restores.)
        let last = grid[cursor.point.line][grid.last_column()].flags;
        if cursor.input_needs_wrap && last.contains(Flags::LEADING_WIDE_CHAR_SPACER) {
            return Self::Saved;
        }
        Self::Written
    }

    /// What has to be saved for this.
    pub fn cursor_to_save(self, grid: &Grid<Cell>) -> &Cursor<Cell> {
        if self == Self::Saved && !is_same_place(grid) { &grid.cursor } else { &grid.saved_cursor }
    }
}

fn is_same_place(grid: &Grid<Cell>) -> bool {
    let (cursor, saved) = (&grid.cursor, &grid.saved_cursor);
    cursor.point == saved.point && cursor.input_needs_wrap == saved.input_needs_wrap
}

/// Makes `cursor` the saved one. To be called on a cleared screen, which it leaves cleared, the cursor at home.
pub fn save(w: &mut Writer, grid: &Grid<Cell>, cursor: &Cursor<Cell>) {
    if super::is_fresh(cursor) {
        return;
    }
    w.go(cursor.point.line.0, cursor.point.column.0);
    if cursor.input_needs_wrap {
        w.bytes(b" ");
    }
    set_pen(w, cursor);
    w.bytes(b"\x1b7");
    clear_pen(w, cursor);
    if cursor.input_needs_wrap {
        w.go(cursor.point.line.0, grid.last_column().0);
        w.bytes(b"\x1b[X");
    }
    w.bytes(b"\x1b[H");
}

/// Puts the cursor in its place; it may leave any pen. `origin` is the row that positions count from in origin mode.
pub fn place(w: &mut Writer, grid: &Grid<Cell>, placing: Placing, origin: Option<i32>) {
    let cursor = &grid.cursor;
    if placing == Placing::Saved {
        return restore(w, placing.cursor_to_save(grid));
    }
    let row = &grid[cursor.point.line];
    let is_wide = row[cursor.point.column].flags.contains(Flags::WIDE_CHAR_SPACER);
    let column = cursor.point.column.0 - usize::from(cursor.input_needs_wrap && is_wide);
    w.go(cursor.point.line.0 - origin.unwrap_or_default(), column);
    if cursor.input_needs_wrap {
        if is_wide {
            // In a narrow screen, writing over a wide character changes the row above that it did not fit in.
            w.bytes(b"\x1b[2X");
        }
        cells::write_cell(w, &row[Column(column)]);
    }
}

/// Restores the saved cursor, but not its pen and character sets: terminals differ in how much of them is restored.
fn restore(w: &mut Writer, saved: &Cursor<Cell>) {
    w.bytes(b"\x1b8\x1b[m\x1b]8;;\x1b\\");
    w.pen = Pen::default();
    charsets::write_change(&mut w.out, &saved.charsets, &Charsets::default());
}

/// Sets colours, attributes, link and character sets; the sets are ASCII until then.
pub fn set_pen(w: &mut Writer, cursor: &Cursor<Cell>) {
    w.pen(Pen::of(&cursor.template));
    charsets::write_change(&mut w.out, &Charsets::default(), &cursor.charsets);
}

/// Takes back what `set_pen` did.
pub fn clear_pen(w: &mut Writer, cursor: &Cursor<Cell>) {
    w.pen(Pen::default());
    charsets::write_change(&mut w.out, &cursor.charsets, &Charsets::default());
}
