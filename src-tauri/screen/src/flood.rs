//! Output that only prints lines one below the other, as compilers and tests do. Every such line leaves the screen just as it
//! was printed, so its text can be read off without a terminal, many times faster. Pure. In doubt a line is for the terminal.

use std::collections::VecDeque;

use memchr::memchr;
use unicode_width::UnicodeWidthChar;

use crate::skip::{Sequence, add_pens, sequence};

/// No more is kept of a line that does not end, in bytes.
const LONGEST: usize = 64 * 1024;

/// Lines that were read off, and that a terminal has not seen yet.
#[derive(Debug, Default)]
pub struct Flood {
    /// As they came, and the beginning of the next line.
    raw: Vec<u8>,
    /// Their text, without line ends.
    text: Vec<u8>,
    lines: VecDeque<Line>,
    /// How much of `raw` and `text` is done with.
    done: (usize, usize),
    /// How much of `raw` is the beginning of the next line, and when that came.
    open: (usize, u64),
    /// What the lines that were taken out as text have done to the pen.
    pub pens: Vec<u8>,
    /// Lines have been taken out as text: what the terminal showed before has left its screen.
    pub flows: bool,
}

/// How long a line is, raw and as text, and when its end came.
#[derive(Debug)]
struct Line(usize, usize, u64);

