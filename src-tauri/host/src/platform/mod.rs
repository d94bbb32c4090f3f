//! What the host wants from the system beyond terminal and sockets: signals to itself, signals to the program's tree,
//! disk space kept back. It decides nothing.

pub mod detach;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

use store::process::Identity;
use store::tree::Tree;

use crate::place::Place;
use crate::session::Live;

pub use system::{NOWHERE, Signals, send, step_back};

/// What the program's tree is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Please end: TERM, HUP, and CONT for those that are stopped.
    End,
    /// Your terminal is gone: HUP and CONT.
    HangUp,
    /// You end now: KILL.
    Die,
}

/// Everyone of the run's tree who is left, the program included; empty only if that is certain.
///
/// # Errors
/// Where the system does not tell.
pub fn left_of(place: &Place, live: &Live) -> std::io::Result<Vec<Identity>> {
    let (session, generation) = (place.session.as_str(), place.generation);
    let (group, host) = (live.standing.own_group(), Some(std::process::id()));
    Tree { session, generation, program: Some(&live.child), group, host }.left()
}
