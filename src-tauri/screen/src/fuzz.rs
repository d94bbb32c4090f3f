//! What must hold for whatever a program prints. For tests and fuzzers only.

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::term::cell::Flags;

use crate::emulator::Emulator;
use crate::rest::Rest;
use crate::state::{assert_same, restored, state};
use crate::{Screen, Size, Style};

const HISTORY: usize = 20;
/// No UTF-8 has this byte: what follows it is a size.
const RESIZE: u8 = 0xff;

/// Size, a place to stop at, and then what is printed. A snapshot taken there, and what is printed after it, is the
/// whole; so it is however the bytes arrive.
pub fn screen(data: &[u8]) {
    let Some((&[cols, rows, at], printed)) = data.split_first_chunk::<3>() else { return };
    let printed = &printed[..printed.len().min(4096)];
    let mut screen = Emulator::new(size(cols, rows), HISTORY);
    let (before, after) = printed.split_at(printed.len() * usize::from(at) / 255);
    run(&mut screen, before, before.len().max(1));
    let mut woken = Rest::of(&mut screen).woken();
    assert_same(&state(&mut woken), &state(&mut screen), "after a rest");
    let mut copy = restored(&mut screen, HISTORY);
    let (loses_a_cursor, repeatable) = (loses_a_cursor(&screen), screen.recorder.hidden.repeatable);
    if !loses_a_cursor {
        assert_same(&state(&mut copy), &state(&mut screen), "right after");
    }
    run(&mut screen, after, after.len().max(1));
    run(&mut woken, after, 1 + usize::from(at) % 7);
    assert_same(&state(&mut woken), &state(&mut screen), "at the end, after a rest");
    if !loses_a_cursor && copy.recorder.hidden.repeatable == repeatable {
        run(&mut copy, after, 1 + usize::from(at) % 7);
        assert_same(&state(&mut copy), &state(&mut screen), "at the end");
    }
    read(&mut screen);
}

/// A saved cursor is lost where the cursor itself can be put in its place only by saving (see `snapshot::cursor`).
fn loses_a_cursor(screen: &Emulator) -> bool {
    let grid = screen.recorder.term.grid();
    let last = grid[grid.cursor.point.line][grid.last_column()].flags;
    grid.cursor.input_needs_wrap && last.contains(Flags::LEADING_WIDE_CHAR_SPACER)
}

fn size(cols: u8, rows: u8) -> Size {
    Size { cols: u16::from(cols % 40), rows: u16::from(rows % 12) }
}

/// Prints, in pieces of that length.
fn run(screen: &mut Emulator, printed: &[u8], step: usize) {
    for (number, part) in printed.split(|byte| *byte == RESIZE).enumerate() {
        let text = match part {
            [cols, rows, text @ ..] if number > 0 => {
                screen.resize(size(*cols, *rows));
                text
            }
            _ => part,
        };
        text.chunks(step).for_each(|piece| screen.feed(piece, &mut Vec::new()));
    }
}

/// Everything else that is read from a screen.
fn read(screen: &mut Emulator) {
    for (lines, ansi) in [(None, false), (Some(5), true), (Some(1000), false)] {
        screen.text(lines, ansi);
    }
    screen.last_line();
    screen.history_text();
    screen.take_oldest(2, Style::Ansi, &mut Vec::new());
    state(screen);
}

#[cfg(test)]
#[path = "../../fuzz/seeded.rs"]
mod seeded;

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_that_is_printed_does_harm() {
        super::seeded::run("screen", super::screen);
    }
}
