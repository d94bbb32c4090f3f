//! Everything there is to compare about a screen, as plain values with a readable difference.

use alacritty_terminal::grid::{Cursor, Dimensions, Grid};
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::TermMode;
use alacritty_terminal::term::cell::{Cell, Flags};

use crate::emulator::Emulator;
use crate::{Effect, Screen, Size, other};

/// One fact a line.
pub type State = Vec<String>;

/// A screen that was fed those bytes.
#[cfg(test)]
pub fn fed(size: Size, history: usize, bytes: &[u8]) -> Emulator {
    let mut screen = Emulator::new(size, history);
    screen.feed(bytes, &mut Vec::new());
    screen
}

/// A fresh screen that was fed a snapshot of `screen`, which must not have made it say anything.
pub fn restored(screen: &mut Emulator, history: usize) -> Emulator {
    let mut copy = Emulator::new(screen.size(), history);
    let mut effects = Vec::new();
    copy.feed(&screen.snapshot(), &mut effects);
    assert!(
        effects.iter().all(|effect| matches!(effect, Effect::Title(_) | Effect::Cwd(_))),
        "a snapshot caused {effects:?}"
    );
    copy
}

/// The whole state of a screen.
pub fn state(screen: &mut Emulator) -> State {
    let mut facts = Vec::new();
    let alternate = screen.recorder.term.mode().contains(TermMode::ALT_SCREEN);
    other::visit(&mut screen.recorder.term, |grid| {
        if alternate {
            grid_facts("primary", grid, &mut facts);
        } else {
            facts.push(format!("alternate saved {}", cursor(&grid.saved_cursor)));
        }
    });
    grid_facts(if alternate { "alternate" } else { "primary" }, screen.recorder.term.grid(), &mut facts);
    let (term, hidden) = (&screen.recorder.term, &screen.recorder.hidden);
    facts.push(format!("mode {:?}", term.mode()));
    facts.push(format!("style {:?} {:?}", hidden.cursor_styled, term.cursor_style()));
    facts.push(format!("colors {:?}", (0..269).filter_map(|i| Some((i, term.colors()[i]?))).collect::<Vec<_>>()));
    facts.push(format!("region {:?} charset {:?} tabs {:?}", hidden.region, hidden.charset, hidden.tabs));
    facts.push(format!("keyboard {:?} {:?}", hidden.keyboard, hidden.other_keyboard));
    facts.push(format!("titles {:?} {:?}", hidden.titles.current(), hidden.titles.stack()));
    facts.push(format!("cwd {:?}", hidden.cwd));
    facts.push(format!("unfinished {}", screen.unfinished.bytes().escape_ascii()));
    facts
}

/// Fails with the facts that differ.
#[track_caller]
pub fn assert_same(actual: &State, expected: &State, what: &str) {
    if actual != expected {
        let only =
            |a: &State, b: &State| a.iter().filter(|fact| !b.contains(fact)).take(8).cloned().collect::<Vec<_>>();
        panic!(
            "{what}\nonly in actual: {:#?}\nonly in expected: {:#?}",
            only(actual, expected),
            only(expected, actual)
        );
    }
}

fn grid_facts(name: &str, grid: &Grid<Cell>, facts: &mut State) {
    let (top, bottom) = (grid.topmost_line().0, grid.bottommost_line().0);
    facts.push(format!("{name} rows {top} to {bottom}"));
    for line in top..=bottom {
        for column in 0..grid.columns() {
            let cell = &grid[Line(line)][Column(column)];
            check(grid, line, column);
            if let Some(text) = self::cell(cell) {
                facts.push(format!("{name} {line},{column} {text}"));
            }
        }
    }
    facts.push(format!("{name} cursor {}", cursor(&grid.cursor)));
    // Entering the alternate screen makes them the same.
    facts.push(format!("{name} saved {}", cursor(&grid.saved_cursor)));
}

/// What the recorder's mending promises.
fn check(grid: &Grid<Cell>, line: i32, column: usize) {
    let flags = |column: usize| grid[Line(line)][Column(column)].flags;
    let last = column + 1 == grid.columns();
    if flags(column).contains(Flags::WIDE_CHAR) {
        assert!(!last && flags(column + 1).contains(Flags::WIDE_CHAR_SPACER), "left half alone at {line},{column}");
    }
    if flags(column).contains(Flags::WIDE_CHAR_SPACER) {
        assert!(column > 0 && flags(column - 1).contains(Flags::WIDE_CHAR), "right half alone at {line},{column}");
    }
    if flags(column).intersects(Flags::WRAPLINE | Flags::LEADING_WIDE_CHAR_SPACER) {
        assert!(last, "wrap mark inside row {line},{column}");
    }
}

/// A cell that is not as in a cleared row.
fn cell(cell: &Cell) -> Option<String> {
    let c = if cell.c == '\t' { ' ' } else { cell.c };
    let marks = cell.zerowidth().unwrap_or_default();
    let plain = c == ' ' && marks.is_empty() && paint(cell) == paint(&Cell::default()) && cell.flags.is_empty();
    (!plain).then(|| format!("{c:?}{marks:?} {:?} {}", cell.flags, paint(cell)))
}

fn cursor(cursor: &Cursor<Cell>) -> String {
    let sets = [0, 1, 2, 3].map(|n| {
        use alacritty_terminal::vte::ansi::CharsetIndex::*;
        cursor.charsets[[G0, G1, G2, G3][n]]
    });
    let (point, pending, pen) = (cursor.point, cursor.input_needs_wrap, &cursor.template);
    format!("{:?} pending {pending} {sets:?} {:?} {}", (point.line.0, point.column.0), pen.flags, paint(pen))
}

/// Ids that the terminal gave out itself are numbered across all screens of a process, so they say nothing.
fn paint(cell: &Cell) -> String {
    let link = cell.hyperlink().map(|link| {
        let id = if link.id().ends_with("_alacritty") { "-" } else { link.id() };
        format!("{id} {}", link.uri())
    });
    format!("{:?} on {:?} line {:?} link {link:?}", cell.fg, cell.bg, cell.underline_color())
}
