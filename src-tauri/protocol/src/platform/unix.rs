//! Unix: a session of its own, so that closing a terminal does not reach a daemon; file modes.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Has the process start in a session of its own.
#[allow(
    unsafe_code,
    reason = "pre_exec is the only way to call setsid between fork and exec; setsid is async-signal-safe"
)]
pub fn detach(command: &mut Command) {
    // SAFETY: the closure makes one async-signal-safe system call and allocates nothing.
    unsafe {
        command.pre_exec(|| {
            rustix::process::setsid()?;
            Ok(())
        });
    }
}

/// Has a file that is created be open to this user only.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}
