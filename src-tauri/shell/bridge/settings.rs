//! The settings file for the window. It knows no key: those who read one know what it may be.

use protocol::error::WireError;
use serde_json::Value;
use tauri::State;

use super::request::apart;
use crate::app::Shell;
use crate::settings::SettingsFile;

/// What stands in the settings file. See [the contract](crate::bridge).
#[tauri::command]
pub fn settings(shell: State<'_, Shell>) -> SettingsFile {
    shell.settings.now()
}

/// Writes a single key of the settings file, or takes it out. See [the contract](crate::bridge).
#[tauri::command]
pub async fn set_setting(key: String, value: Value, shell: State<'_, Shell>) -> Result<(), WireError> {
    let settings = shell.settings.clone();
    apart(move || settings.set(&key, &value)).await
}
