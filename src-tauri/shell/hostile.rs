//! Foreign text in menus. Pure; the cleaning itself is [`protocol::text`]'s.

use protocol::text::one_line;

/// One clean line, with the mark that menus take for a keyboard shortcut doubled. Underscores are the menu library's.
pub fn menu_label(text: &str) -> String {
    one_line(text).replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menu_marks_are_escaped() {
        assert_eq!(menu_label("fish & chips\n_x"), "fish && chips _x");
    }
}
