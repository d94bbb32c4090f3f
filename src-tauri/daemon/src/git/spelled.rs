//! Text of files and diffs made fit to be read: nothing in it is hidden, and lines stay lines. Pure.

use protocol::text::is_invisible;

/// The same text with every character spelled out that cannot be seen or turns others around, but for tabs and ends of lines.
pub fn spelled(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\n' | '\t' => shown.push(char),
            // Unicode has a picture for each of these.
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + char as u32)),
            '\u{7f}' => shown.push('\u{2421}'),
            _ if char.is_control() || is_invisible(char) => shown.push_str(&format!("<U+{:04X}>", char as u32)),
            _ => shown.push(char),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        for (text, expected) in [
            ("+a\tb\n-c\n", "+a\tb\n-c\n"),
            ("a\r\n", "a␍\n"),
            ("\u{1b}[2J\u{7f}", "␛[2J␡"),
            ("if admin\u{202e} { \u{2066}// no", "if admin<U+202E> { <U+2066>// no"),
            ("\u{9b}0m \u{feff}", "<U+009B>0m <U+FEFF>"),
            ("日本 👩\u{200d}💻", "日本 👩\u{200d}💻"),
        ] {
            assert_eq!(spelled(text), expected, "{text:?}");
        }
    }
}
