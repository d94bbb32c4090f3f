//! The terminal's program side: opens a pseudo-terminal, starts the program in it, and reports why that failed.
//! It reads, writes and resizes when asked, keeps no thread and knows nothing of sessions.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod platform;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use protocol::error::{ErrorCode, WireError};
use protocol::session::Size;

pub use platform::{Child, Control, Reader, Writer, open};

/// What to start, where.
#[derive(Debug)]
pub struct Program<'a> {
    /// The program and its arguments; never empty.
    pub argv: &'a [String],
    /// Where it starts.
    pub cwd: &'a Path,
    /// Its whole environment.
    pub env: &'a BTreeMap<String, String>,
    /// The terminal's size.
    pub size: Size,
    /// The soft limit of open files that it gets. Absent: ours.
    pub open_files: Option<u64>,
}

/// A terminal with a program in it.
#[derive(Debug)]
pub struct Opened {
    /// What the program prints.
    pub reader: Reader,
    /// What is typed.
    pub writer: Writer,
    /// The terminal itself.
    pub control: Control,
    /// The program.
    pub child: Child,
}

/// Why the program does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The directory to start in does not exist or is none.
    #[error("the directory {0} does not exist")]
    DirectoryMissing(String),
    /// The program does not exist or may not be run.
    #[error("the program {program} cannot be run: {error}")]
    ProgramMissing {
        /// As it was given.
        program: String,
        /// What the system says.
        error: io::Error,
    },
    /// Something else went wrong.
    #[error("{step}: {error}")]
    Failed {
        /// At which step.
        step: &'static str,
        /// What the system says.
        error: io::Error,
    },
}

impl From<StartError> for WireError {
    fn from(error: StartError) -> Self {
        let code = match error {
            StartError::DirectoryMissing(_) => ErrorCode::DirectoryMissing,
            StartError::ProgramMissing { .. } => ErrorCode::ProgramMissing,
            StartError::Failed { .. } => ErrorCode::StartFailed,
        };
        Self::new(code, error.to_string())
    }
}

/// The first word of the command, for messages.
fn name(program: &Program<'_>) -> String {
    program.argv.first().cloned().unwrap_or_default()
}
