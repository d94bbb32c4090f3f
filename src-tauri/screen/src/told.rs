//! Lines that another text holds already, so that they are not written again when a larger window has brought them back to
//! the screen and they leave it once more. Pure. It knows lines by their hash, and no cells.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Lines that were above the screen where a text begins, oldest first.
#[derive(Debug, Default)]
pub struct Told {
    lines: VecDeque<u64>,
    /// How many others have left since the last of them did.
    others: usize,
}

impl Told {
    /// Adds a line, the newest.
    pub fn push(&mut self, line: &[u8]) {
        self.lines.push_back(hash(line));
    }

    /// Whether a line that leaves a screen of so many `rows` is the next of these, or one after it: those before were erased.
    /// For each line here that is so once.
    pub fn is_again(&mut self, line: &[u8], rows: usize) -> bool {
        if self.lines.is_empty() {
            return false;
        }
        let line = hash(line);
        let Some(at) = self.lines.iter().position(|told| *told == line) else {
            self.others += 1;
            // None can be on the screen any more.
            if self.others > rows {
                self.lines.clear();
            }
            return false;
        };
        self.lines.drain(..=at);
        self.others = 0;
        true
    }
}

fn hash(line: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_told_again_once_in_order_and_not_after_a_screen_of_others() {
        let told = |rows: usize, leaving: &[&str]| {
            let mut told = Told::default();
            ["one", "two", "three", "two"].iter().for_each(|line| told.push(line.as_bytes()));
            leaving.iter().map(|line| told.is_again(line.as_bytes(), rows)).collect::<Vec<_>>()
        };
        assert_eq!(told(9, &["one", "two", "three", "two", "two"]), [true, true, true, true, false]);
        assert_eq!(told(9, &["new", "two", "one", "two", "two"]), [false, true, false, true, false]);
        assert_eq!(told(1, &["new", "one", "new", "new", "two"]), [false, true, false, false, false]);
    }
}
