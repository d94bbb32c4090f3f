//! The character that `CSI b` repeats. It is the last one written, so it is written over a blank and erased again.

use alacritty_terminal::grid::{Dimensions, Grid};
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::{Cell, Flags};
use unicode_width::UnicodeWidthChar;

use super::Writer;
use super::cells::is_erased;
use crate::pen::Pen;

/// To be called when the rows are written and the cursor is not yet in its place. Without two blanks of one background
/// side by side nothing is written: there is no room to do it in.
pub fn write(w: &mut Writer, grid: &Grid<Cell>, character: Option<char>) {
    let Some((character, (line, column))) = character.zip(room(grid)) else {
        return;
    };
    // A combining character goes to the cell left of the cursor.
    let at = if character.width() == Some(0) { column + 1 } else { column };
    w.pen(Pen::background(grid[Line(line)][Column(column)].bg));
    w.go(line, at);
    w.bytes(character.encode_utf8(&mut [0; 4]).as_bytes());
    w.go(line, column);
    w.bytes(b"\x1b[2X");
}

/// Searched from the bottom right, where blanks are.
fn room(grid: &Grid<Cell>) -> Option<(i32, usize)> {
    let (rows, columns) = (grid.screen_lines() as i32, grid.columns());
    let fits = |&(line, column): &(i32, usize)| {
        let [a, b] = [0, 1].map(|n| &grid[Line(line)][Column(column + n)]);
        a.bg == b.bg && is_erased(a) && is_erased(b) && !b.flags.contains(Flags::WRAPLINE)
    };
    (0..rows).rev().flat_map(|line| (0..columns - 1).rev().map(move |column| (line, column))).find(fits)
}
