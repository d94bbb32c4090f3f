//! The app of one root, put together and run: its parts, the event loop, and when that loop ends.

use std::sync::{Arc, OnceLock};

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::paths::Root;
use serde_json::{Map, Value};
use tauri::{AppHandle, Manager as _, RunEvent};

use crate::arguments::{Arguments, Wish};
use crate::bridge::attach::Attachments;
use crate::bridge::events::Hub;
use crate::bridge::request::Control;
use crate::bridge::search::Current;
use crate::link::Link;
use crate::single::First;
use crate::told::desktop::{self, Desktop};
use crate::told::wishes::Wishes;
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
    /// The search under way.
    pub search: Arc<Current>,
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
        let setting =
            self.settings().get("appearance").and_then(|section| section.get("language")?.as_str().map(str::to_owned));
        Language::of(setting.as_deref(), &locale())
    }

    /// What may disturb the user now.
    pub fn wishes(&self) -> Wishes {
        Wishes::of(&self.settings())
    }

    fn settings(&self) -> Map<String, Value> {
        let text = std::fs::read_to_string(self.root.settings()).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Tells nothing more of a session, nor of those it starts.
    pub fn mute(&self, id: &SessionId) {
        tracing::info!(%id, "muted");
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
    let shell = Shell {
        root: root.clone(),
        hub,
        control,
        attachments: Arc::default(),
        search: Arc::default(),
        link,
        has_tray: OnceLock::new(),
        desktop: OnceLock::new(),
    };
    let app = desktop::plug_in(tauri::Builder::default())
        .manage(shell)
        .invoke_handler(bridge::commands())
        .on_window_event(|window, event| window::on_event(window.app_handle(), event))
        .setup(move |app| {
            set_up(app.handle(), first, arguments);
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| WireError::new(ErrorCode::Internal, format!("opening the desktop: {error}")))?;
    let code = app.run_return(|app, event| {
        if let (RunEvent::Exit, Some(desktop)) = (&event, app.state::<Shell>().desktop.get()) {
            desktop.leave();
        }
        // The last window is closed: the app stays in the tray, if there is one.
        if let RunEvent::ExitRequested { code: None, api, .. } = event
            && app.state::<Shell>().has_tray.get() == Some(&true)
        {
            api.prevent_exit();
        }
    });
    // The thread that serves later starts still holds the lock.
    single::remove(&root)?;
    Ok(code)
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
    let has_tray = *shell.has_tray.get_or_init(|| tray::make(app, &shell.hub));
    let desktop = shell.desktop.get_or_init(|| told::desktop(app, &shell.hub));
    restore_notice::keep_telling(app, &shell.hub, desktop);
    told::keep_telling(app, &shell.hub, desktop);
    let (shown, left) = (app.clone(), app.clone());
    first.serve(move |wish| show(&shown, wish));
    if let Err(error) = signals::on_terminate(move || left.exit(0)) {
        tracing::warn!(%error, "signals end this app at once");
    }
    match arguments {
        Arguments::Show(wish) => show(app, wish),
        Arguments::Hidden | Arguments::Version if has_tray => {}
        Arguments::Hidden | Arguments::Version => show(app, None),
    }
}

/// Shows the window, with what this start of the app or a later one wishes to see in it.
fn show(app: &AppHandle, wish: Option<Wish>) {
    if let Some(order) = wish.and_then(Wish::order) {
        app.state::<Shell>().hub.order(order);
    }
    window::show(app);
}
