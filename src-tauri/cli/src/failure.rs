//! Why a command did not succeed, and its exit code. Only codes decide here, never a message.

use std::io;

use protocol::error::{ErrorCode, WireError};

/// Why a command did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What the daemon, a host or a check of ours said.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The words were understood but make no sense here.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to say instead.
        hint: String,
    },
    /// The rows that were printed say it already.
    #[error("not everything was done")]
    Shown,
    /// There is nothing like what was looked for, and that was said.
    #[error("nothing was found")]
    NothingFound,
    /// The output could not be written.
    #[error("writing the output: {0}")]
    Output(#[source] io::Error),
    /// A signal told this program to end, and its terminal is restored.
    #[error("ended by signal {0}")]
    Signal(i32),
}

impl Failure {
    /// Words that make no sense here.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// The exit code: 1 error, 2 usage, 3 not found, 4 timed out, 5 daemon unreachable.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Wire(error) => exit_code(error.code),
            Self::Usage { .. } => USAGE,
            Self::NothingFound => 3,
            // Whoever read the output had enough of it.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Shown | Self::Output(_) | Self::Signal(_) => 1,
        }
    }
}

/// The exit code of words that make no sense.
pub const USAGE: u8 = 2;

fn exit_code(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::NotFound => 3,
        ErrorCode::TimedOut => 4,
        ErrorCode::DaemonUnreachable | ErrorCode::ShuttingDown => 5,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_its_exit_code() {
        let wire = |code| Failure::Wire(WireError::new(code, "m"));
        let output = |kind| Failure::Output(io::Error::from(kind));
        for (failure, code) in [
            (wire(ErrorCode::Ambiguous), 1),
            (wire(ErrorCode::AgentUnknown), 1),
            (wire(ErrorCode::Unknown), 1),
            (wire(ErrorCode::NotFound), 3),
            (wire(ErrorCode::TimedOut), 4),
            (wire(ErrorCode::DaemonUnreachable), 5),
            (wire(ErrorCode::ShuttingDown), 5),
            (Failure::usage("m", "h"), 2),
            (Failure::Shown, 1),
            (Failure::NothingFound, 3),
            (output(io::ErrorKind::BrokenPipe), 0),
            (output(io::ErrorKind::StorageFull), 1),
        ] {
            assert_eq!(failure.exit_code(), code, "{failure:?}");
        }
    }
}
