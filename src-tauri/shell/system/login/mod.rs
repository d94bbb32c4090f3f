//! Whether the app starts when the user logs in. Off until the user says otherwise; nothing else ever turns it on.

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod platform;
#[cfg(not(target_os = "linux"))]
#[path = "other.rs"]
mod platform;

use std::path::PathBuf;

use protocol::error::{ErrorCode, WireError};
use protocol::paths::Root;

/// Starts without a window.
const HIDDEN: &str = "--hidden";

/// Whether the app of this root starts at login.
///
/// # Errors
/// Where the system does not say.
pub fn is_on(root: &Root) -> Result<bool, WireError> {
    platform::is_on(root)
}

/// Has the app of this root start at login from now on, or no longer.
///
/// # Errors
/// Where the system refuses; the message says what was tried.
pub fn set(root: &Root, on: bool) -> Result<(), WireError> {
    if on { platform::turn_on(root, &program()?) } else { platform::turn_off(root) }
}

/// What is to be started. An update may have put another file of this name in its place; an AppImage is started as a whole.
fn program() -> Result<PathBuf, WireError> {
    if let Some(image) = std::env::var_os("APPIMAGE").map(PathBuf::from).filter(|path| path.is_absolute()) {
        return Ok(image);
    }
    let program = std::env::current_exe()
        .map_err(|error| WireError::new(ErrorCode::Io, format!("looking for the app's own program: {error}")))?;
    let replaced = program.to_str().and_then(|path| path.strip_suffix(" (deleted)"));
    Ok(replaced.map_or(program.clone(), PathBuf::from))
}
