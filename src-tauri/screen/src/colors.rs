//! The colours that queries are answered with. It never changes how anything is painted: that is the client's.

use alacritty_terminal::term::color::Colors as Changed;
use alacritty_terminal::vte::ansi::{NamedColor, Rgb};

/// Colours of the client that owns the session, for queries by OSC 10, 11 and 12. The default is light grey on black.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// Text, red, green, blue.
    pub foreground: (u8, u8, u8),
    /// What is behind the text.
    pub background: (u8, u8, u8),
    /// The text cursor.
    pub cursor: (u8, u8, u8),
}

impl Default for Colors {
    fn default() -> Self {
        Self { foreground: (229, 229, 229), background: (0, 0, 0), cursor: (229, 229, 229) }
    }
}

/// xterm's first sixteen colours.
const NAMED: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

impl Colors {
    /// The colour at alacritty's `index` (0–255 the palette, then foreground, background, cursor): what the program
    /// changed it to, else the default.
    pub(crate) fn at(&self, index: usize, changed: &Changed) -> (u8, u8, u8) {
        if let Some(Rgb { r, g, b }) = changed[index] {
            return (r, g, b);
        }
        match index {
            0..256 => palette(index as u8),
            _ if index == NamedColor::Background as usize => self.background,
            _ if index == NamedColor::Cursor as usize => self.cursor,
            _ => self.foreground,
        }
    }
}

fn palette(index: u8) -> (u8, u8, u8) {
    let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    match index {
        0..16 => NAMED[usize::from(index)],
        16..232 => {
            let cube = index - 16;
            (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        _ => {
            let grey = 8 + 10 * (index - 232);
            (grey, grey, grey)
        }
    }
}

/// The answer to a colour query. `prefix` is the query's own number(s), `terminator` how the query ended.
pub fn reply(prefix: &str, (r, g, b): (u8, u8, u8), terminator: &str) -> Vec<u8> {
    format!("\x1b]{prefix};rgb:{r:02x}{r:02x}/{g:02x}{g:02x}/{b:02x}{b:02x}{terminator}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::palette;

    #[test]
    fn the_palette_is_xterms() {
        for (index, expected) in [(1, (205, 0, 0)), (16, (0, 0, 0)), (21, (0, 0, 255)), (208, (255, 135, 0))] {
            assert_eq!(palette(index), expected, "colour {index}");
        }
        assert_eq!(palette(232), (8, 8, 8));
        assert_eq!(palette(255), (238, 238, 238));
    }
}
