//! What crosses a process boundary when something goes wrong: a code for programs, a message and a hint for people.
//! Programs branch on the code and never read the message.

use serde::{Deserialize, Serialize};

/// What went wrong, for programs. A code that this build does not know reads as [`ErrorCode::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum ErrorCode {
    /// The request's name is not known to the one asked.
    UnknownRequest,
    /// The request could not be read, or its values make no sense.
    BadRequest,
    /// The two programs share no protocol version.
    ProtocolMismatch,
    /// What is at the other end is not Holdfast, or it broke the protocol.
    NotHoldfast,
    /// The process at the other end belongs to another user.
    ForeignPeer,
    /// The one who asks may not ask this.
    Forbidden,
    /// The session's agent waits for leave, which a person gives knowingly or nobody does.
    NeedsPerson,
    /// No session has this id or name.
    NotFound,
    /// More than one session fits.
    Ambiguous,
    /// The name may not be used, or is taken.
    BadName,
    /// The directory does not exist or is none.
    DirectoryMissing,
    /// The program does not exist or may not be run.
    ProgramMissing,
    /// No agent of this name is known.
    AgentUnknown,
    /// The session could not be started; the message says at which step.
    StartFailed,
    /// The session has ended, and the request needs a live one.
    Ended,
    /// The session lives, and the request needs an ended one.
    StillAlive,
    /// Another start or stop of this session is under way.
    Busy,
    /// The session's host is gone but its program is still there.
    Orphaned,
    /// The session's host does not answer.
    Unreachable,
    /// The session's record cannot be read.
    Damaged,
    /// The record was written by a newer Holdfast.
    NewerFormat,
    /// The restore plan is not ready: sessions are still being looked at.
    Reconciling,
    /// There is neither a conversation nor a prompt nor a command to start again.
    NotResumable,
    /// The agent's conversation is known, and its transcript is gone.
    ConversationGone,
    /// The agent's conversation goes on in another session, or in another terminal.
    ConversationTaken,
    /// Starts failed lately, so nothing is started that was not named.
    HeldBack,
    /// A stop's deadline has passed, or it is for another generation.
    IntentRefused,
    /// The stop was carried out but could not be recorded.
    NotDurable,
    /// Nothing answered in time.
    TimedOut,
    /// No daemon answers.
    DaemonUnreachable,
    /// The daemon is about to leave.
    ShuttingDown,
    /// The root directory cannot be used; the message says why.
    BadRoot,
    /// The root's path is too long for a socket and no shorter one could be made.
    PathTooLong,
    /// It could do harm, so nobody does it; the message names it.
    Refused,
    /// Some text is too long.
    TooLarge,
    /// A file could not be read or written.
    Io,
    /// Not possible on this system.
    Unsupported,
    /// A fault of ours.
    Internal,
    /// A code of a newer version.
    #[serde(other)]
    Unknown,
}

/// An error as it crosses the wire and as `--json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct WireError {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong, for people: lower case, no full stop, names the thing.
    pub message: String,
    /// What to do about it. Absent where nothing can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub hint: Option<String>,
}

impl WireError {
    /// An error without a hint.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    /// The same error with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<std::io::Error> for WireError {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorCode::Io, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_newer_version_reads_as_unknown() {
        let error: WireError = serde_json::from_str(r#"{"code":"flux_compensator","message":"m","new":1}"#).unwrap();
        assert_eq!(error.code, ErrorCode::Unknown);
        assert_eq!(error.hint, None);
    }
}
