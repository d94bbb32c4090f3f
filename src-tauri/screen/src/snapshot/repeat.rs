//! The character that `CSI b` repeats, which is the last one written: written again without leaving a trace. Lost if
//! there is no place for that, or if the cursor is about to wrap after another character.

use alacritty_terminal::grid::{Dimensions, Grid};
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::{Cell, Flags};
use unicode_width::UnicodeWidthChar;

use super::Writer;
use super::cells::{is_erased, write_cell};
use crate::pen::Pen;

/// To be called when the rows are written and the cursor is not yet in its place.
pub fn write(w: &mut Writer, grid: &Grid<Cell>, character: Option<char>) {
    let Some(character) = character else {
        return;
    };
    if let Some((line, column)) = find(grid, is_room) {
        // A combining character goes to the cell left of the cursor.
        let at = if character.width() == Some(0) { column + 1 } else { column };
        w.pen(Pen::background(grid[Line(line)][Column(column)].bg));
        w.go(line, at);
        w.bytes(character.encode_utf8(&mut [0; 4]).as_bytes());
        w.go(line, column);
        w.bytes(b"\x1b[2X");
    } else if let Some((line, column)) = find(grid, |cells| is_alone(character, cells)) {
        w.go(line, column);
        write_cell(w, &grid[Line(line)][Column(column)]);
    }
}

/// Two blanks of one background can be written over and erased again.
fn is_room([a, b]: [&Cell; 2]) -> bool {
    a.bg == b.bg && is_erased(a) && is_erased(b) && !b.flags.contains(Flags::WRAPLINE)
}

/// That very character in a cell of its own can be written over with itself.
fn is_alone(character: char, [cell, _]: [&Cell; 2]) -> bool {
    cell.c == character
        && !cell.flags.intersects(Flags::WIDE_CHAR | Flags::WIDE_CHAR_SPACER)
        && cell.zerowidth().is_none_or(<[char]>::is_empty)
}

/// Where two cells side by side fit, searched from the bottom right, where blanks are.
fn find(grid: &Grid<Cell>, fits: impl Fn([&Cell; 2]) -> bool) -> Option<(i32, usize)> {
    let (rows, columns) = (grid.screen_lines() as i32, grid.columns());
    let places = (0..rows).rev().flat_map(|line| (0..columns - 1).rev().map(move |column| (line, column)));
    places.into_iter().find(|&(line, column)| fits([0, 1].map(|n| &grid[Line(line)][Column(column + n)])))
}
