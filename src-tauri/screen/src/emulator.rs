//! The terminal behind the `Screen` trait: feeds the parser and passes effects on. It never lets the parser withhold
//! bytes.

use std::time::Duration;

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::term::TermMode;
use alacritty_terminal::vte::ansi::{Handler, Processor, Timeout};
use memchr::memchr;

use crate::extras::{self, Extra};
use crate::listener::Listener;
use crate::recorder::Recorder;
use crate::snapshot::{self, Above};
use crate::unfinished::{Piece, Unfinished};
use crate::{Colors, Effect, Rest, Screen, Size, Style, skip, text};

/// Sizes are held to these: fewer columns cannot hold a wide character, and more cells than this are a mistake.
const SMALLEST: Size = Size { cols: 2, rows: 1 };
const LARGEST: Size = Size { cols: 2000, rows: 2000 };

/// From so many bytes at once it is worth a look whether all of them have to be parsed.
const FLOOD: usize = if cfg!(test) { 256 } else { 64 * 1024 };

/// What XTVERSION is answered with: the version of the build, set as that of `protocol` is.
const VERSION: &str = match option_env!("HOLDFAST_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

/// Synchronized output is not for us: a snapshot must hold everything that came in.
#[derive(Default)]
struct Never;

impl Timeout for Never {
    fn set_timeout(&mut self, _: Duration) {}
    fn clear_timeout(&mut self) {}
    fn pending_timeout(&self) -> bool {
        false
    }
}

/// A terminal on which nothing is shown.
struct Nowhere;

impl Handler for Nowhere {}

/// One terminal.
pub struct Emulator {
    pub(crate) recorder: Recorder,
    pub(crate) unfinished: Unfinished,
    parser: Processor<Never>,
    effects: Listener,
    history_lines: usize,
}

impl Emulator {
    /// A fresh terminal.
    pub fn new(size: Size, history_lines: usize) -> Self {
        let effects = Listener::default();
        Self {
            recorder: Recorder::new(held(size), history_lines, effects.clone()),
            unfinished: Unfinished::default(),
            parser: Processor::new(),
            effects,
            history_lines,
        }
    }

    /// Has `CSI b` repeat that character, whatever was written last. To be called between sequences.
    pub fn repeat_from_now(&mut self, character: Option<char>) {
        self.recorder.hidden.repeatable = character;
        // Only the parser knows which it is, and only from having seen it.
        self.parser = Processor::new();
        if let Some(character) = character {
            self.parser.advance(&mut Nowhere, character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    fn parse_pieces(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match self.unfinished.next(&mut bytes) {
                Piece::Bytes(piece) => self.parse(piece),
                Piece::Part(piece, extra) => {
                    self.parser.advance(&mut self.recorder, piece);
                    extra.into_iter().for_each(|extra| self.act(extra));
                }
                Piece::Joined(c) => self.parser.advance(&mut self.recorder, c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }

    fn parse(&mut self, mut bytes: &[u8]) {
        while let Some((end, extra)) = extras::find(bytes) {
            self.parser.advance(&mut self.recorder, &bytes[..end]);
            self.act(extra);
            bytes = &bytes[end..];
        }
        self.parser.advance(&mut self.recorder, bytes);
    }

    /// Leaves out the beginning of a flood that nobody will see. All of `bytes` must be fed after that.
    fn skip(&mut self, bytes: &mut &[u8]) {
        let rows = self.recorder.term.screen_lines();
        let collected = self.recorder.tap.is_some();
        if collected || !self.unfinished.is_between() || !self.recorder.scrolls_plainly() {
            return;
        }
        if let Some(skip) = skip::find(bytes, rows, self.history_lines) {
            self.parser.advance(&mut self.recorder, &skip.pens);
            // It has scrolled: the cursor is in the last row, and may be saved there by what follows.
            self.parser.advance(&mut self.recorder, b"\r\x1b[9999B");
            *bytes = &bytes[skip.length..];
        }
    }

    fn act(&mut self, extra: Extra) {
        match extra {
            Extra::SoftReset => self.recorder.soft_reset(),
            Extra::Version => self.recorder.reply(format!("\x1bP>|holdfast {VERSION}\x1b\\").into()),
            Extra::Announcement(effect) => self.recorder.announce(effect),
            Extra::Notice(part) => {
                let whole = self.recorder.hidden.notices.add(part);
                whole.into_iter().for_each(|effect| self.recorder.announce(effect));
            }
        }
    }
}

impl Screen for Emulator {
    fn feed(&mut self, mut bytes: &[u8], effects: &mut Vec<Effect>) {
        if bytes.len() >= FLOOD {
            // A flood that was cut in the middle of a sequence or character is looked at from the next line on.
            if !self.unfinished.is_between() {
                let (line, rest) = bytes.split_at(memchr(b'\n', bytes).map_or(0, |at| at + 1));
                self.parse_pieces(line);
                bytes = rest;
            }
            self.skip(&mut bytes);
        }
        self.parse_pieces(bytes);
        self.effects.drain_into(effects);
    }

    fn resize(&mut self, size: Size) {
        let size = held(size);
        if size != self.size() {
            self.recorder.resize(size);
        }
    }

    fn size(&self) -> Size {
        let term = &self.recorder.term;
        // Both fit: they were u16 when they came in.
        Size { cols: term.columns() as u16, rows: term.screen_lines() as u16 }
    }

    fn set_colors(&mut self, colors: Colors) {
        self.recorder.colors = colors;
    }

    fn snapshot(&mut self) -> Vec<u8> {
        snapshot::write(&mut self.recorder, Above::History(&[]), self.unfinished.bytes())
    }

    fn snapshot_below(&mut self, older: &[u8]) -> Vec<u8> {
        snapshot::write(&mut self.recorder, Above::History(older), self.unfinished.bytes())
    }

    fn snapshot_of_screen(&mut self) -> Vec<u8> {
        snapshot::write(&mut self.recorder, Above::Begun, self.unfinished.bytes())
    }

    fn rest(&mut self) -> Rest {
        Rest::of(self)
    }

    fn text(&self, lines: Option<usize>, ansi: bool) -> String {
        text::screen(self.recorder.term.grid(), lines, ansi)
    }

    fn history_text(&mut self) -> Vec<u8> {
        text::history(&mut self.recorder)
    }

    fn take_oldest(&mut self, keep: usize, style: Style, out: &mut Vec<u8>) {
        text::take_oldest(&mut self.recorder, keep, style, out);
    }

    fn history_rows(&mut self) -> usize {
        text::history_rows(&mut self.recorder)
    }

    fn last_line(&self) -> String {
        text::last_line(self.recorder.term.grid())
    }

    fn marks_pastes(&self) -> bool {
        self.recorder.term.mode().contains(TermMode::BRACKETED_PASTE)
    }

    fn title(&self) -> Option<&str> {
        self.recorder.hidden.titles.current()
    }

    fn cwd(&self) -> Option<&str> {
        self.recorder.hidden.cwd.as_deref()
    }
}

fn held(size: Size) -> Size {
    Size { cols: size.cols.clamp(SMALLEST.cols, LARGEST.cols), rows: size.rows.clamp(SMALLEST.rows, LARGEST.rows) }
}
