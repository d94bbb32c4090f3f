//! Follows where the parser stands between two pieces of input, and keeps the bytes of what has begun but not ended:
//! an escape sequence, a control string, a UTF-8 character. It never acts on them. Its states are those of the parser
//! (vte 0.15), as far as they differ in how they end, and must stay in step with them.

use std::ops::Range;

use memchr::memrchr;

use crate::extras::{self, Extra};

/// The most bytes kept of a control string. What follows, up to its end, is neither kept nor shown to the parser,
/// which would gather it without bound.
pub const LIMIT: usize = 64 * 1024;

const ESC: u8 = 0x1b;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    EscapeIntermediate,
    Csi,
    DcsEntry,
    DcsParameters,
    DcsIntermediate,
    DcsIgnored,
    DcsData,
    Osc,
    /// SOS, PM, APC.
    Text,
}

/// What to hand to the parser next.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text and whole sequences, save that the last may lack the ESC that ends it and comes next. May be empty.
    Bytes(&'a [u8]),
    /// Bytes of one sequence; may be empty. Then that extra is to be acted on, if it has ended and is one.
    Part(&'a [u8], Option<Extra>),
    /// A character that arrived in parts.
    Joined(char),
}

/// The place and the bytes.
#[derive(Default)]
pub struct Unfinished {
    state: State,
    /// In the ground state the first bytes of a character. Else the sequence so far, without the control characters
    /// that the parser acts on in the middle of sequences.
    bytes: Vec<u8>,
    /// The string in progress is over the limit.
    skipping: bool,
}

impl Unfinished {
    /// What a snapshot has to end with.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether nothing has begun.
    pub fn is_between(&self) -> bool {
        self.state == State::Ground && self.bytes.is_empty() && !self.skipping
    }

    /// Takes the next piece off the front of `input`. Characters and sequences that end within one piece of input are
    /// not looked at one by one.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Piece<'a> {
        if self.skipping {
            return self.skip(input);
        }
        if self.state != State::Ground {
            return self.inside(input);
        }
        if !self.bytes.is_empty() {
            return self.join(input);
        }
        // An ESC ends whatever came before it, so only what the last one begins can be unfinished.
        if let Some(at) = memrchr(ESC, input) {
            let (before, rest) = input.split_at(at);
            *input = rest;
            self.state = State::Escape;
            return Piece::Bytes(before);
        }
        // The parser must not see part of a character: it can lose what follows.
        let all = *input;
        let partial = first_partial(all);
        self.bytes.extend_from_slice(&all[partial.clone()]);
        *input = &all[partial.end..];
        Piece::Bytes(&all[..partial.start])
    }

    /// Goes on within a sequence: to its end, to an ESC that cuts it off, to the limit, or to the end of the input.
    fn inside<'a>(&mut self, input: &mut &'a [u8]) -> Piece<'a> {
        let all = *input;
        for (at, &byte) in all.iter().enumerate() {
            let (before, rest) = all.split_at(at);
            if byte == ESC && !self.bytes.is_empty() {
                *input = rest;
                return Piece::Part(before, self.end());
            }
            if self.bytes.len() >= LIMIT && self.is_string() {
                *input = rest;
                self.skipping = true;
                return Piece::Part(before, None);
            }
            let acted_on = byte < 0x20 && byte != ESC && self.acts_on_controls();
            self.state = self.after(byte);
            if self.bytes.len() < LIMIT && !acted_on {
                self.bytes.push(byte);
            }
            if self.state == State::Ground {
                *input = &rest[1..];
                return Piece::Part(&all[..=at], self.end());
            }
        }
        *input = &[];
        Piece::Part(all, None)
    }

    /// Drops what is over the limit. The byte that ends the string comes next, as if it stood alone.
    fn skip<'a>(&mut self, input: &mut &'a [u8]) -> Piece<'a> {
        let end = input.iter().position(|&byte| matches!(self.after(byte), State::Ground | State::Escape));
        *input = &input[end.unwrap_or(input.len())..];
        let Some(&last) = input.first() else {
            return Piece::Part(&[], None);
        };
        // Tells a string that was cancelled from one that ended.
        self.bytes.push(last);
        Piece::Part(&[], self.end())
    }

    /// Completes a character with the next bytes, or gives it up for U+FFFD as the parser does.
    fn join<'a>(&mut self, input: &mut &'a [u8]) -> Piece<'a> {
        while let Some((&byte, rest)) = input.split_first() {
            self.bytes.push(byte);
            let joined = match str::from_utf8(&self.bytes) {
                Ok(text) => text.chars().next().inspect(|_| *input = rest),
                Err(error) if error.error_len().is_none() => {
                    *input = rest;
                    continue;
                }
                Err(_) => None,
            };
            self.bytes.clear();
            return Piece::Joined(joined.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Piece::Bytes(&[])
    }

    /// The sequence has ended: what it was, if it is an extra.
    fn end(&mut self) -> Option<Extra> {
        let extra = extras::recognize(&self.bytes);
        self.state = State::Ground;
        self.bytes.clear();
        self.skipping = false;
        extra
    }

    fn acts_on_controls(&self) -> bool {
        matches!(self.state, State::Escape | State::EscapeIntermediate | State::Csi)
    }

    fn is_string(&self) -> bool {
        matches!(self.state, State::DcsIgnored | State::DcsData | State::Osc | State::Text)
    }

    /// The parser's state after one more byte.
    fn after(&self, byte: u8) -> State {
        use State::*;
        match (self.state, byte) {
            (_, 0x18 | 0x1a) => Ground,
            (_, ESC) => Escape,
            (Escape, 0x20..=0x2f) => EscapeIntermediate,
            (Escape, b'P') => DcsEntry,
            (Escape, b'[') => Csi,
            (Escape, b']') => Osc,
            (Escape, b'X' | b'^' | b'_') => Text,
            (Escape | EscapeIntermediate, 0x30..=0x7e) => Ground,
            (Csi, 0x40..=0x7e) => Ground,
            (DcsEntry, 0x30..=0x3f) | (DcsParameters, 0x30..=0x3b) => DcsParameters,
            (DcsEntry | DcsParameters, 0x20..=0x2f) => DcsIntermediate,
            (DcsParameters, 0x3c..=0x3f) | (DcsIntermediate, 0x30..=0x3f) => DcsIgnored,
            (DcsEntry | DcsParameters | DcsIntermediate, 0x40..=0x7e) => DcsData,
            (DcsData, 0x9c) | (Osc, 0x07) => Ground,
            (state, _) => state,
        }
    }
}

