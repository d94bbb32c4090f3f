//! Foreign text (titles, last lines, names, branches) made fit for lists, menus and notifications. Pure.
//! Nothing that a program or a repository says may reach a person by another way, but inside its own terminal.

use unicode_width::UnicodeWidthChar;

/// How many terminal cells a text may take.
const MOST_CELLS: usize = 120;

/// One line of at most 120 cells without control characters, direction marks or other invisible characters.
pub fn one_line(text: &str) -> String {
    one_line_within(text, MOST_CELLS)
}

/// As [`one_line`], where there is room for so many cells only.
pub fn one_line_within(text: &str, cells: usize) -> String {
    let mut line = String::new();
    let mut gap = false;
    for shown in text.chars().filter_map(visible) {
        if shown == ' ' {
            gap = !line.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            line.push(' ');
        }
        line.push(shown);
    }
    cut(line, cells)
}

/// The character to show for `c`: a space for whatever breaks lines, nothing for what is invisible or turns text around.
fn visible(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\x0b' | '\x0c' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if c.is_control() || is_invisible(c) => None,
        _ if c.is_whitespace() => Some(' '),
        _ => Some(c),
    }
}

/// Marks of direction, soft hyphens, invisible operators, tags and the like. The joiners stay: emoji and scripts need them.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn cut(line: String, most: usize) -> String {
    let width = |c: char| c.width().unwrap_or(0);
    if line.chars().map(width).sum::<usize>() <= most && line.len() <= most * 8 {
        return line;
    }
    let mut cells = 0;
    let mut kept: String = line
        .chars()
        // A heap of combining marks takes no cells, so bytes are bounded as well.
        .take(most * 2)
        .take_while(|c| {
            cells += width(*c);
            cells < most
        })
        .collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_becomes_one_plain_line() {
        for (text, line) in [
            ("plain", "plain"),
            ("", ""),
            ("  a \t b\r\nc  ", "a b c"),
            ("\x1b[31mred\x1b[0m", "[31mred[0m"),
            ("bell\x07 \u{9b}2J", "bell 2J"),
            ("evil\u{202e}txt.exe\u{2066}x\u{2069}", "eviltxt.exex"),
            ("a\u{2028}b\u{85}c", "a b c"),
            ("tag\u{e0041}\u{feff}\u{200b}", "tag"),
            ("👩\u{200d}💻 ok", "👩\u{200d}💻 ok"),
            ("日本語", "日本語"),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_120_cells() {
        assert_eq!(one_line(&"x".repeat(120)), "x".repeat(120));
        assert_eq!(one_line(&"x".repeat(121)), format!("{}…", "x".repeat(119)));
        assert_eq!(one_line(&"語".repeat(100)), format!("{}…", "語".repeat(59)));
        assert_eq!(one_line_within("two words", 9), "two words");
        assert_eq!(one_line_within("two words", 8), "two wor…");
    }

    #[test]
    fn a_heap_of_combining_marks_is_bounded() {
        let heap = format!("a{}", "\u{301}".repeat(100_000));
        assert!(one_line(&heap).len() <= MOST_CELLS * 8 + 3);
    }
}
