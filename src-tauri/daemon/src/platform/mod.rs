//! What differs between systems in the daemon: descriptor limits and ending the survivors of a dead host.
//! Nothing here decides whom to end.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

pub use system::{Reserve, close_stdout, end_process, raise_open_files, wait_for_signal};
