//! How much of a flood need not be parsed: output that only prints text leaves nothing behind once it has scrolled out
//! of the screen and out of the history, but for the pen. Pure; `emulator` acts on it. In doubt nothing is skipped.

use memchr::{memchr_iter, memrchr_iter};

const ESC: u8 = 0x1b;

/// A part of the input that may be left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Skip {
    /// How many bytes. The last two are CR LF.
    pub length: usize,
    /// What of them still counts: changes of the pen.
    pub pens: Vec<u8>,
}

/// The longest beginning of `input` that nobody would see if the rest came after it, for a terminal that scrolls all of
/// its `rows`, keeps `history` rows above them, and stands between two characters. `None`: all of it matters.
pub fn find(input: &[u8], rows: usize, history: usize) -> Option<Skip> {
    // So many lines push out what was there, and those that the skipped part would have begun.
    let length = beginning_of_last(input, history + 2 * rows)?;
    let (skipped, rest) = input.split_at(length);
    // It must have scrolled for the screen to be full of it, and the last character, which may be asked for again, must
    // come after it.
    let scrolls = memchr_iter(b'\n', skipped).nth(rows).is_some();
    if !scrolls || !begins_a_line_with_text(rest) || tells(skipped) {
        return None;
    }
    Some(Skip { length, pens: pens(skipped)? })
}

/// Where the last so many lines begin, if that is after a CR LF.
fn beginning_of_last(input: &[u8], lines: usize) -> Option<usize> {
    let mut breaks = memrchr_iter(b'\n', input).skip(lines);
    breaks.find(|at| *at > 0 && input[at - 1] == b'\r').map(|at| at + 1)
}

fn begins_a_line_with_text(bytes: &[u8]) -> bool {
    let is_text = |mut line: &[u8]| {
        while let Some(Sequence { length, .. }) = sequence(line) {
            line = &line[length..];
        }
        line.first().is_some_and(|byte| (0x20..0x7f).contains(byte) || *byte >= 0xe0)
    };
    memchr_iter(b'\n', bytes).any(|at| is_text(&bytes[at + 1..]))
}

/// Whether there are controls that do more than move within what scrolls away. (ESC is looked at apart.) Looks at
/// every byte, without branches, which is many times faster than stopping at the first.
fn tells(bytes: &[u8]) -> bool {
    let is_telling = |byte: &u8| (*byte < 0x20) & !((*byte >= 0x08) & (*byte <= 0x0d) | (*byte == ESC));
    bytes.iter().fold(false, |told, byte| told | is_telling(byte))
}

/// The pen's changes, from the last that sets all of it. `None`: there are other sequences.
fn pens(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut pens = Vec::new();
    add_pens(bytes, &mut pens).then_some(pens)
}

/// Adds the pen's changes to those before. `false`: there are other sequences.
pub fn add_pens(bytes: &[u8], pens: &mut Vec<u8>) -> bool {
    for at in memchr_iter(ESC, bytes) {
        let Some(Sequence { length, paints, resets }) = sequence(&bytes[at..]) else { return false };
        if resets {
            pens.clear();
        }
        if paints {
            pens.extend_from_slice(&bytes[at..at + length]);
        }
    }
    true
}

/// A sequence that changes the pen, or erases within a row.
pub struct Sequence {
    /// In bytes.
    pub length: usize,
    /// It changes the pen. Else it erases.
    pub paints: bool,
    /// Nothing is left of the pen before.
    resets: bool,
}

/// The one that `bytes` begin with, if they do.
pub fn sequence(bytes: &[u8]) -> Option<Sequence> {
    let after = bytes.strip_prefix(b"\x1b[")?;
    let end = after.iter().position(|byte| !(b'0'..=b';').contains(byte))?;
    let paints = match after[end] {
        b'm' => true,
        b'K' => false,
        _ => return None,
    };
    let resets = paints && matches!(&after[..end], b"" | b"0" | [b'0', b';', ..]);
    Some(Sequence { length: end + 3, paints, resets })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize, text: &str) -> Vec<u8> {
        format!("{text}\r\n").repeat(count).into_bytes()
    }

    #[test]
    fn text_that_has_scrolled_away_is_skipped_and_the_pen_is_kept() {
        let input = lines(100, "\x1b[1mbold\x1b[0;31mred\x1b[4munder");
        let skip = find(&input, 5, 20).unwrap();
        assert_eq!(skip.length, input.len() / 100 * 70);
        assert_eq!(skip.pens, b"\x1b[0;31m\x1b[4m");
        assert_eq!(find(&lines(100, "x\x1b[K"), 5, 20).unwrap().pens, b"");
    }

    #[test]
    fn what_leaves_something_behind_is_not() {
        assert_eq!(find(&lines(30, "short"), 5, 20), None);
        assert_eq!(find(&lines(100, ""), 5, 20), None, "the last character may be repeated");
        assert_eq!(find("only\n".repeat(100).as_bytes(), 5, 20), None, "the column is not known");
        for telling in ["\x07", "\x0e", "\x1b[5;1H", "\x1b]0;title\x1b\\", "\x1b(0", "\x1b[?1049h", "\x1b[c", "\x1b"] {
            let input = [telling.as_bytes(), &lines(100, "text")].concat();
            assert_eq!(find(&input, 5, 20), None, "{telling:?}");
        }
        let late = [&lines(99, "text")[..], b"\x1b[5;1H"].concat();
        assert!(find(&late, 5, 20).is_some(), "what is not skipped may hold anything");
    }
}
