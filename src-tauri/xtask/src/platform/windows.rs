//! Windows cannot replace a process, so this one waits for the other and ends as it did.

use std::process::{Command, exit};

use anyhow::{Context, Result};

/// Runs the command and ends this process with its exit code; returns only if it cannot be started.
pub fn become_program(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("starting {name}"))?;
    exit(status.code().unwrap_or(1))
}
