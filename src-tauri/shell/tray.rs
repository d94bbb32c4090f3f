//! The tray icon and its menu, kept in step with the list of sessions. What it says is decided in
//! [`menu`](crate::menu); what it does is to pass on a person's wish.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _, Wry, include_image};

use crate::app::Shell;
use crate::bridge::events::{Hub, WindowEvent};
use crate::menu::{Mood, TrayView, view};
use crate::window;

/// So long after a change the menu is built anew, with whatever else has changed by then.
const PAUSE: Duration = Duration::from_millis(250);
/// What the id of a session's item begins with.
const SESSION: &str = "session:";

/// Makes the tray icon and keeps it in step with `hub`. Returns whether there is one.
pub fn make(app: &AppHandle, hub: &Arc<Hub>) -> bool {
    let first = hub.look(view);
    // On Linux a missing library is a panic; the app is useful without a tray.
    let made = panic::catch_unwind(AssertUnwindSafe(|| build(app, &first)));
    match made {
        Ok(Ok(tray)) => {
            keep_in_step(app.clone(), tray, first, hub.clone());
            true
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "no tray icon: closing the window will quit");
            false
        }
        Err(_) => {
            tracing::warn!("no tray library: closing the window will quit");
            false
        }
    }
}

fn build(app: &AppHandle, view: &TrayView) -> tauri::Result<TrayIcon> {
    TrayIconBuilder::with_id("holdfast")
        // The default directory is shared by all apps, and by those of other roots.
        .temp_dir_path(app.state::<Shell>().root.app().join("tray"))
        .icon(icon(view.mood))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip("Holdfast")
        .menu(&menu(app, view)?)
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .build(app)
}

fn keep_in_step(app: AppHandle, tray: TrayIcon, mut shown: TrayView, hub: Arc<Hub>) {
    thread::spawn(move || {
        let mut revision = 0;
        loop {
            revision = hub.wait(revision);
            thread::sleep(PAUSE);
            let next = hub.look(view);
            if next == shown {
                continue;
            }
            if let Err(error) = repaint(&app, &tray, &shown, &next) {
                tracing::warn!(%error, "repainting the tray");
            }
            shown = next;
        }
    });
}

fn repaint(app: &AppHandle, tray: &TrayIcon, shown: &TrayView, next: &TrayView) -> tauri::Result<()> {
    tray.set_menu(Some(menu(app, next)?))?;
    if next.mood != shown.mood {
        tray.set_icon_with_as_template(Some(icon(next.mood)), cfg!(target_os = "macos"))?;
    }
    Ok(())
}

fn menu(app: &AppHandle, view: &TrayView) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app);
    for (id, line) in &view.sessions {
        menu = menu.item(&item(app, &format!("{SESSION}{id}"), line)?);
    }
    if let Some(line) = &view.more {
        menu = menu.item(&item(app, "open", line)?);
    }
    if !view.sessions.is_empty() {
        menu = menu.separator();
    }
    menu = menu.item(&item(app, "open", "Open")?).item(&item(app, "new", "New session")?);
    if let Some(line) = &view.restore {
        menu = menu.item(&item(app, "restore", line)?);
    }
    menu.separator().item(&item(app, "quit", &view.quit)?).item(&item(app, "stop", "Stop everything…")?).build()
}

fn item(app: &AppHandle, id: &str, line: &str) -> tauri::Result<MenuItem<Wry>> {
    MenuItem::with_id(app, id, line, true, None::<&str>)
}

/// A person chose a line.
fn chosen(app: &AppHandle, id: &str) {
    let hub = &app.state::<Shell>().hub;
    let order = match id {
        "quit" => return app.exit(0),
        "new" => Some(WindowEvent::New),
        "restore" => Some(WindowEvent::AskRestore),
        "stop" => Some(WindowEvent::AskStop),
        _ => id.strip_prefix(SESSION).and_then(|id| id.parse().ok()).map(|id| WindowEvent::Select { id }),
    };
    if let Some(order) = order {
        hub.order(order);
    }
    window::show(app);
}

#[cfg(not(target_os = "macos"))]
fn icon(mood: Mood) -> Image<'static> {
    match mood {
        Mood::NeedsYou => include_image!("icons/tray-attention.png"),
        Mood::Working => include_image!("icons/tray-working.png"),
        Mood::Quiet => include_image!("icons/tray.png"),
    }
}

/// The menu bar of macOS colours icons itself.
#[cfg(target_os = "macos")]
fn icon(mood: Mood) -> Image<'static> {
    match mood {
        Mood::NeedsYou => include_image!("icons/tray-attention-template.png"),
        Mood::Working => include_image!("icons/tray-working-template.png"),
        Mood::Quiet => include_image!("icons/tray-template.png"),
    }
}
