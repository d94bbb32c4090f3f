//! The desktop's notifications: shows one, takes it back, and tells what a person does with it. Each system in its own file;
//! whether and what to show is decided elsewhere.

#[cfg(target_os = "linux")]
mod freedesktop;
#[cfg(not(target_os = "linux"))]
mod plugin;

#[cfg(target_os = "linux")]
pub use freedesktop::Desktop;
#[cfg(not(target_os = "linux"))]
pub use plugin::Desktop;

use super::popup::About;

/// What a person does with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// Clicks on it, or on *Open*: wants to see what it is about.
    Open,
    /// Clicks on *Mute*: wants to hear no more of its session.
    Mute,
}

/// Who hears of clicks, on a thread of the desktop's own.
type Clicked = dyn Fn(About, Click) + Send + Sync;

/// Adds what the desktop's notifications need to the app.
#[cfg(target_os = "linux")]
pub fn plug_in(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    builder
}

/// Adds what the desktop's notifications need to the app.
#[cfg(not(target_os = "linux"))]
pub fn plug_in(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    builder.plugin(tauri_plugin_notification::init())
}
