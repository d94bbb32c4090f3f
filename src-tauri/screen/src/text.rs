//! The screen as text for people and scripts, with or without colours. It never moves a cursor, links or rings.

use alacritty_terminal::grid::{Dimensions, Grid, Row};
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::TermMode;
use alacritty_terminal::term::cell::{Cell, Flags};

use crate::Style;
use crate::other;
use crate::pen::Pen;
use crate::recorder::Recorder;

/// See [`crate::Screen::text`].
pub fn screen(grid: &Grid<Cell>, lines: Option<usize>, ansi: bool) -> String {
    let Some(last) = last_used_line(grid) else {
        return String::new();
    };
    let first = lines.map_or(0, |count| (last + 1).saturating_sub_unsigned(u32::try_from(count).unwrap_or(u32::MAX)));
    let mut out = Vec::new();
    for line in first.max(grid.topmost_line().0)..=last {
        let row = &grid[Line(line)];
        write_row(&mut out, row, used(row, ansi), if ansi { Paint::Colored } else { Paint::Plain });
        out.push(b'\n');
    }
    String::from_utf8(out).expect("made of chars and ASCII")
}

/// See [`crate::Screen::last_line`].
pub fn last_line(grid: &Grid<Cell>) -> String {
    let mut out = Vec::new();
    let shows = |line: &i32| used(&grid[Line(*line)], false) > 0;
    if let Some(line) = (0..=grid.bottommost_line().0).rev().find(shows) {
        let row = &grid[Line(line)];
        write_row(&mut out, row, used(row, false), Paint::Plain);
    }
    String::from_utf8(out).expect("made of chars")
}

/// See [`crate::Screen::history_text`].
pub fn history(recorder: &mut Recorder) -> Vec<u8> {
    let mut out = Vec::new();
    if recorder.term.mode().contains(TermMode::ALT_SCREEN) {
        other::visit(&mut recorder.term, |primary| flow(&mut out, primary));
    }
    flow(&mut out, recorder.term.grid());
    out
}

/// A row as characters only; true if the next one continues it.
pub fn write_plain_row(out: &mut Vec<u8>, row: &Row<Cell>) -> bool {
    let wrapped = is_wrapped(row);
    write_row(out, row, if wrapped { row.len() } else { used(row, false) }, Paint::Plain);
    wrapped
}

/// Whether there is a character on a row.
pub fn is_used(row: &Row<Cell>) -> bool {
    used(row, false) > 0
}

/// Leaves out the blanks at a line's end.
pub fn trim(line: &mut Vec<u8>) {
    let end = line.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
    line.truncate(end);
}

/// Whether the next row continues this one.
pub fn is_wrapped(row: &Row<Cell>) -> bool {
    row[Column(row.len() - 1)].flags.contains(Flags::WRAPLINE)
}

/// The last row with a character on it; history counts downwards from -1.
pub fn last_plain_line(grid: &Grid<Cell>) -> Option<i32> {
    (grid.topmost_line().0..=grid.bottommost_line().0).rev().find(|line| used(&grid[Line(*line)], false) > 0)
}

/// See [`crate::Screen::take_oldest`].
pub fn take_oldest(recorder: &mut Recorder, keep: usize, style: Style, out: &mut Vec<u8>) {
    let (left, limit) = (std::mem::take(&mut recorder.hidden.history_left), recorder.history_limit);
    let mut take = |grid: &mut Grid<Cell>| take_lines(out, grid, keep, limit, style);
    if !recorder.term.mode().contains(TermMode::ALT_SCREEN) {
        take(recorder.term.grid_mut());
    } else if left {
        // Not every time: looking at the primary screen copies the alternate one.
        other::visit(&mut recorder.term, take);
    }
}

/// See [`crate::Screen::history_rows`].
pub fn history_rows(recorder: &mut Recorder) -> usize {
    if recorder.term.mode().contains(TermMode::ALT_SCREEN) {
        return other::visit(&mut recorder.term, |primary| primary.history_size());
    }
    recorder.term.grid().history_size()
}

fn take_lines(out: &mut Vec<u8>, grid: &mut Grid<Cell>, keep: usize, limit: usize, style: Style) {
    let rows = grid.history_size();
    let Some(surplus) = rows.checked_sub(keep).filter(|surplus| *surplus > 0) else { return };
    let line = |row: usize| Line(row as i32 - rows as i32);
    let ends = |row: &usize| !is_wrapped(&grid[line(*row)]);
    // Counted from the oldest row. A line that goes on is left whole, unless it would crowd out what comes after it.
    let crowded = rows > keep + (limit - keep.min(limit)) / 2;
    let Some(taken) = (0..surplus).rev().find(ends).map(|last| last + 1).or(crowded.then_some(surplus)) else { return };
    for row in 0..taken {
        let row = &grid[line(row)];
        write_row(out, row, if is_wrapped(row) { row.len() } else { used(row, style == Style::Ansi) }, style.into());
        if !is_wrapped(row) {
            out.push(b'\n');
        }
    }
    if out.last().is_some_and(|last| *last != b'\n') {
        out.push(b'\n');
    }
    grid.update_history(rows - taken);
    grid.update_history(limit);
}

/// All rows of a screen, those that were wrapped softly in one.
fn flow(out: &mut Vec<u8>, grid: &Grid<Cell>) {
    let Some(last) = last_used_line(grid) else {
        return;
    };
    for line in grid.topmost_line().0..=last {
        let row = &grid[Line(line)];
        let wrapped = is_wrapped(row) && line < last;
        write_row(out, row, if wrapped { row.len() } else { used(row, true) }, Paint::Linked);
        if !wrapped {
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// How the cells of a row are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paint {
    Plain,
    Colored,
    Linked,
}

impl From<Style> for Paint {
    fn from(style: Style) -> Self {
        if style == Style::Ansi { Self::Linked } else { Self::Plain }
    }
}

fn write_row(out: &mut Vec<u8>, row: &Row<Cell>, end: usize, paint: Paint) {
    let mut pen = Pen::default();
    for cell in &row[..Column(end)] {
        if cell.flags.intersects(Flags::WIDE_CHAR_SPACER | Flags::LEADING_WIDE_CHAR_SPACER) {
            continue;
        }
        match paint {
            Paint::Plain => {}
            Paint::Colored => pen.turn_into(Pen::of(cell).unlinked(), out),
            Paint::Linked => pen.turn_into_that_of(cell, out),
        }
        // The terminal keeps a tab in the cell that it was typed in, and blanks up to where it led.
        let c = if cell.c == '\t' { ' ' } else { cell.c };
        for c in std::iter::once(c).chain(cell.zerowidth().unwrap_or_default().iter().copied()) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    pen.turn_into(Pen::default(), out);
}

/// The last row with something to see; history counts downwards from -1.
fn last_used_line(grid: &Grid<Cell>) -> Option<i32> {
    (grid.topmost_line().0..=grid.bottommost_line().0).rev().find(|line| used(&grid[Line(*line)], true) > 0)
}

/// The columns up to the last that shows something; with `ansi` a coloured blank does.
fn used(row: &Row<Cell>, ansi: bool) -> usize {
    let shows = |cell: &Cell| {
        !matches!(cell.c, ' ' | '\t')
            || cell.flags.contains(Flags::WIDE_CHAR_SPACER)
            || cell.zerowidth().is_some_and(|marks| !marks.is_empty())
            || ansi && Pen::of(cell).unlinked().shows_on_blank()
    };
    row[..].iter().rposition(shows).map_or(0, |last| last + 1)
}
