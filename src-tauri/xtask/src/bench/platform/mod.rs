//! What differs between systems for the benchmark: terminals of our own, pipes with names, processes, being interrupted.
//! Nothing else in it may ask which system this is. Only Linux tells what is measured; elsewhere it says so and stops.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::{Pipe, Terminal, go_on, kill, on_interrupt, stop, terminate};
#[cfg(windows)]
pub use windows::{Pipe, Terminal, go_on, kill, on_interrupt, stop, terminate};

/// What a look at a terminal or pipe came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(windows, allow(dead_code))] // nothing can be looked at there
pub enum Look {
    /// So many bytes were read.
    Read(usize),
    /// Nothing came in time.
    Late,
    /// Nobody is at the other side any more.
    Ended,
}
