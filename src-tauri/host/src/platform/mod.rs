//! What the host wants from the system beyond terminal and sockets: signals to itself, signals to the program's tree,
//! its own control group, disk space kept back. It decides nothing.

pub mod detach;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

use store::process::Identity;

use crate::place::Place;

pub use system::{NOWHERE, Signals, control_group, keep_space, send, slim};

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
pub fn left_of(place: &Place, program: &Identity) -> std::io::Result<Vec<Identity>> {
    store::process::left_of(place.session.as_str(), place.generation, Some(program))
}
