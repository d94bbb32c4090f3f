//! What a run printed before it shows what it shows: the terminal at any moment, and the lines that left its screen, out of
//! the log. It only reads, keeps no more in memory than was asked for, and takes no lock.

mod earlier;
mod lines;
mod moment;
mod older;
mod plan;
mod tape;

#[cfg(test)]
mod tests;

pub use earlier::earlier;
pub use lines::{Left, Lines, ROOM};
pub use moment::{at, begins_at, utc};
pub use older::Older;
pub use plan::{Own, for_earlier, own};
pub use tape::{Step, Tape, Until, line_feeds};

/// How many lines are painted above the screen of an ended run, and those of earlier runs above a live one.
pub const FIRST: usize = 10_000;