impl Flood {
    /// Takes lines off the front of `input`, up to the first that is for a terminal; that one stays there if this is false.
    /// `tabs`: its stops, one flag for each column.
    pub fn take(&mut self, input: &mut &[u8], stamp: u64, tabs: &[bool]) -> bool {
        self.forget();
        while let Some(end) = memchr(b'\n', input) {
            let (rest, text) = (self.raw.len(), self.text.len());
            self.raw.extend_from_slice(&input[..=end]);
            let from = rest - self.open.0;
            if !read_line(&self.raw[from..], tabs, &mut self.text) {
                self.raw.truncate(rest);
                self.text.truncate(text);
                return false;
            }
            self.lines.push_back(Line(self.raw.len() - from, self.text.len() - text, stamp));
            self.open = (0, stamp);
            *input = &input[end + 1..];
        }
        if self.open.0 + input.len() > LONGEST {
            return false;
        }
        self.raw.extend_from_slice(input);
        self.open = (self.open.0 + input.len(), stamp);
        *input = &[];
        true
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Takes out the text of the oldest line, and when it came.
    pub fn next_text(&mut self) -> Option<(&[u8], u64)> {
        let Line(raw, text, stamp) = self.lines.pop_front()?;
        let (begin, from) = self.done;
        add_pens(&self.raw[begin..begin + raw], &mut self.pens);
        self.done = (begin + raw, from + text);
        Some((&self.text[from..from + text], stamp))
    }

    /// Takes out what is left, as it came: the oldest lines that came at once, at last the beginning of a line.
    pub fn next_raw(&mut self) -> Option<(&[u8], u64)> {
        let from = self.done.0;
        let stamp = self.lines.front().map_or(self.open.1, |line| line.2);
        while let Some(Line(raw, text, _)) = self.lines.pop_front_if(|line| line.2 == stamp) {
            self.done = (self.done.0 + raw, self.done.1 + text);
        }
        if self.done.0 == from {
            self.done.0 += std::mem::take(&mut self.open).0;
        }
        (self.done.0 > from).then(|| (&self.raw[from..self.done.0], stamp))
    }

    fn forget(&mut self) {
        if self.done.0 > LONGEST {
            self.raw.drain(..self.done.0);
            self.text.drain(..self.done.1);
            self.done = (0, 0);
        }
    }
}

/// Appends the text of a line with its end; false if more than printing it comes of it, or where each character goes is not
/// certain. Then some of it may have been appended.
fn read_line(line: &[u8], tabs: &[bool], text: &mut Vec<u8>) -> bool {
    let Some(mut rest) = line.strip_suffix(b"\r\n") else { return false };
    while let Some(less) = rest.strip_suffix(b"\r") {
        rest = less;
    }
    let mut column = 0;
    loop {
        let printable = rest.iter().position(|byte| !(0x20..0x7f).contains(byte)).unwrap_or(rest.len());
        let (printed, other) = rest.split_at(printable);
        text.extend_from_slice(printed);
        column += printed.len();
        let length = match other.first() {
            None => return true,
            Some(b'\t') => match next_stop(tabs, column) {
                Some(stop) => {
                    text.resize(text.len() + stop - column, b' ');
                    column = stop;
                    1
                }
                None => return false,
            },
            Some(0x1b) => match sequence(other) {
                // Nothing is to the right of what was just printed.
                Some(Sequence { length, paints, .. }) if paints || matches!(&other[2..length - 1], b"" | b"0") => {
                    length
                }
                _ => return false,
            },
            Some(_) => match first_char(other).map(|c| (c, c.width())) {
                Some((c, Some(width @ 1..=2))) => {
                    column += width;
                    text.extend_from_slice(&other[..c.len_utf8()]);
                    c.len_utf8()
                }
                _ => return false,
            },
        };
        rest = &other[length..];
    }
}

/// Only in the first row of a line.
fn next_stop(tabs: &[bool], column: usize) -> Option<usize> {
    Some(column + 1 + tabs.get(column + 1..)?.iter().position(|stop| *stop)?)
}

fn first_char(bytes: &[u8]) -> Option<char> {
    let longest = &bytes[..bytes.len().min(4)];
    let valid = match std::str::from_utf8(longest) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&longest[..error.valid_up_to()]).ok()?,
    };
    valid.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> Option<String> {
        let (mut text, tabs) = (Vec::new(), [true, false, false, false, true, false, false, false, true, false]);
        read_line(line.as_bytes(), &tabs, &mut text).then(|| String::from_utf8(text).unwrap())
    }

    #[test]
    fn the_text_of_a_line_is_what_it_prints() {
        for (line, expected) in [
            ("\r\n", ""),
            ("one two\r\r\n", "one two"),
            ("\x1b[1;31mred\x1b[m and\x1b[38:2:1:2:3m\x1b[K\r\n", "red and"),
            ("Grüße 你好 ✓\r\n", "Grüße 你好 ✓"),
            ("a\tb\tc\r\n", "a   b   c"),
            ("你\t.\r\n", "你  ."),
        ] {
            assert_eq!(text(line).as_deref(), Some(expected), "{line:?}");
        }
    }

    #[test]
    fn a_line_that_does_more_is_for_the_terminal() {
        let others = [
            "no return\n",
            "ba\rck\r\n",
            "b\x08\r\n",
            "bell\x07\r\n",
            "\x1b[1K\r\n",
            "\x1b[2J\r\n",
            "\x1b]0;t\x07\r\n",
            "e\u{301}\r\n",
            "\u{9b}m\r\n",
            "\x7f\r\n",
            "tab at the end\t\r\n",
            "\x1b[3\r\n",
            "\x0e\r\n",
        ];
        for line in others {
            assert_eq!(text(line), None, "{line:?}");
        }
        let mut broken = Vec::new();
        assert!(!read_line(b"\xff\r\n", &[], &mut broken) && !read_line(b"\xe4\xbd\r\n", &[], &mut broken));
    }

    #[test]
    fn lines_come_out_once_as_text_or_as_they_came() {
        let (mut flood, mut input) = (Flood::default(), &b"\x1b[1mone\r\ntwo\r\nth"[..]);
        assert!(flood.take(&mut input, 1, &[]));
        let mut input = &b"ree\r\n\x1b[Hfour\r\n"[..];
        assert!(!flood.take(&mut input, 2, &[]));
        assert_eq!(input, b"\x1b[Hfour\r\n");
        assert_eq!(flood.next_text(), Some((&b"one"[..], 1)));
        assert_eq!(flood.pens, b"\x1b[1m");
        assert_eq!(flood.next_raw(), Some((&b"two\r\n"[..], 1)));
        assert_eq!(flood.next_raw(), Some((&b"three\r\n"[..], 2)));
        assert_eq!(flood.next_raw(), None);
        assert!(flood.take(&mut &b"fi"[..], 3, &[]));
        assert_eq!(flood.next_raw(), Some((&b"fi"[..], 3)));
        assert_eq!(flood.next_raw(), None);
    }
}
