//! The tray icon and its menu, kept in step with the list of sessions. What it says is decided in [`view`]; what it does is
//! to pass on a person's wish.

mod menu;
mod steps;
mod view;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tauri::image::Image;
use tauri::menu::Menu;
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _, Wry, include_image};

use crate::app::Shell;
use crate::bridge::events::{Hub, Reach, WindowEvent};
use crate::system::login;
use crate::window;
use view::{Facts, LOGIN, Mood, TrayView, view};

/// So long after a change the menu follows, with whatever else has changed by then.
const PAUSE: Duration = Duration::from_millis(250);
/// A daemon that is back within so long was never away.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is on the desktop.
struct Tray {
    app: AppHandle,
    icon: TrayIcon,
    menu: Menu<Wry>,
    shown: TrayView,
}

/// Makes the tray icon and keeps it in step with `hub`. Returns whether there is one.
pub fn make(app: &AppHandle, hub: &Arc<Hub>) -> bool {
    // On Linux a missing library is a panic; the app is useful without a tray.
    let made = panic::catch_unwind(AssertUnwindSafe(|| Tray::build(app, hub)));
    match made {
        Ok(Ok(tray)) => {
            let hub = hub.clone();
            thread::spawn(move || tray.keep_in_step(&hub));
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

impl Tray {
    fn build(app: &AppHandle, hub: &Hub) -> tauri::Result<Self> {
        // Nobody has looked for a daemon yet, so none is missed.
        let shown = look(app, hub, Reach::Linked);
        let menu = menu::build(app, &shown.entries)?;
        let chosen_of = menu.clone();
        let icon = TrayIconBuilder::with_id("holdfast")
            // The default directory is shared by all apps, and by those of other roots.
            .temp_dir_path(app.state::<Shell>().root.app().join("tray"))
            .icon(picture(shown.mood))
            .icon_as_template(cfg!(target_os = "macos"))
            .tooltip("Holdfast")
            .menu(&menu)
            .on_menu_event(move |app, event| match event.id().as_ref() {
                LOGIN => turn_login(app, &chosen_of),
                id => chosen(app, id),
            })
            .build(app)?;
        Ok(Self { app: app.clone(), icon, menu, shown })
    }

    fn keep_in_step(mut self, hub: &Hub) {
        let mut revision = 0;
        loop {
            revision = hub.wait(revision);
            thread::sleep(PAUSE);
            if hub.reach() == Reach::Connecting {
                thread::sleep(PATIENCE);
            }
            let next = look(&self.app, hub, hub.reach());
            if let Err(error) = self.follow(&next) {
                tracing::warn!(%error, "repainting the tray");
            }
            self.shown = next;
        }
    }

    fn follow(&self, next: &TrayView) -> tauri::Result<()> {
        menu::change(&self.app, &self.menu, &steps::steps(&self.shown.entries, &next.entries))?;
        if next.mood != self.shown.mood {
            self.icon.set_icon_with_as_template(Some(picture(next.mood)), cfg!(target_os = "macos"))?;
        }
        Ok(())
    }
}

fn look(app: &AppHandle, hub: &Hub, reach: Reach) -> TrayView {
    let shell = app.state::<Shell>();
    let words = shell.language().words();
    let at_login = login::is_on(&shell.root).ok();
    hub.look(|sessions, offered| view(sessions, Facts { offered, reach, at_login }, words))
}

/// A person chose whether the app starts at login. The line is turned already; it is turned back where that fails.
fn turn_login(app: &AppHandle, menu: &Menu<Wry>) {
    let (app, Some(line)) = (app.clone(), menu.get(LOGIN)) else { return };
    thread::spawn(move || {
        let (shell, Some(line)) = (app.state::<Shell>(), line.as_check_menuitem()) else { return };
        let turned = line.is_checked().map_err(|error| error.to_string());
        let outcome = turned.and_then(|on| login::set(&shell.root, on).map_err(|error| error.to_string()));
        if let Err(error) = outcome {
            tracing::warn!(error, "having the app start at login, or no longer");
            line.set_checked(login::is_on(&shell.root).unwrap_or_default()).ok();
        }
        shell.hub.touch();
    });
}

/// A person chose a line.
fn chosen(app: &AppHandle, id: &str) {
    let shell = app.state::<Shell>();
    let order = match id {
        "quit" => return app.exit(0),
        "daemon" => {
            shell.link.start();
            None
        }
        "new" => Some(WindowEvent::New),
        "restore" => Some(WindowEvent::AskRestore),
        "stop" => Some(WindowEvent::AskStop),
        _ => view::session_of(id).map(|id| WindowEvent::Select { id }),
    };
    if let Some(order) = order {
        shell.hub.order(order);
    }
    window::show(app);
}

#[cfg(not(target_os = "macos"))]
fn picture(mood: Mood) -> Image<'static> {
    match mood {
        Mood::NeedsYou => include_image!("icons/tray-attention.png"),
        Mood::Working => include_image!("icons/tray-working.png"),
        Mood::Quiet => include_image!("icons/tray.png"),
        Mood::Away => include_image!("icons/tray-away.png"),
    }
}

/// The menu bar of macOS colours icons itself.
#[cfg(target_os = "macos")]
fn picture(mood: Mood) -> Image<'static> {
    match mood {
        Mood::NeedsYou => include_image!("icons/tray-attention-template.png"),
        Mood::Working => include_image!("icons/tray-working-template.png"),
        Mood::Quiet => include_image!("icons/tray-template.png"),
        Mood::Away => include_image!("icons/tray-away-template.png"),
    }
}
