//! The end of an app that was updated: it becomes the program that lies in its place now. It is called when everything
//! else is over, and no session is any part of it.

use protocol::error::WireError;
use protocol::launch;

use crate::PROGRAM;

/// Becomes the new program, which opens its window. Returns only if that fails.
///
/// The lock of the root is let go in the same moment, so that no other app can come between, and none is taken for one
/// that runs already.
#[cfg(unix)]
pub fn become_new() -> WireError {
    use std::os::unix::process::CommandExt as _;
    match launch::sibling(PROGRAM) {
        Ok(program) => std::process::Command::new(program).exec().into(),
        Err(error) => error,
    }
}

/// On Windows the installer ends the app and starts the new one by itself. Checked to compile; not yet seen to run.
#[cfg(windows)]
pub fn become_new() -> WireError {
    use protocol::error::ErrorCode;
    let found = launch::sibling(PROGRAM).map(|program| std::process::Command::new(program).spawn());
    match found {
        Ok(Ok(_)) => std::process::exit(0),
        Ok(Err(error)) => WireError::new(ErrorCode::Io, format!("starting the new app: {error}")),
        Err(error) => error,
    }
}
