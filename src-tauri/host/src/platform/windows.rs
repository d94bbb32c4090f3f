//! What Windows has of it. Checked to compile; not yet seen to run.

use std::io;
use std::process::Command;

use store::process::{Identity, Liveness, liveness};
use store::records::SignalSeen;

use super::Word;

/// A file that can always be opened, for a descriptor to keep in reserve.
pub const NOWHERE: &str = "NUL";

/// There are no signals.
#[derive(Debug)]
pub struct Signals;

impl Signals {
    /// Nothing is caught.
    ///
    /// # Errors
    /// None.
    pub fn catch() -> io::Result<Self> {
        Ok(Self)
    }

    /// None ever comes.
    pub fn next(&mut self) -> Option<SignalSeen> {
        None
    }
}

/// A console program cannot be asked from outside of its console: whatever the word, its tree is ended.
pub fn send(members: &[Identity], _program: &Identity, _word: Word) {
    for member in members.iter().filter(|member| liveness(member) == Liveness::Alive) {
        let pid = member.pid.to_string();
        if let Err(error) = Command::new("taskkill").args(["/T", "/F", "/PID", &pid]).status() {
            tracing::warn!(%error, pid, "ending a process");
        }
    }
}

/// Not seen to be needed.
pub fn step_back() {}
