//! Keeps cells describable: every wide character has both halves, wrap marks are in the last column, a pending wrap
//! is at the row's end. Alacritty lets erasing, shifting and resizing break this; xterm.js does not, and no sequence
//! could write it. It never changes a cell that is in order.

use alacritty_terminal::grid::{Cursor, Dimensions, Grid};
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::{Cell, Flags};

use crate::snapshot::is_erased;

/// Marks that have a meaning in a row's last column only.
const END_MARKS: Flags = Flags::WRAPLINE.union(Flags::LEADING_WIDE_CHAR_SPACER);

/// Erases the wide character that lies across the left edge of `column`, if there is one. To be called before an
/// operation that has its edge there.
pub fn split(grid: &mut Grid<Cell>, line: Line, column: usize) {
    if column == 0 || column >= grid.columns() {
        return;
    }
    if grid[line][Column(column)].flags.contains(Flags::WIDE_CHAR_SPACER) {
        let erased = Cell::from(grid.cursor.template.bg);
        for column in [column - 1, column].map(Column) {
            let mark = grid[line][column].flags & Flags::WRAPLINE;
            grid[line][column] = erased.clone();
            grid[line][column].flags |= mark;
        }
    }
}

/// As [`split`], but the right half becomes a blank in its own paint: as in xterm.js, where inserting pushes it away.
pub fn tear(grid: &mut Grid<Cell>, line: Line, column: usize) {
    let torn = Some(grid[line][Column(column)].clone()).filter(|cell| cell.flags.contains(Flags::WIDE_CHAR_SPACER));
    split(grid, line, column);
    if let Some(mut torn) = torn {
        blank(&mut torn);
        grid[line][Column(column)] = torn;
    }
}

/// Takes the marks off the end of a row whose cells are about to be shifted; true if the row was wrapped.
pub fn lift_end(grid: &mut Grid<Cell>, line: Line) -> bool {
    let last = grid.last_column();
    let wrapped = is_wrapped(grid, line);
    if grid[line][last].flags.intersects(END_MARKS) {
        grid[line][last].flags.remove(END_MARKS);
    }
    wrapped
}

/// Marks a row as wrapped.
pub fn wrap_end(grid: &mut Grid<Cell>, line: Line) {
    let last = grid.last_column();
    grid[line][last].flags.insert(Flags::WRAPLINE);
}

/// The row that `line` continued on was scrolled away, so it continues nowhere.
pub fn unwrap_end(grid: &mut Grid<Cell>, line: Line) {
    if is_wrapped(grid, line) {
        lift_end(grid, line);
    }
}

/// Whether the row continues on the next.
pub fn is_wrapped(grid: &Grid<Cell>, line: Line) -> bool {
    grid[line][grid.last_column()].flags.contains(Flags::WRAPLINE)
}

/// A cursor about to wrap cannot be put on a row that ends in a gap (but for one saved there, see `snapshot::cursor`).
pub fn wrap_over_gap(grid: &mut Grid<Cell>) {
    let last = &grid[grid.cursor.point.line][grid.last_column()];
    if grid.cursor.input_needs_wrap && last.flags.contains(Flags::LEADING_WIDE_CHAR_SPACER) {
        grid.cursor.input_needs_wrap = false;
    }
}

/// Takes off what erasing left beyond a narrower screen's edge, before a resize: a background only, which xterm.js cuts
/// off and Alacritty would break into a row of its own. Blanks that were printed cannot be told from it.
pub fn narrow(grid: &mut Grid<Cell>, columns: usize) {
    let (top, bottom) = (grid.topmost_line().0, grid.bottommost_line().0);
    let is_rest = |cell: &Cell| is_erased(cell) && !cell.flags.intersects(END_MARKS);
    for line in (top..=bottom).map(Line) {
        let beyond = &mut grid[line][Column(columns)..];
        if beyond.iter().all(is_rest) {
            beyond.fill(Cell::default());
        }
    }
}

/// Mends everything, after a resize.
pub fn all(grid: &mut Grid<Cell>) {
    let (top, bottom) = (grid.topmost_line().0, grid.bottommost_line().0);
    for line in (top..=bottom).map(Line) {
        row(grid, line);
    }
    unwrap_end(grid, Line(bottom));
    let last = grid.last_column();
    let at_end = |cursor: &mut Cursor<Cell>| cursor.input_needs_wrap &= cursor.point.column == last;
    at_end(&mut grid.cursor);
    at_end(&mut grid.saved_cursor);
    wrap_over_gap(grid);
}

/// Mends one row.
pub fn row(grid: &mut Grid<Cell>, line: Line) {
    let last = grid.last_column();
    let row = &mut grid[line];
    for column in (0..=last.0).map(Column) {
        let flags = row[column].flags;
        let misplaced = if column == last {
            flags.contains(Flags::LEADING_WIDE_CHAR_SPACER) && !flags.contains(Flags::WRAPLINE)
        } else {
            flags.intersects(END_MARKS)
        };
        if misplaced {
            row[column].flags.remove(END_MARKS);
        }
        let halved = (flags.contains(Flags::WIDE_CHAR)
            && (column == last || !row[column + 1].flags.contains(Flags::WIDE_CHAR_SPACER)))
            || (flags.contains(Flags::WIDE_CHAR_SPACER)
                && (column.0 == 0 || !row[column - 1].flags.contains(Flags::WIDE_CHAR)));
        if halved {
            blank(&mut row[column]);
        }
    }
    // Growing a row leaves cells that the row does not count as used, so that a later reset would skip the others.
    let _ = &mut row[last];
}

fn blank(cell: &mut Cell) {
    cell.clear_wide();
    cell.flags.remove(Flags::WIDE_CHAR_SPACER);
}