/// The beginning of a character at the end, or the first of several, of which each cuts off the one before.
fn first_partial(bytes: &[u8]) -> Range<usize> {
    let mut found = bytes.len()..bytes.len();
    loop {
        match partial_character(&bytes[..found.start]) {
            0 => return found,
            length => found = found.start - length..found.start,
        }
    }
}

/// How many bytes at the end are the beginning of a character.
fn partial_character(bytes: &[u8]) -> usize {
    let is_partial = |tail: &[u8]| {
        tail[0] >= 0xc0 && str::from_utf8(tail).is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none())
    };
    (1..=bytes.len().min(3)).find(|n| is_partial(&bytes[bytes.len() - n..])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, Piece, Unfinished};

    /// What the parser is given, and what is left.
    fn feed(pieces: &[&[u8]]) -> (Vec<u8>, Vec<u8>) {
        let mut unfinished = Unfinished::default();
        let mut parsed = Vec::new();
        for mut input in pieces.iter().copied() {
            while !input.is_empty() {
                match unfinished.next(&mut input) {
                    Piece::Bytes(bytes) | Piece::Part(bytes, _) => parsed.extend_from_slice(bytes),
                    Piece::Joined(c) => parsed.extend_from_slice(c.to_string().as_bytes()),
                }
            }
        }
        (parsed, unfinished.bytes().to_vec())
    }

    #[test]
    fn what_has_begun_is_kept_and_what_has_ended_is_not() {
        for (input, left) in [
            (&b"plain"[..], &b""[..]),
            (b"a\x1b", b"\x1b"),
            (b"\x1b[31mred\x1b[1;3", b"\x1b[1;3"),
            (b"\x1b[1\n;3", b"\x1b[1;3"),
            (b"\x1b[1;3\x18", b""),
            (b"\x1b]0;title", b"\x1b]0;title"),
            (b"\x1b]0;title\x07", b""),
            (b"\x1b]0;title\x1b", b"\x1b"),
            (b"\x1b]0;title\x1b\\", b""),
            (b"\x1bP1$qm\x9cx", b""),
            (b"\x1b_apc\x07\x9c", b"\x1b_apc\x07\x9c"),
            (b"\x1b(", b"\x1b("),
            (b"\x1b\x1b[", b"\x1b["),
            (b"ok\xe2\x82", b"\xe2\x82"),
            (b"ok\xe2\x82\xac", b""),
            (b"ok\xe2\x41", b""),
            (b"ok\xe2\xe2", b"\xe2"),
            (b"ok\xf0\x9f\xe2\x82", b"\xe2\x82"),
            (b"ok\x82", b""),
        ] {
            assert_eq!(feed(&[input]).1, left, "{}", input.escape_ascii());
            let bytes: Vec<_> = input.chunks(1).collect();
            assert_eq!(feed(&bytes).1, left, "one by one: {}", input.escape_ascii());
        }
    }

    #[test]
    fn a_character_in_parts_is_given_to_the_parser_whole() {
        assert_eq!(feed(&[b"\xe2", b"\x82", b"\xacx"]).0, "€x".as_bytes());
        assert_eq!(feed(&[b"\xe2", b"\xc3", b"\xa9"]).0, "\u{fffd}é".as_bytes());
        assert_eq!(feed(&[b"\xe2\xe2\x82", b"\xac"]).0, "\u{fffd}€".as_bytes());
        assert_eq!(feed(&[b"\xe2\x82", b"\x1b[m"]).0, "\u{fffd}\x1b[m".as_bytes());
    }

    #[test]
    fn a_string_over_the_limit_is_cut_but_still_ends() {
        let long = vec![b'x'; LIMIT];
        for end in [&b"\x07"[..], b"\x1b\\", b"\x18"] {
            let (parsed, left) = feed(&[b"\x1b]0;", &long, b"more", &[end, b"after"].concat()]);
            assert_eq!(parsed.len(), LIMIT + end.len() + 5);
            assert!(parsed.ends_with(&[end, b"after"].concat()));
            assert_eq!(left, b"");
        }
        assert_eq!(feed(&[b"\x1b]0;", &long, b"more"]).1.len(), LIMIT);
    }
}
