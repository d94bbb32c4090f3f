//! The rows of one screen, history first, from the top left of a cleared one. Text flows: rows that were wrapped
//! softly are wrapped again by the terminal, so that it knows. It leaves the cursor anywhere.

use alacritty_terminal::grid::{Dimensions, Grid, Row};
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::{Cell, Flags};
use alacritty_terminal::vte::ansi::{Color, NamedColor};

use super::Writer;
use crate::pen::Pen;

/// From this length on a run of blanks is skipped or erased instead of written.
const LONG_RUN: usize = 5;
/// Of a line that begins above the screen at most so many rows are written.
const LONGEST_BEGINNING: usize = 200;
/// Any wide character will do to be pushed to the next row.
const WIDE: &str = "　";

const DEFAULT_BACKGROUND: Color = Color::Named(NamedColor::Background);

/// Writes all rows.
pub fn write(w: &mut Writer, grid: &Grid<Cell>) {
    let bottom = grid.bottommost_line().0;
    let top = if w.whole { grid.topmost_line().0 } else { beginning(grid) };
    // Rows must be written to the end only if they have to push others into the history.
    let end = if top < 0 { bottom } else { last_used(grid, bottom) };
    let mut continued = false;
    for line in top..=end {
        let row = &grid[Line(line)];
        let is_bottom = line == bottom;
        if is_bottom && is_wrapped(row) && wrap_in_place(w, row, line, continued) {
            break;
        }
        write_row(w, row, 0, row.len(), continued);
        continued = false;
        if !is_bottom && line < end {
            continued = match wrapping(row, &grid[Line(line + 1)]) {
                Wrapping::None => new_row(w),
                Wrapping::Flows => true,
                Wrapping::Forced => force_wrap(w, row),
            };
        }
    }
}

/// Where the line begins that the screen's first row goes on with.
fn beginning(grid: &Grid<Cell>) -> i32 {
    let above = (grid.topmost_line().0..0).rev().take(LONGEST_BEGINNING);
    let continued = above.take_while(|line| is_wrapped(&grid[Line(*line)])).count();
    -(continued as i32)
}

fn last_used(grid: &Grid<Cell>, bottom: i32) -> i32 {
    let is_used = |line: &i32| is_wrapped(&grid[Line(*line)]) || used(&grid[Line(*line)]) > 0;
    // A wrapped row needs the one that it continues on.
    (0..=bottom).rev().find(is_used).map_or(-1, |line| (line + 1).min(bottom))
}

/// How one row goes over into the next.
enum Wrapping {
    /// By an explicit line break.
    None,
    /// The next row's first character makes the terminal wrap.
    Flows,
    /// It would, but with side effects: a stand-in does, and is removed.
    Forced,
}

fn wrapping(row: &Row<Cell>, next: &Row<Cell>) -> Wrapping {
    let (last, first) = (&row[Column(row.len() - 1)], &next[Column(0)]);
    // A wrap that scrolls fills the new row with the pen's background.
    let plain = first.bg == DEFAULT_BACKGROUND;
    if !last.flags.contains(Flags::WRAPLINE) {
        Wrapping::None
    } else if !last.flags.contains(Flags::LEADING_WIDE_CHAR_SPACER) {
        if plain { Wrapping::Flows } else { Wrapping::Forced }
    } else if plain && first.flags.contains(Flags::WIDE_CHAR) && Pen::of(first) == Pen::of(last) {
        Wrapping::Flows
    } else {
        Wrapping::Forced
    }
}

/// Each of these answers whether the next row begins with a wrap still to come.
fn new_row(w: &mut Writer) -> bool {
    if !w.pen.has_default_background() {
        w.pen(Pen::default());
    }
    w.bytes(b"\r\n");
    false
}

fn force_wrap(w: &mut Writer, row: &Row<Cell>) -> bool {
    let last = &row[Column(row.len() - 1)];
    if last.flags.contains(Flags::LEADING_WIDE_CHAR_SPACER) {
        // The gap takes the wide character's pen.
        w.pen.turn_into_that_of(last, &mut w.out);
        w.bytes(WIDE.as_bytes());
        w.pen(Pen::default());
        w.put(format_args!("\r\x1b[{}X", row.len()));
    } else {
        w.pen(Pen::default());
        w.bytes(b" \r");
    }
    false
}

