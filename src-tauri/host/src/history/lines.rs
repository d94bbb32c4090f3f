//! The lines that left a run's screen, in order, out of the log as it is played back: rows that were wrapped softly in one.
//! No line comes twice, also where the log has a gap.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;

use screen::{Screen, Style};

use super::tape::{Step, Tape, Until};

/// How many rows the terminal has room for above its screen beyond those that it keeps, so that none is lost in one step.
pub const ROOM: usize = 10_000;
/// How many lines are remembered, to be found again in a snapshot after a gap.
const REMEMBERED: usize = 2000;

/// What became of the lines in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Some may have been appended. They left with what the tape read last.
    Lines,
    /// The program erased all that was above its screen.
    Erased,
}

/// Takes lines off a tape.
#[derive(Debug)]
pub struct Lines {
    /// Where in the log it is. Its terminal must have room for [`ROOM`] rows beyond `keep`.
    pub tape: Tape,
    keep: usize,
    style: Style,
    /// Of the last lines, oldest first.
    remembered: VecDeque<u64>,
}

impl Lines {
    /// `keep`: how many rows stay above the screen. A terminal that becomes higher takes them back.
    pub fn new(tape: Tape, keep: usize, style: Style) -> Self {
        Self { tape, keep, style, remembered: VecDeque::new() }
    }

    /// Plays one step and appends the lines that left to `out`, each ended by `\n`. `None`: as [`Tape::step`].
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn step(&mut self, until: Until, out: &mut Vec<u8>) -> io::Result<Option<Left>> {
        let Some(step) = self.tape.step(until)? else { return Ok(None) };
        match step {
            Step::Nothing => {}
            Step::Jumped(before) => self.jump(before, out),
            // On the alternate screen such a sequence erases nothing.
            Step::Erased(_) if self.tape.screen.history_rows() == 0 => {
                self.remembered.clear();
                return Ok(Some(Left::Erased));
            }
            Step::Read(_) | Step::Erased(_) | Step::Resized => self.take(out),
        }
        Ok(Some(Left::Lines))
    }

    /// Takes what is above the screen, as far as it is not kept.
    pub fn take(&mut self, out: &mut Vec<u8>) {
        let from = out.len();
        self.tape.screen.take_oldest(self.keep, self.style, out);
        self.remember(from, out);
    }

    /// After a gap the terminal has lines that `before` had, too: those of `before` that are not there any more have left.
    fn jump(&mut self, before: Box<dyn Screen>, out: &mut Vec<u8>) {
        let mut old = all_lines(before, self.style);
        let mut now = screen::new(self.tape.screen.size(), ROOM + self.keep);
        now.feed(&self.tape.screen.snapshot(), &mut Vec::new());
        let (known, now) = (hashes(&old), hashes(&all_lines(now, self.style)));
        // The last line may have gone on meanwhile.
        let finished = known.len().saturating_sub(1);
        let all: Vec<u64> = self.remembered.iter().chain(&known[..finished]).copied().collect();
        let again = overlap(&all, &now);
        if again > 0 {
            old.truncate(length_of(&old, finished.saturating_sub(again)));
        }
        let from = out.len();
        out.append(&mut old);
        self.remember(from, out);
        let from = out.len();
        self.tape.screen.take_oldest(self.keep, self.style, out);
        let taken_before = length_of(&out[from..], again.saturating_sub(finished));
        out.drain(from..from + taken_before);
        self.remember(from, out);
    }

    fn remember(&mut self, from: usize, out: &[u8]) {
        self.remembered.extend(hashes(&out[from..]));
        let surplus = self.remembered.len().saturating_sub(REMEMBERED);
        self.remembered.drain(..surplus);
    }
}

/// All lines of a terminal, those on its primary screen, too; blank ones at the end are left out.
fn all_lines(mut screen: Box<dyn Screen>, style: Style) -> Vec<u8> {
    let rows = usize::from(screen.size().rows);
    let push_out = [&b"\x18\x1b[?1049l\x1b[r\x1b[m\x1b[9999H\r"[..], &b"\n".repeat(rows)].concat();
    screen.feed(&push_out, &mut Vec::new());
    let mut lines = Vec::new();
    screen.take_oldest(0, style, &mut lines);
    while lines.ends_with(b"\n\n") || lines == b"\n" {
        lines.pop();
    }
    lines
}

/// How many bytes the first lines take.
fn length_of(text: &[u8], lines: usize) -> usize {
    text.split_inclusive(|byte| *byte == b'\n').take(lines).map(<[u8]>::len).sum()
}

fn hashes(lines: &[u8]) -> Vec<u64> {
    let hash = |line: &[u8]| {
        let mut hasher = DefaultHasher::new();
        line.hash(&mut hasher);
        hasher.finish()
    };
    lines.split_inclusive(|byte| *byte == b'\n').map(hash).collect()
}

/// How many of the first `new` ones are the last of the `known` ones; as many as can be.
fn overlap(known: &[u64], new: &[u64]) -> usize {
    (0..=known.len().min(new.len())).rev().find(|length| known.ends_with(&new[..*length])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_after_a_gap_is_as_much_as_can_be() {
        for (known, new, expected) in [
            (&[1, 2, 3][..], &[2, 3, 4][..], 2),
            (&[1, 2, 3], &[4, 5], 0),
            (&[1, 1, 1], &[1, 1, 2], 2),
            (&[], &[1], 0),
            (&[1, 2], &[1, 2], 2),
            (&[1, 2, 3], &[1, 2], 0),
        ] {
            assert_eq!(overlap(known, new), expected, "{known:?} {new:?}");
        }
    }
}
