//! The text that a program leaves behind: lines as they leave the screen, in order, soft wraps joined, and what is shown
//! at the end. What was overwritten in place is not in it. It looks at a terminal of its own, and changes none.
//!
//! A line leaves the primary screen by scrolling off, by being cleared with the whole screen or by a full reset; the
//! alternate screen is final when it is left. A larger window brings back rows from above the screen, which may be changed
//! then: so whoever expects one has to keep them ([`Transcript::keeping`]).

use std::ops::Range;

use crate::emulator::Emulator;
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
        Self { emulator }
    }

    /// Takes over what a snapshot shows, with the stamp of its lines. To be called before anything else.
    pub fn restore(&mut self, snapshot: &[u8], stamp: u64) {
        self.feed(snapshot, stamp);
        self.begin();
    }

    /// The text begins here: what has left the screen so far is in another one.
    pub fn begin(&mut self) {
        // Whole lines only were taken before, so that what the rest holds is still there.
        let (told, head) = self.emulator.recorder.above();
        let Some(tap) = &mut self.emulator.recorder.tap else { return };
        (tap.text, tap.told, tap.head) = (FinalText::default(), told, head);
    }

    /// Parses output. Its stamp says when it came: a line has that of the output that last wrote to it, as far as the
    /// cursor's way tells. Answers to queries are dropped.
    pub fn feed(&mut self, bytes: &[u8], stamp: u64) {
        for piece in bytes.chunks(PIECE) {
            if let Some(tap) = &mut self.emulator.recorder.tap {
                tap.now = stamp;
            }
            let mut effects = Vec::new();
            self.emulator.feed(piece, &mut effects);
            self.emulator.recorder.follow_cursor();
            self.emulator.recorder.save_history();
        }
    }

    /// Takes a new size.
    pub fn resize(&mut self, size: Size) {
        self.emulator.resize(size);
        // Also the primary screen beneath the alternate one.
        self.emulator.recorder.hidden.history_left = true;
        self.emulator.recorder.realign();
        self.emulator.recorder.save_history();
    }

    /// The text. With `shown` what is on the screens now is final, too; without, its last line may not be at its end.
    pub fn into_text(mut self, shown: bool) -> FinalText {
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
