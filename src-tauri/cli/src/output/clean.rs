//! Takes out of foreign text what could harm or deceive the terminal that shows it: escape sequences, control and
//! bidirectional characters. Text comes in pieces that may be cut anywhere. Pure.

use protocol::text::is_invisible;
use unicode_width::UnicodeWidthChar as _;

/// Cleans a stream. Line feeds and tabs stay; a carriage return that is not part of a line's end becomes a line feed,
/// so that a line cannot be overwritten by what follows it.
#[derive(Debug, Default)]
pub struct Cleaner {
    state: State,
    /// The first bytes of a character that was cut.
    partial: Vec<u8>,
    /// A carriage return whose meaning the next character tells.
    returned: bool,
    /// The parameters of the sequence under way, where colours are kept.
    parameters: String,
    keep_colors: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After ESC.
    Escape,
    /// Inside CSI.
    Control,
    /// Inside OSC, DCS, SOS, PM or APC.
    String,
    /// After ESC inside a string.
    StringEscape,
}

/// The longest colour sequence that is kept.
const LONGEST_COLOR: usize = 256;

impl Cleaner {
    /// A cleaner that leaves colours and other attributes of text.
    pub fn keeping_colors() -> Self {
        Self { keep_colors: true, ..Self::default() }
    }

    /// Cleans the next piece.
    pub fn push(&mut self, piece: &[u8]) -> String {
        let mut out = String::with_capacity(piece.len());
        let joined;
        let mut rest = piece;
        if !self.partial.is_empty() {
            joined = [std::mem::take(&mut self.partial).as_slice(), piece].concat();
            rest = &joined;
        }
        for chunk in rest.utf8_chunks() {
            chunk.valid().chars().for_each(|c| self.take(c, &mut out));
            let invalid = chunk.invalid();
            let at_the_end = invalid.as_ptr_range().end == rest.as_ptr_range().end;
            if at_the_end && may_go_on(invalid) {
                self.partial = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.take(char::REPLACEMENT_CHARACTER, &mut out);
            }
        }
        out
    }

    /// Cleans a whole text.
    pub fn all(mut self, text: &str) -> String {
        self.push(text.as_bytes())
    }

    fn take(&mut self, c: char, out: &mut String) {
        match (self.state, c) {
            // These begin a sequence wherever they stand, but inside a string ESC may end it.
            (State::String, '\x1b') => self.state = State::StringEscape,
            (_, '\x1b') => self.state = State::Escape,
            // CAN and SUB end whatever is under way.
            (State::Escape | State::Control | State::String | State::StringEscape, '\x18' | '\x1a') => {
                self.state = State::Text;
            }
            (State::Text, _) => self.text(c, out),
            (State::Escape | State::StringEscape, _) => self.escape(c),
            (State::Control, _) => self.control(c, out),
            (State::String, '\x07' | '\u{9c}') => self.state = State::Text,
            (State::String, _) => {}
        }
    }

    fn text(&mut self, c: char, out: &mut String) {
        match c {
            '\u{9b}' => self.begin_control(),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => self.state = State::String,
            '\r' => self.returned = true,
            '\n' => {
                self.returned = false;
                out.push('\n');
            }
            _ if is_harmful(c) && c != '\t' => {}
            _ => {
                if std::mem::take(&mut self.returned) {
                    out.push('\n');
                }
                out.push(c);
            }
        }
    }

    fn escape(&mut self, c: char) {
        match c {
            '[' => self.begin_control(),
            ']' | 'P' | 'X' | '^' | '_' => self.state = State::String,
            // Intermediate bytes: the final one follows.
            ' '..='/' => self.state = State::Escape,
            _ => self.state = State::Text,
        }
    }

    fn begin_control(&mut self) {
        self.state = State::Control;
        self.parameters.clear();
    }

    fn control(&mut self, c: char, out: &mut String) {
        match c {
            ' '..='?' => {
                if self.parameters.len() < LONGEST_COLOR {
                    self.parameters.push(c);
                }
            }
            '@'..='~' => {
                self.state = State::Text;
                if c == 'm' && self.keep_colors && is_color(&self.parameters) {
                    out.push_str("\x1b[");
                    out.push_str(&self.parameters);
                    out.push('m');
                }
            }
            // Control characters inside a sequence act at once, as in a terminal; others end it.
            '\n' | '\r' | '\t' => self.text(c, out),
            '\0'..='\x1f' | '\x7f' => {}
            _ => {
                self.state = State::Text;
                self.text(c, out);
            }
        }
    }
}

/// Whether bytes at the end of a piece may be the beginning of a character.
fn may_go_on(bytes: &[u8]) -> bool {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return false,
    };
    bytes.len() < length
}

fn is_color(parameters: &str) -> bool {
    parameters.len() < LONGEST_COLOR && parameters.bytes().all(|b| b.is_ascii_digit() || b == b';' || b == b':')
}

/// Control characters, line and paragraph separators, marks that turn the direction of text, invisible tags.
fn is_harmful(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// One clean line out of any text.
pub fn line(text: &str) -> String {
    let clean = Cleaner::default().all(text);
    clean.trim_matches(['\n', '\t', ' ']).replace(['\n', '\t'], " ")
}

/// How many cells a clean line takes.
pub fn width(line: &str) -> usize {
    line.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// A clean line, cut to so many cells.
pub fn cut(line: &str, cells: usize) -> String {
    if width(line) <= cells {
        return line.to_owned();
    }
    let mut used = 0;
    let kept = line.chars().take_while(|c| {
        used += c.width().unwrap_or(0);
        used < cells
    });
    if cells == 0 { String::new() } else { kept.chain(std::iter::once('…')).collect() }
}

#[cfg(test)]
mod tests;
