//! Detaching a daemon on Unix: a session of its own, so that closing a terminal does not reach it.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

#[allow(
    unsafe_code,
    reason = "pre_exec is the only way to call setsid between fork and exec; setsid is async-signal-safe"
)]
pub(super) fn detach(command: &mut Command) {
    // SAFETY: the closure makes one async-signal-safe system call and allocates nothing.
    unsafe {
        command.pre_exec(|| {
            rustix::process::setsid()?;
            Ok(())
        });
    }
}
