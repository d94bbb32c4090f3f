//! Text out of a terminal, made fit for lists, notifications and menus: one line, nothing invisible, not too wide. Pure.

use unicode_width::UnicodeWidthChar as _;

/// The widest label, in cells.
const WIDEST: usize = 120;
/// The longest label, in bytes: marks without a width can be piled up for ever.
const LONGEST: usize = 1024;

/// Strips control and direction characters, turns white space into single blanks, and cuts at 120 cells.
pub fn clean(text: &str) -> String {
    let mut label = String::new();
    let mut width = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = !label.is_empty();
            continue;
        }
        if c.is_control() || is_invisible(c) {
            continue;
        }
        width += c.width().unwrap_or(0) + usize::from(gap);
        if width > WIDEST || label.len() > LONGEST {
            break;
        }
        if std::mem::take(&mut gap) {
            label.push(' ');
        }
        label.push(c);
    }
    label
}

/// Characters that change how others are shown, or are not seen at all: direction marks, separators, tags, interlinear
/// marks, the byte order mark. Joiners stay: emoji and scripts need them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_line_of_visible_text() {
        for (text, label) in [
            ("  ready\r\n> ", "ready >"),
            ("\u{1b}[31mred\u{7}", "[31mred"),
            ("a\u{202e}b\u{2066}c\u{200f}", "abc"),
            ("a\u{9b}b\u{0}", "ab"),
            ("日本", "日本"),
            ("\u{2028}x\u{2029}y", "x y"),
            ("", ""),
        ] {
            assert_eq!(clean(text), label, "{text:?}");
        }
    }

    #[test]
    fn a_label_is_cut_by_cells_and_not_by_characters() {
        assert_eq!(clean(&"x".repeat(200)).len(), 120);
        assert_eq!(clean(&"日".repeat(200)).chars().count(), 60);
        assert_eq!(clean(&format!("{}日", "x".repeat(119))).len(), 119);
        assert!(clean(&format!("e{}", "\u{301}".repeat(9999))).len() <= LONGEST + 4);
    }
}
