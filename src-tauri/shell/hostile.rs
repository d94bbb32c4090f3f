//! Foreign text in menus and notifications. Pure; the cleaning itself is [`protocol::text`]'s.

use protocol::text::{one_line, one_line_within};

/// How many cells a name takes in a menu, so that what is said of it can be read beside it.
const NAME: usize = 48;

/// A name for a line of a menu, before it is a [`menu_label`].
pub fn menu_name(name: &str) -> String {
    one_line_within(name, NAME)
}

/// One clean line, with the mark that menus take for a keyboard shortcut doubled. Underscores are the menu library's.
pub fn menu_label(text: &str) -> String {
    one_line(text).replace('&', "&&")
}

/// One clean line for a notification, whose title is never markup.
pub fn notice(text: &str) -> String {
    one_line(text)
}

/// Clean text as a desktop is given it that reads markup in what notifications say.
pub fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menu_marks_are_escaped_and_names_leave_room() {
        assert_eq!(menu_label("fish & chips\n_x"), "fish && chips _x");
        assert_eq!(menu_name(&"x".repeat(10_000)), format!("{}…", "x".repeat(47)));
    }

    #[test]
    fn markup_is_shown_and_not_read() {
        let hostile = notice("<a href='x'>\u{202e}&amp;\n\x07</a>");
        assert_eq!(hostile, "<a href='x'>&amp; </a>");
        assert_eq!(without_markup(&hostile), "&lt;a href='x'&gt;&amp;amp; &lt;/a&gt;");
    }
}
