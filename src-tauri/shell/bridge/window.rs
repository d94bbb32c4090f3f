//! What a window asks about itself: its layout, its zoom, and one more like it. The layout is the page's own; it is kept as it is.

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use serde_json::Value;
use tauri::{AppHandle, State, WebviewWindow};

use super::request::apart;
use crate::app::Shell;
use crate::window;

/// A longer layout is none, in bytes.
const LONGEST: usize = 1024 * 1024;
/// How small and how large a page may be drawn.
const ZOOM: std::ops::RangeInclusive<f64> = 0.5..=3.0;

/// The layout that this window kept last. See [the contract](crate::bridge).
#[tauri::command]
pub fn layout(window: WebviewWindow, shell: State<'_, Shell>) -> Option<Value> {
    shell.windows.layout(window.label())
}

/// Keeps this window's layout. See [the contract](crate::bridge).
#[tauri::command]
pub async fn save_layout(layout: Value, window: WebviewWindow, shell: State<'_, Shell>) -> Result<(), WireError> {
    let length = layout.to_string().len();
    if length > LONGEST {
        return Err(WireError::new(ErrorCode::TooLarge, format!("a layout of {length} bytes is not kept")));
    }
    let (windows, label) = (shell.windows.clone(), window.label().to_owned());
    apart(move || {
        let kept = windows.change(&label, |kept| kept.layout = Some(layout));
        kept.map_err(|error| WireError::new(ErrorCode::Io, format!("keeping the layout of {label}: {error}")))
    })
    .await
}

/// Opens one more window. See [the contract](crate::bridge).
#[tauri::command]
pub fn new_window(session: Option<SessionId>, app: AppHandle) {
    window::open_one(&app, session);
}

/// Draws this window's page larger or smaller. See [the contract](crate::bridge).
#[tauri::command]
pub async fn set_zoom(factor: f64, window: WebviewWindow, shell: State<'_, Shell>) -> Result<(), WireError> {
    if !ZOOM.contains(&factor) {
        let message = format!("a zoom of {factor} is not possible");
        return Err(WireError::new(ErrorCode::BadRequest, message).hint("it may be 0.5 to 3"));
    }
    let failed = |why: String| WireError::new(ErrorCode::Internal, format!("zooming to {factor}: {why}"));
    window.set_zoom(factor).map_err(|error| failed(error.to_string()))?;
    let (windows, label) = (shell.windows.clone(), window.label().to_owned());
    apart(move || {
        let kept = windows.change(&label, |kept| kept.zoom = (factor != 1.0).then_some(factor));
        kept.map_err(|error| WireError::new(ErrorCode::Io, format!("keeping the zoom of {label}: {error}")))
    })
    .await
}
