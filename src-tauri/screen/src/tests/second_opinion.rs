//! What two other terminals make of the recordings. They are no yardstick, and know less than this one; but where all
//! differ for no known reason, something is wrong here. So the number of rows that differ is written down for each.

use super::recordings::{Recording, ours};
use crate::Screen;
use crate::state::fed;

/// Rows of the screen that differ at all of the places looked at, added up: recording, vt100, avt. A recording that is not
/// named does not differ: no real program's does. Where these do, xterm.js agrees with us.
const DIFFERENT: &[(&str, usize, usize)] = &[
    // vt100 does not know the screen full of E (`ESC # 8`).
    ("vttest_11_colors", 156, 0),
    // The same, and no tab stops that a program set. avt differs once, while tabs are tried.
    ("vttest_11_movement", 156, 1),
    // The screen full of E.
    ("vttest_1_cursor", 566, 0),
    // vt100: no tab stops, no line drawing. avt scrolls a region of two rows down otherwise than xterm.js.
    ("vttest_2_screen", 4, 14),
    // vt100 knows no character sets. avt shows DEL as a character, and `_` in line drawing as such.
    ("vttest_3_charsets", 24, 68),
    // vt100 knows no line drawing.
    ("vttest_4_double", 62, 0),
    // vt100 knows no insert mode.
    ("vttest_8_vt102", 1, 0),
];

/// How many places of a recording are looked at.
const PLACES: usize = 40;

#[test]
fn other_terminals_show_the_same_but_for_what_is_known() {
    let mut found = Vec::new();
    for recording in ours() {
        let (vt100, avt) = differing_rows(&recording);
        if vt100 + avt > 0 {
            found.push((recording.name, vt100, avt));
        }
    }
    let found: Vec<_> = found.iter().map(|(name, vt100, avt)| (name.as_str(), *vt100, *avt)).collect();
    assert_eq!(found, DIFFERENT);
}

fn differing_rows(recording: &Recording) -> (usize, usize) {
    let (name, size) = (&recording.name, recording.size);
    let (cols, rows) = (usize::from(size.cols), usize::from(size.rows));
    // Whole characters, because that is what one of them takes.
    let printed = String::from_utf8_lossy(&recording.bytes);
    let mut ours = fed(size, 0, b"");
    let mut vt100 = vt100::Parser::new(size.rows.try_into().unwrap(), size.cols.try_into().unwrap(), 0);
    let mut avt = avt::Terminal::new(cols, rows).unwrap();
    let (mut from_vt100, mut from_avt, mut at) = (0, 0, 0);
    while at < printed.len() {
        let end = printed.ceil_char_boundary(at + printed.len() / PLACES + 1);
        let piece = &printed[at..end];
        ours.feed(piece.as_bytes(), &mut Vec::new());
        vt100.process(piece.as_bytes());
        avt.feed(piece);
        at = end;
        let text = ours.text(None, false);
        let shown: Vec<&str> = text.lines().chain(std::iter::repeat("")).take(rows).collect();
        let what = |who| format!("{name} up to {at}, {who}");
        from_vt100 += differing(&what("vt100"), &shown, vt100.screen().rows(0, size.cols));
        from_avt += differing(&what("avt"), &shown, avt.screen().visible_lines().map(avt::Line::text));
    }
    (from_vt100, from_avt)
}

fn differing(what: &str, ours: &[&str], theirs: impl Iterator<Item = String>) -> usize {
    let pairs = ours.iter().zip(theirs).enumerate().filter(|(_, (ours, theirs))| ours.trim_end() != theirs.trim_end());
    // Shown only if the test fails.
    pairs.inspect(|(row, (ours, theirs))| println!("{what}, row {row}:\n  {ours}\n  {theirs}")).count()
}
