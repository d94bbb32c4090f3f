//! What differs between systems in the daemon: descriptor limits, ending the survivors of a dead host, finding programs,
//! the login shell, announcements of shutdowns, what log-out ends.
//! Nothing here decides whom to end.

mod login;
#[cfg_attr(target_os = "linux", path = "logind.rs")]
#[cfg_attr(not(target_os = "linux"), path = "no_logind.rs")]
pub mod logind;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

pub use login::{Login, login};
#[cfg(test)]
pub use system::link;
pub use system::{
    DEFAULT_PATH, DEFAULT_SHELL, HOME, PLACES, PROGRAM_ENDS, Reserve, apart, close_stdout, end_process,
    end_with_children, is_executable, is_path, login_environment, make_executable, open_files, raise_open_files, room,
    shell_word, socket, wait_for_signal,
};

/// What a file system has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What is left for this user, in bytes.
    pub free: u64,
    /// Whether nothing can be written at all.
    pub read_only: bool,
}
