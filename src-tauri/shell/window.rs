//! The one window: made when somebody wants to see it, destroyed when it is closed, so that a hidden app costs
//! little memory. It knows nothing of sessions.

use std::sync::{Mutex, PoisonError};
use std::thread;

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager as _, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};

use crate::app::Shell;

/// The window's name, as the capability in tauri.conf.json has it.
const LABEL: &str = "main";

/// Two wishes at once must not make two windows.
static OPENING: Mutex<()> = Mutex::new(());

/// Shows the window, or makes it. Returns at once; may be called on any thread.
pub fn show(app: &AppHandle) {
    let app = app.clone();
    // A thread of its own: making a window from an event's handler would deadlock on Windows.
    thread::spawn(move || {
        let _one = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = match app.get_webview_window(LABEL) {
            Some(window) => window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()),
            None => make(&app),
        };
        if let Err(error) = shown {
            tracing::error!(%error, "showing the window");
        }
    });
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let gone = app.clone();
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Holdfast")
        .inner_size(1280.0, 800.0)
        .min_inner_size(640.0, 400.0)
        // Shown when it is known to the app: the end of one that was closed before would never be heard of.
        .visible(false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(move |_, page| {
            if page.event() == PageLoadEvent::Started {
                forget_page(&gone);
            }
        })
        .build()?;
    window.show()?;
    window.set_focus()
}

/// The window shows the app's own page and nothing else.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        "http" | "https" if url.host_str() == Some("tauri.localhost") => true,
        "http" => cfg!(dev) && url.host_str() == Some("localhost"),
        _ => false,
    }
}

/// Lets go of everything that the window held, once it is destroyed.
pub fn on_event(app: &AppHandle, event: &WindowEvent) {
    if matches!(event, WindowEvent::Destroyed) {
        tracing::info!("the window is gone");
        forget_page(app);
    }
}

/// Nobody is left who could take what was sent to the page.
fn forget_page(app: &AppHandle) {
    let shell = app.state::<Shell>();
    shell.hub.deaf();
    shell.attachments.close_all();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_at_the_apps_own_page() {
        for (url, ours) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("https://example.org/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_ours(&url.parse().unwrap()), ours, "{url}");
        }
    }
}
