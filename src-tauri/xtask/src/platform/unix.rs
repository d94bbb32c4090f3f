//! Becoming another program on Unix: one process is replaced by another, so signals reach it without a middleman.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Error, Result};

/// Replaces this process by the command; returns only if that fails.
pub fn become_program(command: &mut Command) -> Result<()> {
    let error = command.exec();
    Err(Error::new(error).context(format!("starting {}", command.get_program().to_string_lossy())))
}
