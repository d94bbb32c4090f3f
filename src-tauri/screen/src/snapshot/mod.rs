//! Writes the snapshot: bytes that make a terminal of the same size show and know what this one does. The order of the
//! parts is all that is decided here; it matters, since many sequences move the cursor or depend on modes. It never
//! writes anything that a terminal would answer, ring or copy.

mod cells;
mod cursor;
mod modes;
mod preamble;
mod repeat;

use alacritty_terminal::grid::{Cursor, Dimensions as _};
use alacritty_terminal::term::TermMode;
use alacritty_terminal::term::cell::Cell;

use crate::other;
use crate::pen::{Pen, put};
use crate::recorder::Recorder;
pub use cells::is_erased;
use cursor::Placing;

const ENTER_ALTERNATE: &[u8] = b"\x1b[?1049h";
const LEAVE_ALTERNATE: &[u8] = b"\x1b[?1049l";

/// The bytes so far and the pen that they leave the terminal with.
struct Writer {
    out: Vec<u8>,
    pen: Pen,
    /// The history is written.
    whole: bool,
}

/// What a snapshot has above the screen.
#[derive(Debug, Clone, Copy)]
pub enum Above<'a> {
    /// These lines, then all of the history that is in memory.
    History(&'a [u8]),
    /// Only the beginning of a line that goes on in the screen's first row.
    Begun,
}

impl Writer {
    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        put(&mut self.out, arguments);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn pen(&mut self, pen: Pen) {
        self.pen.turn_into(pen, &mut self.out);
    }

    /// Moves the cursor; both count from 0.
    fn go(&mut self, line: i32, column: usize) {
        self.put(format_args!("\x1b[{};{}H", line + 1, column + 1));
    }
}

/// The snapshot; `unfinished` are the bytes that it ends with.
pub fn write(recorder: &mut Recorder, above: Above<'_>, unfinished: &[u8]) -> Vec<u8> {
    let whole = matches!(above, Above::History(_));
    let mut w = Writer { out: preamble::bytes(), pen: Pen::default(), whole };
    if let Above::History(older) = above {
        print_above(&mut w, older, recorder.term.screen_lines());
    }
    modes::colors(&mut w, recorder.term.colors());
    if recorder.term.mode().contains(TermMode::ALT_SCREEN) {
        primary_beneath(&mut w, recorder);
    } else {
        alternate_aside(&mut w, recorder);
    }
    shown(&mut w, recorder);
    modes::titles(&mut w, &recorder.hidden.titles);
    modes::cwd(&mut w, &recorder.hidden);
    w.bytes(unfinished);
    w.out
}

/// Prints lines and pushes them out of the screen, which is empty before and after.
fn print_above(w: &mut Writer, lines: &[u8], rows: usize) {
    if lines.is_empty() {
        return;
    }
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        w.bytes(text);
        w.bytes(b"\r\n");
    }
    // From wherever the cursor is now, so many reach the bottom and push up exactly the rows above it.
    let feeds = vec![b'\n'; rows - 1];
    w.bytes(&feeds);
    w.bytes(b"\x1b[H");
}

/// The primary screen while the alternate one is shown, and the way into that.
fn primary_beneath(w: &mut Writer, recorder: &mut Recorder) {
    other::visit(&mut recorder.term, |grid| {
        // Entering the alternate screen overwrites the saved cursor with this one, so it is free to be used.
        let placing = Placing::by_saving(grid);
        if placing == Placing::Saved {
            cursor::save(w, grid, &grid.cursor);
        }
        cells::write(w, grid);
        cursor::place(w, grid, placing, None);
        cursor::set_pen(w, &grid.cursor);
        modes::keyboard_stack(w, &recorder.hidden.other_keyboard);
        w.bytes(ENTER_ALTERNATE);
        // The alternate screen begins with a copy of that cursor, and cleared in its background.
        cursor::clear_pen(w, &grid.cursor);
        w.bytes(b"\x1b[2J\x1b[H");
    });
}

/// What the alternate screen remembers while the primary one is shown: a saved cursor and keyboard modes.
fn alternate_aside(w: &mut Writer, recorder: &mut Recorder) {
    other::visit(&mut recorder.term, |grid| {
        let keyboard = &recorder.hidden.other_keyboard;
        if is_fresh(&grid.saved_cursor) && keyboard.is_empty() {
            return;
        }
        w.bytes(ENTER_ALTERNATE);
        cursor::save(w, grid, &grid.saved_cursor);
        modes::keyboard_stack(w, keyboard);
        w.bytes(LEAVE_ALTERNATE);
    });
}

/// The screen that is shown, with all that both share.
fn shown(w: &mut Writer, recorder: &Recorder) {
    let (grid, hidden, mode) = (recorder.term.grid(), &recorder.hidden, *recorder.term.mode());
    let placing = Placing::of(grid);
    cursor::save(w, grid, placing.cursor_to_save(grid));
    cells::write(w, grid);
    repeat::write(w, grid, hidden.repeatable);
    modes::tabs(w, hidden);
    modes::region(w, grid, hidden, mode);
    let origin = mode.contains(TermMode::ORIGIN).then_some(hidden.region.start as i32);
    cursor::place(w, grid, placing, origin);
    cursor::set_pen(w, &grid.cursor);
    modes::charset(w, hidden);
    modes::private(w, mode);
    modes::keyboard_stack(w, &hidden.keyboard);
    modes::keyboard_bits(w, &hidden.keyboard, other::keyboard_bits(&recorder.term));
    modes::cursor_style(w, hidden, recorder.term.cursor_style());
}

/// Whether a cursor is as it is in a fresh terminal.
fn is_fresh(cursor: &Cursor<Cell>) -> bool {
    let fresh = Cursor::<Cell>::default();
    cursor.point == fresh.point
        && !cursor.input_needs_wrap
        && cursor.charsets == fresh.charsets
        && Pen::of(&cursor.template) == Pen::default()
}
