//! What differs between systems beside sockets and paths: detaching a process, files that only this user may open.
//! It decides nothing.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

pub use system::{detach, private};
