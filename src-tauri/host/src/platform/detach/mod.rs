//! Leaves the process that started us behind: after this nothing that happens to it, or to its terminal, reaches us.
//! Called once, before any thread exists and before anything is opened.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod platform;

pub use platform::{Answer, detach, release_input, release_output};

/// What asks for the scope of the host with this pid, and says what came of it.
pub type Ask = Box<dyn FnOnce(u32) -> store::scope::Standing>;
