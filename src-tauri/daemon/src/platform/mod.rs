//! What differs between systems in the daemon: descriptor limits, ending the survivors of a dead host, finding programs,
//! the login shell, announcements of shutdowns.
//! Nothing here decides whom to end.

#[cfg_attr(target_os = "linux", path = "logind.rs")]
#[cfg_attr(not(target_os = "linux"), path = "no_logind.rs")]
pub mod logind;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

#[cfg(test)]
pub use system::link;
pub use system::{
    DEFAULT_PATH, DEFAULT_SHELL, Reserve, close_stdout, end_process, is_executable, is_path, login_environment,
    raise_open_files, wait_for_signal,
};
