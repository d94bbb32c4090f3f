//! The app of one root, put together and run: its parts, the event loop, and when that loop ends.

use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::SystemTime;

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::paths::Root;
use serde_json::Value;
use tauri::{AppHandle, Manager as _, RunEvent};

use crate::arguments::{Arguments, Wish};
use crate::bridge::attach::Attachments;
use crate::bridge::events::Hub;
use crate::bridge::request::Control;
use crate::bridge::search::Current;
use crate::link::Link;
use crate::settings::Settings;
use crate::single::First;
use crate::system::{clipboard, images};
use crate::told::desktop::{self, Desktop};
use crate::told::wishes::Wishes;
use crate::update::Updates;
use crate::window::Moved;
use crate::window::kept::Windows;
use crate::words::{Language, locale};
use crate::{bridge, restore_notice, signals, single, told, tray, window};

/// The parts that commands, tray and window share.
pub struct Shell {
    /// What it serves.
    pub root: Root,
    /// What is known, and who hears of it.
    pub hub: Arc<Hub>,
    /// The way to ask the daemon.
    pub control: Arc<Control>,
    /// Open terminals.
    pub attachments: Arc<Attachments>,
    /// The searches under way.
    pub search: Arc<Current>,
    /// The user's settings.
    pub settings: Arc<Settings>,
    /// The windows that come back, and how.
    pub windows: Arc<Windows>,
    /// Hears of windows that are being moved.
    pub moved: Moved,
    /// The way to the thread that keeps a daemon.
    pub link: Link,
    /// Whether there is a tray icon to come back from. Unset until the event loop runs.
    pub has_tray: OnceLock<bool>,
    /// The way to the desktop's notifications. Unset until the event loop runs.
    desktop: OnceLock<Desktop>,
}

impl Shell {
    /// The language that tray and notifications speak now.
    pub fn language(&self) -> Language {
        let set = self.settings.get("appearance.language");
        Language::of(set.as_ref().and_then(Value::as_str), &locale())
    }

    /// What may disturb the user now.
    pub fn wishes(&self) -> Wishes {
        Wishes::of(&self.settings.read_now().values)
    }

    /// Tells nothing more of a session, nor of those it starts.
    pub fn mute(&self, id: &SessionId) {
        tracing::info!(%id, "muted");
        if let Err(error) = self.settings.set("notifications.muted", &self.wishes().muted_with(id)) {
            tracing::warn!(%error, %id, "muting a session");
        }
    }
}

/// Runs until somebody quits. Returns the exit code. Started hidden, the window stays shut until somebody wants it.
///
/// # Errors
/// Where there is no desktop to run on.
pub fn run(root: Root, first: First, arguments: Arguments) -> Result<i32, WireError> {
    check_display()?;
    let (hub, control) = (Arc::<Hub>::default(), Arc::new(Control::new(root.clone())));
    let link = Link::spawn(root.clone(), hub.clone(), control.clone());
    let updates = Arc::<Updates>::default();
    let (heard, named) = (hub.clone(), updates.clone());
    let settings = Settings::open(root.settings(), move |file| {
        heard.settings(file);
        named.name(file.get("updates.feed"));
    });
    let windows = Arc::new(Windows::open(&root.app()));
    let (moved, being_moved) = Moved::new();
    let shell = Shell {
        root: root.clone(),
        hub,
        control,
        attachments: Arc::default(),
        search: Arc::default(),
        settings,
        windows,
        moved,
        link,
        has_tray: OnceLock::new(),
        desktop: OnceLock::new(),
    };
    let app = desktop::plug_in(tauri::Builder::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
        .manage(shell)
        .invoke_handler(bridge::commands())
        .on_window_event(|window, event| window::on_event(window.app_handle(), window.label(), event))
        .setup(move |app| {
            window::keep_places(app.handle(), being_moved);
            set_up(app.handle(), first, arguments);
            updates.keep_looking(app.handle());
            Ok(())
        })
        .build(context())
        .map_err(|error| WireError::new(ErrorCode::Internal, format!("opening the desktop: {error}")))?;
    let code = app.run_return(|app, event| match event {
        // The last window is closed: the app stays in the tray, if there is one and nobody wants it otherwise.
        RunEvent::ExitRequested { code: None, api, .. } if window::goes_on_without(app) => api.prevent_exit(),
        RunEvent::Exit => leave(app),
        _ => {}
    });
    // The thread that serves later starts still holds the lock.
    single::remove(&root)?;
    Ok(code)
}

/// What tauri.conf.json says, with the version of this build: an update must be newer than that.
fn context() -> tauri::Context {
    let mut context = tauri::generate_context!();
    if let Ok(version) = protocol::VERSION.parse() {
        context.package_info_mut().version = version;
    }
    context
}

/// The toolkit panics where nobody tells it of a display.
#[cfg(target_os = "linux")]
fn check_display() -> Result<(), WireError> {
    let known = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if known("WAYLAND_DISPLAY") || known("DISPLAY") {
        return Ok(());
    }
    Err(WireError::new(ErrorCode::Unsupported, "there is no display").hint("use the command line: `holdfast`"))
}

#[cfg(not(target_os = "linux"))]
fn check_display() -> Result<(), WireError> {
    Ok(())
}

fn set_up(app: &AppHandle, first: First, arguments: Arguments) {
    let shell = app.state::<Shell>();
    // Before all else: the page is loaded by another process meanwhile.
    if let Arguments::Show(wish) = arguments {
        pass_on(app, wish);
        window::show_first(app);
    }
    let has_tray = *shell.has_tray.get_or_init(|| tray::make(app, &shell.hub));
    let desktop = shell.desktop.get_or_init(|| told::desktop(app, &shell.hub));
    restore_notice::keep_telling(app, &shell.hub, desktop);
    told::keep_telling(app, &shell.hub, desktop);
    let kept = shell.root.images();
    thread::spawn(move || images::remove_old(&kept, SystemTime::now()));
    let (shown, left) = (app.clone(), app.clone());
    first.serve(move |wish| show(&shown, wish));
    if let Err(error) = signals::on_terminate(move || left.exit(0)) {
        tracing::warn!(%error, "signals end this app at once");
    }
    if arguments == Arguments::Hidden {
        // Without a tray there would be no way to it.
        if has_tray { window::rest(app) } else { show(app, None) }
    }
}

/// The app leaves: what it has on the desktop is taken back or handed over.
fn leave(app: &AppHandle) {
    clipboard::hand_over();
    if let Some(desktop) = app.state::<Shell>().desktop.get() {
        desktop.leave();
    }
}

/// Shows the window, with what this start of the app or a later one wishes to see in it.
fn show(app: &AppHandle, wish: Option<Wish>) {
    pass_on(app, wish);
    window::show(app);
}

/// Has the window do what is wished, once it listens.
fn pass_on(app: &AppHandle, wish: Option<Wish>) {
    if let Some(order) = wish.and_then(Wish::order) {
        app.state::<Shell>().hub.order(order);
    }
}
