//! The list of what starts at login, as macOS and Windows keep it. Compiled there only; not yet seen to run.

use std::path::Path;

use auto_launch::{AutoLaunch, AutoLaunchBuilder};
use protocol::error::{ErrorCode, WireError};
use protocol::paths::Root;

use super::{HIDDEN, program};

pub fn is_on(root: &Root) -> Result<bool, WireError> {
    if !root.is_default() {
        return Ok(false);
    }
    list(&program()?)?.is_enabled().map_err(|error| failed(&error))
}

pub fn turn_on(root: &Root, program: &Path) -> Result<(), WireError> {
    if !root.is_default() {
        let message = format!("only the usual root can start at login here, not {}", root.dir().display());
        return Err(WireError::new(ErrorCode::Unsupported, message));
    }
    list(program)?.enable().map_err(|error| failed(&error))
}

pub fn turn_off(root: &Root) -> Result<(), WireError> {
    match is_on(root)? {
        true => list(&program()?)?.disable().map_err(|error| failed(&error)),
        false => Ok(()),
    }
}

fn list(program: &Path) -> Result<AutoLaunch, WireError> {
    let path = program.to_str().ok_or_else(|| {
        let message = format!("{} cannot start at login: its path is not plain text", program.display());
        WireError::new(ErrorCode::Unsupported, message)
    })?;
    let mut builder = AutoLaunchBuilder::new();
    builder.set_app_name("Holdfast").set_args(&[HIDDEN]);
    #[cfg(windows)]
    builder.set_windows_enable_mode(auto_launch::WindowsEnableMode::CurrentUser);
    // The list of Windows holds command lines.
    let path = if cfg!(windows) { format!("\"{path}\"") } else { path.to_owned() };
    builder.set_app_path(&path).build().map_err(|error| failed(&error))
}

fn failed(error: &auto_launch::Error) -> WireError {
    WireError::new(ErrorCode::Io, format!("asking for a start at login: {error}"))
}
