//! A recording as `asciinema` plays it: asciicast version 2, a header line and then one JSON line for each event. Always
//! valid UTF-8: characters that records cut are put together, bytes that are none are replaced.

use std::fmt::Write as _;
use std::io;

use serde_json::json;

use super::Range;
use crate::history::{Step, Tape};
use crate::log_feed::{PIECE, Part, Source, describe};

/// A log on its way to be a recording.
#[derive(Debug)]
pub struct Asciicast {
    tape: Tape,
    range: Range,
    title: String,
    /// When the recording begins, in milliseconds since 1970. Absent before the header.
    start: Option<u64>,
    /// Of the last event, in milliseconds since the start. A clock that was set back does not turn it back.
    last: u64,
    /// The first bytes of a character that was cut.
    partial: Vec<u8>,
}

impl Asciicast {
    /// Records what the tape plays within the range.
    pub fn new(tape: Tape, range: Range, title: &str) -> Self {
        Self { tape, range, title: title.to_owned(), start: None, last: 0, partial: Vec::new() }
    }

    /// The header, and what the terminal shows already.
    fn begin(&mut self) -> io::Result<String> {
        if let Some(before) = self.range.before() {
            self.tape.play(before)?;
        }
        let start = self.range.from.max(self.tape.opening.created);
        self.start = Some(start);
        let size = self.tape.screen.size();
        let mut header = json!({"version": 2, "width": size.cols, "height": size.rows, "timestamp": start / 1000});
        if !self.title.is_empty() {
            header["title"] = json!(self.title);
        }
        let mut out = format!("{header}\n");
        if self.tape.offset > 0 {
            self.show_screen(&mut out);
        }
        Ok(out)
    }

    fn show_screen(&mut self, out: &mut String) {
        self.partial.clear();
        let snapshot = self.tape.screen.snapshot();
        let text = String::from_utf8_lossy(&snapshot).into_owned();
        self.event("o", &text, out);
    }

    fn show_size(&mut self, out: &mut String) {
        let size = self.tape.screen.size();
        self.event("r", &format!("{}x{}", size.cols, size.rows), out);
    }

    fn record(&mut self, step: Step, out: &mut String) {
        match step {
            Step::Read(bytes) | Step::Erased(bytes) => {
                let text = whole_characters(&mut self.partial, &bytes);
                if !text.is_empty() {
                    self.event("o", &text, out);
                }
            }
            Step::Resized => self.show_size(out),
            Step::Jumped(_) => {
                self.show_size(out);
                self.show_screen(out);
            }
            Step::Nothing => {}
        }
    }

    fn event(&mut self, kind: &str, data: &str, out: &mut String) {
        self.last = self.last.max(self.tape.time.saturating_sub(self.start.unwrap_or_default()));
        let (seconds, rest) = (self.last / 1000, self.last % 1000);
        // Writing to memory cannot fail.
        let _ = writeln!(out, "[{seconds}.{rest:03}, \"{kind}\", {}]", json!(data));
    }
}

impl Source for Asciicast {
    fn next_part(&mut self) -> io::Result<Part> {
        let mut out = if self.start.is_none() { self.begin()? } else { String::new() };
        while out.len() < PIECE
            && let Some(step) = self.tape.step(self.range.end())?
        {
            self.record(step, &mut out);
        }
        Ok(Part::of(out.into_bytes()))
    }

    fn flaws(&self) -> Vec<String> {
        self.tape.damage().map(describe).collect()
    }
}

/// The text of the bytes; a character that is cut at their end stays in `partial` for the next ones.
fn whole_characters(partial: &mut Vec<u8>, bytes: &[u8]) -> String {
    partial.extend_from_slice(bytes);
    let mut text = String::with_capacity(partial.len());
    let mut rest = Vec::new();
    let mut chunks = partial.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let invalid = chunk.invalid();
        // The standard library says where a beginning of a character ends; only at the very end it may go on.
        let may_go_on = chunks.peek().is_none() && std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none());
        if may_go_on {
            rest = invalid.to_vec();
        } else if !invalid.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    *partial = rest;
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_are_cut_are_put_together_and_others_replaced() {
        for (pieces, expected) in [
            (&[&b"a\xe4"[..], b"\xbd", b"\xa0b"][..], "a你b"),
            (&[b"\xe4", b"x"], "\u{fffd}x"),
            (&[b"\xff\xc3", b"\xa9"], "\u{fffd}é"),
            (&[b"plain", b""], "plain"),
        ] {
            let mut partial = Vec::new();
            let text: String = pieces.iter().map(|piece| whole_characters(&mut partial, piece)).collect();
            assert_eq!((text.as_str(), partial.as_slice()), (expected, &b""[..]));
        }
    }
}
