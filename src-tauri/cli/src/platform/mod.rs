//! What differs between systems: the terminal's mode and size, its raw bytes, signals, becoming another program.
//! It decides nothing; the only place of `cfg` in this program.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

use std::io::IsTerminal as _;

use protocol::session::Size;

pub use system::{
    COUNTING, Mode, become_program, die_of, enter_raw, leave_raw, on_signals, read_input, run_as_daemon, write_output,
};

/// What a signal means to a program that holds a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The window may have another size.
    Resized,
    /// The program goes on after it was stopped; its terminal is as somebody else left it.
    Continued,
    /// Somebody wants the program to end.
    #[cfg_attr(windows, allow(dead_code, reason = "there are no signals"))]
    End(i32),
}

/// Whether a person can type here and see what comes.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// The size of the terminal on stdout; `None` where there is none or it does not say.
pub fn output_size() -> Option<Size> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let (cols, rows) = system::window_size()?;
    (cols > 0 && rows > 0).then(|| Size { cols, rows }.clamped())
}

#[cfg(test)]
mod tests;
