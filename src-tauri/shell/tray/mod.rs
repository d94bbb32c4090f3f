//! The tray icon and its menu, kept in step with the list of sessions. What it says is decided in [`mod@view`]; what it does is
//! to pass on a person's wish.

mod menu;
mod steps;
mod view;

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};
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
use view::{Mood, TrayView, view};

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
        let icon = TrayIconBuilder::with_id("holdfast")
            // The default directory is shared by all apps, and by those of other roots.
            .temp_dir_path(app.state::<Shell>().root.app().join("tray"))
            .icon(picture(shown.mood))
            .icon_as_template(cfg!(target_os = "macos"))
            .tooltip("Holdfast")
            .menu(&menu)
            .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
            .build(app)?;
        Ok(Self { app: app.clone(), icon, menu, shown })
    }

    fn keep_in_step(mut self, hub: &Hub) {
        let (mut revision, mut touches) = (0, 0);
        loop {
            revision = hub.wait(revision);
            thread::sleep(PAUSE);
            if hub.reach() == Reach::Connecting {
                thread::sleep(PATIENCE);
            }
            let touched = std::mem::replace(&mut touches, hub.touches()) != touches;
            let next = look(&self.app, hub, hub.reach());
            // A click ticks a line, whatever comes of it.
            if next == self.shown && !touched {
                continue;
            }
            if let Err(error) = self.follow(&next) {
                tracing::warn!(%error, "repainting the tray");
            }
            self.shown = next;
        }
    }

    fn follow(&self, next: &TrayView) -> tauri::Result<()> {
        menu::change(&self.app, &self.menu, &steps::steps(&self.shown.entries, &next.entries))?;
        menu::tick(&self.menu, &next.entries)?;
        if next.mood != self.shown.mood {
            self.icon.set_icon_with_as_template(Some(picture(next.mood)), cfg!(target_os = "macos"))?;
        }
        Ok(())
    }
}

fn look(app: &AppHandle, hub: &Hub, reach: Reach) -> TrayView {
    let shell = app.state::<Shell>();
    let words = shell.language().words();
    let at_login = login::is_on(&shell.root).unwrap_or_default();
    hub.look(|sessions, offered| view(sessions, offered, reach, at_login, words))
}

/// A person chose a line.
fn chosen(app: &AppHandle, id: &str) {
    let shell = app.state::<Shell>();
    let order = match id {
        "quit" => return app.exit(0),
        "login" => return change_start_at_login(app),
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

/// Two quick clicks change it twice.
static CHANGING: Mutex<()> = Mutex::new(());

/// Turns the start at login on or off, apart from the main loop, which must not wait for a disk.
fn change_start_at_login(app: &AppHandle) {
    let app = app.clone();
    thread::spawn(move || {
        let _one = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
        let shell = app.state::<Shell>();
        let changed = login::is_on(&shell.root).and_then(|on| login::set(&shell.root, !on));
        if let Err(error) = changed {
            tracing::warn!(%error, "changing the start at login");
        }
        shell.hub.touch();
    });
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
