//! Where the terminal beneath does something else than xterm.js: what xterm.js does is expected here.

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::vte::ansi::{Color, NamedColor};

use crate::mend::is_wrapped;
use crate::pen::Pen;
use crate::state::{assert_same, fed, restored, state};
use crate::{Screen, Size};

const SIZE: Size = Size { cols: 10, rows: 4 };

#[test]
fn the_cursor_goes_where_it_goes_in_xterm() {
    for (bytes, place) in [
        ("abc\x1b[L", (0, 0)),
        ("\r\nabc\x1b[2M", (1, 0)),
        ("\x1b[3;4rabc\x1b[L", (0, 3)),
        ("abc\x1b[?1049l", (0, 0)),
        ("a\x1b7bc\x1b[?1049l", (0, 1)),
        ("\x1b[?1049h\x1b[2;3H\x1b[?1049h\x1b[H\x1b8", (1, 2)),
        ("abc\x1b[?6l", (0, 0)),
        ("abc\x1b[!p", (0, 3)),
        ("0123456789\x1b[Xx", (0, 9)),
        ("0123456789\x1b[Px", (0, 9)),
        ("0123456789\x1b[@x", (0, 9)),
    ] {
        let cursor = fed(SIZE, 9, bytes.as_bytes()).recorder.term.grid().cursor.point;
        assert_eq!((cursor.line.0, cursor.column.0), place, "{bytes:?}");
    }
}

#[test]
fn cells_are_erased_and_painted_as_in_xterm() {
    for (bytes, text) in [
        ("one\r\ntwo\x1b[1J", ""),
        ("one\r\n\x1b[1J", ""),
        ("0123456789\x1b[J", "0123456789\n"),
        ("\x1b[7m日\x08\x1b[J", ""),
    ] {
        assert_eq!(fed(SIZE, 9, bytes.as_bytes()).text(None, true), text, "{bytes:?}");
    }
}

#[test]
fn what_is_left_of_an_overwritten_wide_character_is_painted_like_the_other() {
    // A row of two wide characters on red, where something is written on blue; then the columns that are blue.
    for (bytes, blue) in [
        ("\x1b[41m日本\r\x1b[44mx", vec![0, 1]),
        ("\x1b[41m日本\r\x1b[C\x1b[44mx", vec![0, 1]),
        ("\x1b[41m日本\r\x1b[C\x1b[44m語", vec![0, 1, 2, 3]),
        ("\x1b[41m日本\r\x1b[44m語", vec![0, 1]),
    ] {
        let screen = fed(SIZE, 9, bytes.as_bytes());
        let grid = screen.recorder.term.grid();
        let written = Pen::background(grid.cursor.template.bg);
        let is_blue = |column: &usize| Pen::background(grid[Line(0)][Column(*column)].bg) == written;
        assert_eq!((0..10).filter(is_blue).collect::<Vec<_>>(), blue, "{bytes:?}");
    }
}

#[test]
fn rows_continue_others_as_in_xterm() {
    let long = "0123456789abc";
    for (bytes, continued) in [
        ("", vec![1]),
        ("\x1b[1;10Hx", vec![1]),
        ("\x1b[1;9H日", vec![1]),
        ("\x1b[1;5H\x1b[K", vec![1]),
        ("\x1b[1;10H\x1b[1K", vec![1]),
        ("\x1b[1;10H\x1b[X", vec![1]),
        ("\x1b[2K", vec![]),
        ("\r\x1b[K", vec![]),
        ("\x1b[2;2H\x1b[K", vec![1]),
        ("\r\x1b[J", vec![]),
        ("\x1b[1;5H\x1b[J", vec![]),
        ("\x1b[L", vec![2]),
        ("\x1b[9L", vec![]),
        ("\x1b[M", vec![]),
        ("\r\n0123456789abc\x1b[2;1H\x1b[2M", vec![1]),
        ("\x1b[H\x1bM", vec![2]),
        ("\x1b[T", vec![2]),
        ("\x1b[2;4r\x1b[2H\x1bM", vec![2]),
        ("\x1b[2;4r\x1b[T", vec![2]),
        ("\x1b[2;4r\x1b[S", vec![]),
        ("\x1b[2;4r\x1b[4H\n", vec![]),
        ("\x1b[2;3r\x1b[3H0123456789abc", vec![2]),
        ("\r\n0123456789abc\x1b[1;3r\x1b[T", vec![2, 3]),
        ("\r\n0123456789abc\x1b[2;3r\x1b[3H\n", vec![3]),
    ] {
        let mut screen = fed(SIZE, 9, format!("{long}{bytes}").as_bytes());
        let grid = screen.recorder.term.grid();
        let continues = |line: &i32| is_wrapped(grid, Line(line - 1));
        assert_eq!((1..grid.screen_lines() as i32).filter(continues).collect::<Vec<_>>(), continued, "{bytes:?}");
        assert_same(&state(&mut restored(&mut screen, 9)), &state(&mut screen), bytes);
    }
}

#[test]
fn inserting_in_a_wide_character_pushes_half_of_it_away_as_a_blank() {
    let mut screen = fed(SIZE, 9, "\x1b[41m日\x1b[44m\x1b[2G\x1b[2@".as_bytes());
    assert_eq!(screen.text(None, true), "\x1b[0;44m   \x1b[0;41m \x1b[0m\n");
    assert_same(&state(&mut restored(&mut screen, 9)), &state(&mut screen), "restored");
}

#[test]
fn clearing_an_empty_screen_makes_no_history_and_paints_it() {
    let mut screen = fed(SIZE, 9, b"\x1b[44m\x1b[2J");
    assert_eq!((screen.history_rows(), screen.text(None, true).lines().count()), (0, 4));
    screen.feed(b"\x1b[mx\x1b[2J", &mut Vec::new());
    assert_eq!((screen.history_rows(), screen.text(None, true).as_str()), (4, ""));
}

#[test]
fn sgr_21_underlines_doubly_and_stays_bold() {
    let (ours, plain) = (fed(SIZE, 9, b"\x1b[1;21mx"), fed(SIZE, 9, b"\x1b[1m\x1b[4:2mx"));
    assert_eq!(ours.text(None, true), plain.text(None, true));
}

#[test]
fn a_narrower_screen_cuts_backgrounds_off_and_breaks_text() {
    let red = "\x1b[41m\x1b[2J\x1b[H";
    for (bytes, text) in [
        (red.to_owned(), ["", "", "", ""]),
        (format!("{red}one\r\ntwo"), ["one", "two", "", ""]),
        // The screen beneath the alternate one has it as well.
        (format!("{red}one\x1b[?1049h\x1b[42m\x1b[2Jtwo"), ["one", "", "", ""]),
    ] {
        let mut screen = fed(SIZE, 9, bytes.as_bytes());
        screen.resize(Size { cols: 9, rows: 4 });
        screen.feed(b"\x1b[?1049l", &mut Vec::new());
        let grid = screen.recorder.term.grid();
        let row = |line| (0..9).map(|column| grid[Line(line)][Column(column)].c).collect::<String>();
        assert_eq!([0, 1, 2, 3].map(|line| row(line).trim_end().to_owned()), text, "{bytes:?}");
        let is_red = |line| (0..9).all(|column| grid[Line(line)][Column(column)].bg == Color::Named(NamedColor::Red));
        assert!((0..4).all(is_red), "{bytes:?}");
    }
    let mut screen = fed(SIZE, 9, b"0123456789");
    screen.resize(Size { cols: 9, rows: 4 });
    assert_eq!(screen.history_text(), b"0123456789\r\n", "one line still");
}
