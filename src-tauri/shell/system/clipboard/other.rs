//! The clipboard of macOS and Windows, which keep it themselves. Compiled there only; not yet seen to run.

use arboard::{Clipboard, Error};
use protocol::error::{ErrorCode, WireError};
use tauri::AppHandle;

/// Puts a text into the clipboard.
pub fn write(_app: &AppHandle, text: String) -> Result<(), WireError> {
    Clipboard::new().and_then(|mut clipboard| clipboard.set_text(text)).map_err(failed)
}

/// The clipboard's text; `None` where it holds none.
pub fn read(_app: &AppHandle) -> Result<Option<String>, WireError> {
    match Clipboard::new().and_then(|mut clipboard| clipboard.get_text()) {
        Ok(text) => Ok(Some(text)),
        Err(Error::ContentNotAvailable) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// What the app has put into it stays there.
pub fn hand_over() {}

fn failed(error: Error) -> WireError {
    WireError::new(ErrorCode::Io, format!("asking for the clipboard: {error}"))
}
