//! Foreign text in menus and notifications. Pure; the cleaning itself is [`protocol::text`]'s.

use protocol::text::one_line;

/// One clean line, with the mark that menus take for a keyboard shortcut doubled. Underscores are the menu library's.
pub fn menu_label(text: &str) -> String {
    one_line(text).replace('&', "&&")
}

/// One clean line for the title of a notification, where nothing is markup.
pub fn notice_title(text: &str) -> String {
    one_line(text)
}

/// One clean line for the text of a notification. Desktops of Linux read markup there.
pub fn notice_body(text: &str) -> String {
    let line = one_line(text);
    if cfg!(target_os = "linux") { line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menu_marks_are_escaped() {
        assert_eq!(menu_label("fish & chips\n_x"), "fish && chips _x");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn markup_is_escaped_where_it_would_be_read() {
        let hostile = "<a href='x'>\u{202e}&amp;\n\x07</a>";
        assert_eq!(notice_body(hostile), "&lt;a href='x'&gt;&amp;amp; &lt;/a&gt;");
        assert_eq!(notice_title(hostile), "<a href='x'>&amp; </a>");
    }
}
