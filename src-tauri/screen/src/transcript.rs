//! The text that a program leaves behind: lines as they leave the screen, in order, soft wraps joined, and what is shown
//! at the end. What was overwritten in place is not in it. It looks at a terminal of its own, and changes none.
//!
//! A line leaves the primary screen by scrolling off, by being cleared with the whole screen or by a full reset; the
//! alternate screen is final when it is left. A larger window brings back rows from above the screen, which may be changed
//! then: so whoever expects one has to keep them ([`Transcript::keeping`]).

use std::ops::Range;

use memchr::memrchr;

use crate::emulator::Emulator;
use crate::flood::Flood;
use crate::tap::{HISTORY, Tap};
use crate::{Screen as _, Size};

/// How much is parsed at once, in bytes: a row can leave the screen with each.
pub const PIECE: usize = 2048;

/// Text that will not change any more.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FinalText {
    /// UTF-8. Every line ends with `\n`, save the last if it goes on on the screen.
    pub bytes: Vec<u8>,
    /// Where in `bytes` lines begin that have another stamp than those before.
    pub stamps: Vec<(usize, u64)>,
    /// The part of `bytes` that had left the screen before the snapshot that this text begins with: the beginning of a
    /// line that went on. Empty where there is none.
    pub head: Range<usize>,
}

/// Follows a program's output and keeps its final text.
pub struct Transcript {
    emulator: Emulator,
    /// Lines that the emulator has not seen yet. Absent: it has seen all.
    flood: Option<Flood>,
    /// The text of lines that are only printed is read off. Rows that are kept may come back to the screen: they all have to
    /// be there.
    pub(crate) reads_off: bool,
}

impl Transcript {
    /// Of a terminal that shows nothing yet, and whose size will not change.
    pub fn new(size: Size) -> Self {
        Self::keeping(size, 0)
    }

    /// Of one that shows nothing yet and keeps up to so many rows above its screen, as the real one does; not more than 1000.
    pub fn keeping(size: Size, rows: usize) -> Self {
        let mut emulator = Emulator::new(size, HISTORY);
        emulator.recorder.tap = Some(Tap::keeping(rows));
        Self { emulator, flood: None, reads_off: rows == 0 }
    }

    /// Takes over what a snapshot shows, with the stamp of its lines. To be called before anything else.
    pub fn restore(&mut self, snapshot: &[u8], stamp: u64) {
        self.feed(snapshot, stamp);
        self.begin();
    }

    /// The text begins here: what has left the screen so far is in another one.
    pub fn begin(&mut self) {
        self.catch_up();
        // Whole lines only were taken before, so that what the rest holds is still there.
        let (told, head) = self.emulator.recorder.above();
        let Some(tap) = &mut self.emulator.recorder.tap else { return };
        (tap.text, tap.told, tap.head) = (FinalText::default(), told, head);
    }

    /// Parses output. Its stamp says when it came: a line has that of the output that last wrote to it, as far as the
    /// cursor's way tells. Answers to queries are dropped.
    pub fn feed(&mut self, mut bytes: &[u8], stamp: u64) {
        while !bytes.is_empty() {
            if self.flood.is_some() || self.may_flood() {
                let flood = self.flood.get_or_insert_default();
                let all = flood.take(&mut bytes, stamp, &self.emulator.recorder.hidden.tabs);
                self.let_flow();
                if all {
                    return;
                }
                self.catch_up();
            }
            // Up to a line's end, after which there may be a flood.
            let piece = &bytes[..bytes.len().min(PIECE)];
            let length = memrchr(b'\n', piece).map_or(piece.len(), |end| end + 1);
            self.parse(&bytes[..length], stamp);
            bytes = &bytes[length..];
        }
    }

    fn may_flood(&self) -> bool {
        self.reads_off && self.emulator.unfinished.is_between() && self.emulator.recorder.is_at_bottom()
    }

    /// Of a flood the emulator needs to see only what is on the screen in the end.
    fn let_flow(&mut self) {
        let (rows, recorder) = (usize::from(self.emulator.size().rows), &mut self.emulator.recorder);
        let Some(flood) = self.flood.as_mut().filter(|flood| flood.lines() > rows) else { return };
        if !std::mem::replace(&mut flood.flows, true) {
            recorder.turn_page();
        }
        while flood.lines() > rows
            && let Some((line, stamp)) = flood.next_text()
            && let Some(tap) = &mut recorder.tap
        {
            tap.write_line(line, stamp);
        }
    }

    /// Shows the emulator what is left of a flood.
    fn catch_up(&mut self) {
        let Some(mut flood) = self.flood.take() else { return };
        self.emulator.feed(&flood.pens, &mut Vec::new());
        while let Some((bytes, stamp)) = flood.next_raw() {
            bytes.chunks(PIECE).for_each(|piece| self.parse(piece, stamp));
        }
    }

    fn parse(&mut self, piece: &[u8], stamp: u64) {
        if let Some(tap) = &mut self.emulator.recorder.tap {
            tap.now = stamp;
        }
        let mut effects = Vec::new();
        self.emulator.feed(piece, &mut effects);
        self.emulator.recorder.follow_cursor();
        self.emulator.recorder.save_history();
    }

    /// Takes a new size.
    pub fn resize(&mut self, size: Size) {
        self.catch_up();
        self.emulator.resize(size);
        // Also the primary screen beneath the alternate one.
        self.emulator.recorder.hidden.history_left = true;
        self.emulator.recorder.realign();
        self.emulator.recorder.save_history();
    }

    /// The text. With `shown` what is on the screens now is final, too; without, its last line may not be at its end.
    pub fn into_text(mut self, shown: bool) -> FinalText {
        self.catch_up();
        let recorder = &mut self.emulator.recorder;
        recorder.let_go();
        if shown {
            recorder.save_screens();
        }
        let open = (!shown).then(|| recorder.above().1).filter(|open| !open.is_empty());
        let Some(mut tap) = recorder.tap.take() else { return FinalText::default() };
        if let Some(open) = open {
            tap.open = open;
            tap.end_line(tap.now);
            tap.text.bytes.pop();
        }
        tap.text
    }
}

impl std::fmt::Debug for Transcript {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transcript").finish_non_exhaustive()
    }
}
