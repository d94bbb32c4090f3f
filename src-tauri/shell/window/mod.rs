//! The app's windows: made when somebody wants to see them, destroyed when they are closed, so that a hidden app costs little
//! memory. They come back where they were. It knows nothing of sessions.

mod drag;
pub mod kept;
mod place;

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use protocol::id::SessionId;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, Manager as _, PhysicalPosition, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

use crate::app::Shell;
use crate::bridge::events;
use place::Place;

/// How large a window is at first, in pixels of the page.
const USUAL: (f64, f64) = (1280.0, 800.0);
/// How small it may be.
const LEAST: (f64, f64) = (640.0, 400.0);
/// A window that is moved is looked at when it has rested for so long.
const REST: Duration = Duration::from_millis(300);

/// A window that is closed and opened again at once needs all that it needed before.
const CLOSED: Duration = Duration::from_secs(2);

/// Two wishes at once must not make the same window twice.
static OPENING: Mutex<()> = Mutex::new(());

/// Shows the window that was used last, or makes those that were there last. Returns at once; may be called on any thread.
pub fn show(app: &AppHandle) {
    apart(app, |app| match front(app) {
        Some(window) => window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()),
        None => make_all(app),
    });
}

/// Makes the windows that were there last, at once. Called as the app starts, before its event loop runs.
pub fn show_first(app: &AppHandle) {
    if let Err(error) = make_all(app) {
        tracing::error!(%error, "showing the first window");
    }
}

fn make_all(app: &AppHandle) -> tauri::Result<()> {
    app.state::<Shell>().windows.labels().iter().try_for_each(|label| make(app, label))
}

/// Opens one more window, which goes to this session where one is named. As [`show`].
pub fn open_one(app: &AppHandle, session: Option<SessionId>) {
    apart(app, |app| {
        let shell = app.state::<Shell>();
        let label = shell.windows.add_one();
        if let Some(id) = session {
            shell.hub.order_of(&label, events::WindowEvent::Select { id });
        }
        make(app, &label)
    });
}

/// On a thread of its own: making a window from an event's handler would deadlock on Windows.
fn apart(app: &AppHandle, work: impl FnOnce(&AppHandle) -> tauri::Result<()> + Send + 'static) {
    let app = app.clone();
    thread::spawn(move || {
        let _one = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = work(&app) {
            tracing::error!(%error, "showing a window");
        }
    });
}

/// The window that was used last, while there is one.
fn front(app: &AppHandle) -> Option<WebviewWindow> {
    let last = app.state::<Shell>().hub.front().and_then(|label| app.get_webview_window(&label));
    last.or_else(|| app.webview_windows().into_values().next())
}

fn make(app: &AppHandle, label: &str) -> tauri::Result<()> {
    let shell = app.state::<Shell>();
    shell.windows.add(label);
    let (place, zoom) = (shell.windows.place(label), shell.windows.zoom(label));
    let (gone, own_label) = (app.clone(), label.to_owned());
    let (width, height) = place.map_or(USUAL, |place| place.size());
    let window = WebviewWindowBuilder::new(app, label, WebviewUrl::default())
        .title("Holdfast")
        .inner_size(width, height)
        .min_inner_size(LEAST.0, LEAST.1)
        // Shown when it is known to the app: the end of one that was closed before would never be heard of.
        .visible(false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(move |_, page| {
            if page.event() == PageLoadEvent::Started {
                forget_page(&gone, &own_label);
            }
        })
        .build()?;
    put(&window, place)?;
    if let Some(zoom) = zoom {
        window.set_zoom(zoom)?;
    }
    window.show()?;
    shell.hub.used(label);
    window.set_focus()
}

/// Moves a window to where it was, if that is still on a screen.
fn put(window: &WebviewWindow, place: Option<Place>) -> tauri::Result<()> {
    let Some(place) = place else { return Ok(()) };
    if place.is_on(&place::screens(window)) {
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
    }
    if place.maximized { window.maximize() } else { Ok(()) }
}

/// Gives memory back once no window has been open for a moment: most of what was loaded is there for windows.
pub fn rest(app: &AppHandle) {
    let app = app.clone();
    thread::spawn(move || {
        thread::sleep(CLOSED);
        if app.webview_windows().is_empty() {
            store::memory::give_back_with_libraries();
        }
    });
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

/// Whether the app goes on when its last window is closed.
pub fn goes_on_without(app: &AppHandle) -> bool {
    let shell = app.state::<Shell>();
    shell.has_tray.get() == Some(&true) && shell.settings.get("app.closing").is_none_or(|way| way != "quit")
}

/// Something happened to a window. Lets go of everything that one held, once it is destroyed.
pub fn on_event(app: &AppHandle, label: &str, event: &WindowEvent) {
    let shell = app.state::<Shell>();
    match event {
        WindowEvent::Focused(true) => shell.hub.used(label),
        // The main loop must not wait for a disk.
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => shell.moved.tell(label),
        WindowEvent::CloseRequested { .. } => closes(app, label),
        WindowEvent::Destroyed => {
            tracing::info!(label, "the window is gone");
            forget_page(app, label);
            rest(app);
        }
        WindowEvent::DragDrop(event) => {
            let factor = app.get_webview_window(label).and_then(|window| window.scale_factor().ok());
            let zoom = shell.windows.zoom(label).unwrap_or(1.0);
            let told = drag::told(event, drag::units(factor.unwrap_or(1.0)) * zoom);
            told.into_iter().for_each(|told| shell.hub.tell_one(label, told));
        }
        _ => {}
    }
}

/// A person closes a window. The last one comes back as it was; one of several does not.
fn closes(app: &AppHandle, label: &str) {
    if app.webview_windows().len() > 1 {
        app.state::<Shell>().windows.forget(label);
    } else {
        keep_place(app, label);
    }
}

fn keep_place(app: &AppHandle, label: &str) {
    let (windows, Some(window)) = (&app.state::<Shell>().windows, app.get_webview_window(label)) else { return };
    // Asked before anything is locked: the answer may have to come from the main loop.
    let place = Place::of(&window, windows.place(label));
    if let Err(error) = windows.change(label, |kept| kept.place = place) {
        tracing::warn!(%error, label, "keeping where a window is");
    }
}

/// The windows that are being moved.
pub struct Moved(Sender<String>);

impl Moved {
    /// And where they are told.
    pub fn new() -> (Self, Receiver<String>) {
        let (tell, told) = mpsc::channel();
        (Self(tell), told)
    }

    fn tell(&self, label: &str) {
        // Whoever hears of it lives as long as the app.
        self.0.send(label.to_owned()).ok();
    }
}

/// Keeps where windows are, once they rest, on a thread of its own.
pub fn keep_places(app: &AppHandle, moved: Receiver<String>) {
    let app = app.clone();
    thread::spawn(move || {
        while let Ok(first) = moved.recv() {
            let mut labels = std::collections::BTreeSet::from([first]);
            while let Ok(next) = moved.recv_timeout(REST) {
                labels.insert(next);
            }
            labels.iter().for_each(|label| keep_place(&app, label));
        }
    });
}

/// Nobody is left who could take what was sent to the page.
fn forget_page(app: &AppHandle, label: &str) {
    let shell = app.state::<Shell>();
    shell.hub.deaf(label);
    shell.attachments.close_all(label);
    shell.search.next(label);
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
