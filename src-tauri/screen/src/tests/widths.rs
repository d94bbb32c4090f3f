//! The app's table of widths is this crate's.

use unicode_width::UnicodeWidthChar;

use crate::state::{fed, state};
use crate::{Screen, Size};

/// Made of runs over all code points from 0: one digit for the width, then the run's length in base 36.
const TABLE: &str = include_str!("../../../../ui/src/terminal/width-table.ts");

#[test]
fn the_apps_table_of_widths_says_the_same_for_all_code_points() {
    let strings = TABLE.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once('"'));
    let runs: String = strings.map(|(runs, _)| runs).collect();
    let mut at = 0;
    for run in runs.split_whitespace() {
        let (width, length) = run.split_at(1);
        let end = at + u32::from_str_radix(length, 36).unwrap();
        for code in at..end {
            // Surrogates are no characters; control characters take no cell; none takes more than two.
            let own = char::from_u32(code).map(|c| c.width().unwrap_or(0).min(2));
            assert!(own.is_none_or(|own| own.to_string() == width), "U+{code:04X} takes {own:?}, in the app {width}");
        }
        at = end;
    }
    assert_eq!(at, 0x11_0000);
}

#[test]
fn a_character_that_is_said_to_take_three_cells_takes_two() {
    let mut screen = fed(Size { cols: 10, rows: 2 }, 0, "\x1b[3G界\x1b[1G\u{17d8}".as_bytes());
    assert_eq!(screen.text(None, false), "\u{17d8}界\n");
    // Which checks that every wide character has both halves.
    state(&mut screen);
}
