//! What the desktop does for the app: start it at login, open links, show files, keep the clipboard. The only place of the
//! shell, beside window and tray, that depends on the system.

pub mod clipboard;
pub mod images;
pub mod login;
pub mod opener;
