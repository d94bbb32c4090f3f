//! Writing over wide characters and over the ends of wrapped rows. As in xterm.js, what is left of a wide character is
//! painted like what is written, and a row stays wrapped when its last character is replaced; the terminal that this
//! mirrors does neither. Only for automatic wrapping without insert mode.

use std::ops::Range;

use alacritty_terminal::grid::{Dimensions, Grid};
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::{Cell, Flags};
use alacritty_terminal::vte::ansi::Handler;
use unicode_width::UnicodeWidthChar;

use crate::mend;
use crate::recorder::Recorder;

const DELICATE: Flags = Flags::WIDE_CHAR.union(Flags::WIDE_CHAR_SPACER).union(Flags::WRAPLINE);

/// Whether the next character may replace any of these, or scroll; never false if it does.
#[inline]
pub fn is_delicate(grid: &Grid<Cell>) -> bool {
    let cursor = &grid.cursor;
    let row = &grid[cursor.point.line];
    let column = cursor.point.column;
    let beside = Column((column.0 + 1).min(row.len() - 1));
    cursor.input_needs_wrap || beside == column || (row[column].flags | row[beside].flags).intersects(DELICATE)
}

/// Writes a character.
#[cold]
pub fn input(recorder: &mut Recorder, c: char) {
    // One character (U+17D8) is said to take three cells; the terminal gives it two.
    let width = c.width().unwrap_or(0).min(2);
    let (line, column) = match target(recorder.term.grid(), &recorder.hidden.region, width) {
        Target::None => return recorder.term.input(c),
        Target::New => return recorder.wrap_at_end(|term| term.input(c)),
        Target::Cell(line, column) => (line, column),
    };
    let term = &mut recorder.term;
    let (grid, last) = (term.grid(), term.last_column().0);
    let flags = |column: usize| grid[line][Column(column)].flags;
    let end = column + width;
    let left = (column > 0 && flags(column).contains(Flags::WIDE_CHAR_SPACER)).then(|| column - 1);
    let right = (end <= last && flags(end - 1).contains(Flags::WIDE_CHAR)).then_some(end);
    let wrapped = end > last && mend::is_wrapped(grid, line);
    let start = &grid.cursor.point;
    // A wide character that does not fit leaves a gap where half of another one may have been.
    let gap = (width == 2 && start.column.0 == last && !grid.cursor.input_needs_wrap)
        .then(|| (start.line, start.column - 1))
        .filter(|(line, column)| grid[*line][*column].flags.contains(Flags::WIDE_CHAR));
    term.input(c);
    let halves = [left, right].into_iter().flatten().map(|column| (line, Column(column)));
    halves.chain(gap).for_each(|(line, column)| paint(term.grid_mut(), line, column));
    if wrapped {
        mend::wrap_end(term.grid_mut(), line);
    }
}

/// Where a character goes.
enum Target {
    /// To no cell of its own.
    None,
    /// To a row that is new.
    New,
    Cell(Line, usize),
}

/// Where one of that width goes; `region` are the rows that scroll.
fn target(grid: &Grid<Cell>, region: &Range<usize>, width: usize) -> Target {
    let (point, last) = (grid.cursor.point, grid.last_column());
    if width == 0 {
        return Target::None;
    }
    let wraps = grid.cursor.input_needs_wrap || width == 2 && point.column == last;
    if !wraps {
        return Target::Cell(point.line, point.column.0);
    }
    let next: Line = point.line + 1;
    if next.0 as usize == region.end { Target::New } else { Target::Cell(next.min(grid.bottommost_line()), 0) }
}

/// Makes a cell a blank in the cursor's pen; the row stays wrapped if it was.
fn paint(grid: &mut Grid<Cell>, line: Line, column: Column) {
    let mut blank = grid.cursor.template.clone();
    blank.c = ' ';
    let cell = &mut grid[line][column];
    blank.flags |= cell.flags & Flags::WRAPLINE;
    *cell = blank;
}