/// The bottom row is marked as wrapped although nothing follows: text was written past its end below a scroll region.
/// Done the same way. False if the screen is too small for a region without the bottom row; then it cannot have
/// happened.
fn wrap_in_place(w: &mut Writer, row: &Row<Cell>, line: i32, continued: bool) -> bool {
    let last = &row[Column(row.len() - 1)];
    let leading = last.flags.contains(Flags::LEADING_WIDE_CHAR_SPACER);
    let from = row.len() - if last.flags.contains(Flags::WIDE_CHAR_SPACER) { 2 } else { 1 };
    if line < 2 || from < 2 {
        return false;
    }
    if continued {
        w.pen(Pen::default());
        w.bytes(b" ");
    }
    w.pen(Pen::default());
    w.bytes(b"\x1b[1;2r");
    w.go(line, from);
    if leading {
        w.pen.turn_into_that_of(last, &mut w.out);
        w.bytes(WIDE.as_bytes());
    } else {
        write_row(w, row, from, row.len(), true);
        w.bytes(b" ");
    }
    w.pen(Pen::default());
    w.bytes(b"\r\x1b[2X\x1b[r");
    w.go(line, 0);
    write_row(w, row, 0, from, false);
    true
}

/// Writes the cells from column `from` up to `to`. With `explicit` the first one is written even if it is blank.
pub fn write_row(w: &mut Writer, row: &Row<Cell>, from: usize, to: usize, explicit: bool) {
    let end = if is_wrapped(row) { to } else { used(row).min(to) };
    let mut column = from;
    if explicit && column < to {
        column += write_cell(w, &row[Column(column)]);
    }
    while column < end {
        let run = blank_run(row, column, end);
        if run < LONG_RUN {
            column += write_cell(w, &row[Column(column)]);
            continue;
        }
        let background = row[Column(column)].bg;
        if background != DEFAULT_BACKGROUND {
            w.pen(Pen::background(background));
            w.put(format_args!("\x1b[{run}X"));
        }
        column += run;
        if column < row.len() {
            w.put(format_args!("\x1b[{run}C"));
        }
    }
}

/// Writes one character; returns the columns that it takes.
pub fn write_cell(w: &mut Writer, cell: &Cell) -> usize {
    if cell.flags.contains(Flags::LEADING_WIDE_CHAR_SPACER) {
        return 1; // The wide character in the next row makes it.
    }
    w.pen.turn_into_that_of(cell, &mut w.out);
    // The terminal keeps tabs in the cells that they were typed in.
    let c = if cell.c == '\t' { ' ' } else { cell.c };
    for c in std::iter::once(c).chain(cell.zerowidth().unwrap_or_default().iter().copied()) {
        w.bytes(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    if cell.flags.contains(Flags::WIDE_CHAR) { 2 } else { 1 }
}

/// Whether erasing makes such a cell, in some background.
pub fn is_erased(cell: &Cell) -> bool {
    matches!(cell.c, ' ' | '\t')
        && cell.zerowidth().is_none_or(<[char]>::is_empty)
        && !cell.flags.intersects(Flags::WIDE_CHAR_SPACER | Flags::LEADING_WIDE_CHAR_SPACER)
        && Pen::of(cell) == Pen::background(cell.bg)
}

/// The number of erased cells of one background from `from` on, except that the last cell of a wrapped row counts as
/// text: something must be written there for the wrap to happen.
fn blank_run(row: &Row<Cell>, from: usize, end: usize) -> usize {
    let end = if is_wrapped(row) { end.min(row.len() - 1) } else { end };
    let background = row[Column(from)].bg;
    row[Column(from)..].iter().take(end.saturating_sub(from)).take_while(|c| c.bg == background && is_erased(c)).count()
}

/// The columns up to the last one that is not as in a cleared row.
fn used(row: &Row<Cell>) -> usize {
    let is_used = |cell: &Cell| cell.bg != DEFAULT_BACKGROUND || !is_erased(cell);
    row[..].iter().rposition(is_used).map_or(0, |last| last + 1)
}

fn is_wrapped(row: &Row<Cell>) -> bool {
    row[Column(row.len() - 1)].flags.contains(Flags::WRAPLINE)
}
