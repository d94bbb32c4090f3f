//! What a window asks of the desktop: its clipboard, links, files, a directory to choose, a start at login. It passes on and
//! decides nothing.

use std::path::PathBuf;

use protocol::error::{ErrorCode, WireError};
use serde::Deserialize as _;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt as _;

use super::request::apart;
use crate::app::Shell;
use crate::system::{clipboard, images, login, opener};

/// Whether the app starts at login. See [the contract](crate::bridge).
#[tauri::command]
pub async fn start_at_login(shell: State<'_, Shell>) -> Result<bool, WireError> {
    let root = shell.root.clone();
    apart(move || login::is_on(&root)).await
}

/// Has the app start at login, or no longer. See [the contract](crate::bridge).
#[tauri::command]
pub async fn set_start_at_login(on: bool, shell: State<'_, Shell>) -> Result<(), WireError> {
    let (root, hub) = (shell.root.clone(), shell.hub.clone());
    let outcome = apart(move || login::set(&root, on)).await;
    // The tray says it, too.
    hub.touch();
    outcome
}

/// Opens a link. See [the contract](crate::bridge).
#[tauri::command]
pub async fn open_link(url: String) -> Result<(), WireError> {
    apart(move || opener::open_link(&url)).await
}

/// Shows a file in the file manager. See [the contract](crate::bridge).
#[tauri::command]
pub async fn reveal(path: PathBuf) -> Result<(), WireError> {
    apart(move || opener::reveal(&path)).await
}

/// Puts a text into the clipboard. See [the contract](crate::bridge).
#[tauri::command]
pub async fn write_clipboard(text: String, app: AppHandle) -> Result<(), WireError> {
    apart(move || clipboard::write(&app, text)).await
}

/// The clipboard's text. See [the contract](crate::bridge).
#[tauri::command]
pub async fn read_clipboard(app: AppHandle) -> Result<Option<String>, WireError> {
    apart(move || clipboard::read(&app)).await
}

/// Has the user choose a directory. See [the contract](crate::bridge).
#[tauri::command]
pub async fn pick_directory(
    from: Option<PathBuf>,
    window: WebviewWindow,
    app: AppHandle,
) -> Result<Option<String>, WireError> {
    let mut dialog = app.dialog().file().set_parent(&window);
    if let Some(from) = from.filter(|from| from.is_dir()) {
        dialog = dialog.set_directory(from);
    }
    let chosen = apart(move || Ok(dialog.blocking_pick_folder())).await?;
    let Some(path) = chosen.and_then(|chosen| chosen.into_path().ok()) else { return Ok(None) };
    path.into_os_string().into_string().map(Some).map_err(|name| {
        WireError::new(ErrorCode::Unsupported, format!("the name of {} is no text", name.display()))
            .hint("choose another directory, or rename this one")
    })
}

/// Keeps a pasted image in a file. See [the contract](crate::bridge).
#[tauri::command]
pub async fn keep_image(request: Request<'_>, shell: State<'_, Shell>) -> Result<PathBuf, WireError> {
    let bad = |message: &str| WireError::new(ErrorCode::BadRequest, message);
    let kind = request.headers().get("kind").and_then(|kind| kind.to_str().ok());
    let kind = kind.ok_or_else(|| bad("the header `kind` is missing"))?.to_owned();
    let bytes = bytes(request.body()).map_err(|why| bad(&why))?;
    let dir = shell.root.images();
    apart(move || images::keep(&dir, &kind, &bytes)).await
}

/// The bytes of a request.
pub fn bytes(body: &InvokeBody) -> Result<Vec<u8>, String> {
    match body {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        // What becomes of raw bytes where the web view cannot send them.
        InvokeBody::Json(numbers) => {
            Vec::<u8>::deserialize(numbers).map_err(|error| format!("the body holds no bytes: {error}"))
        }
    }
}
