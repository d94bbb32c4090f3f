//! The desktop app: a tray icon, one window, and the link to the daemon. It puts the parts together and nothing more.
//! No session lives in it: whatever becomes of this process, they run on.
//!
//! `holdfast-desktop [--hidden]`: `--hidden` starts without opening the window, as at login.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod bridge;
mod hostile;
mod launch;
mod link;
mod menu;
mod restart;
mod signals;
mod single;
mod tray;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use bridge::attach::Attachments;
use bridge::events::Hub;
use bridge::request::Control;
use link::Link;
use protocol::error::WireError;
use protocol::paths::{self, Root};
use single::{Claim, First};
use tauri::{AppHandle, Manager as _, RunEvent};

/// This program's name, in hellos and logs.
const PROGRAM: &str = "holdfast-desktop";

/// The parts that commands, tray and window share.
struct Shell {
    root: Root,
    hub: Arc<Hub>,
    control: Arc<Control>,
    attachments: Arc<Attachments>,
    link: Link,
}

fn main() -> ExitCode {
    let hidden = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--hidden") => true,
        Some("--version") => {
            println!("{PROGRAM} {}", protocol::VERSION);
            return ExitCode::SUCCESS;
        }
        Some(_) => {
            eprintln!("usage: {PROGRAM} [--hidden | --version]");
            return ExitCode::from(2);
        }
    };
    match start(hidden) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{PROGRAM}: {error}");
            error.hint.iter().for_each(|hint| eprintln!("  {hint}"));
            ExitCode::FAILURE
        }
    }
}

/// Becomes the app of this root and runs until it is quit, or has the running one show its window.
fn start(hidden: bool) -> Result<u8, WireError> {
    let root = Root::open(&paths::locate()?)?;
    match single::claim(&root)? {
        Claim::First(first) => {
            protocol::log::to_file(&root.log(), PROGRAM)?;
            Ok(run(root, first, hidden))
        }
        Claim::Taken if hidden => Ok(0),
        Claim::Taken => single::focus(&root).map(|()| 0),
    }
}

fn run(root: Root, first: First, hidden: bool) -> u8 {
    tracing::info!(version = protocol::VERSION, root = %root.dir().display(), "starting");
    let (hub, control) = (Arc::<Hub>::default(), Arc::new(Control::new(root.clone())));
    let link = Link::spawn(root.clone(), hub.clone(), control.clone());
    let shell = Shell { root: root.clone(), hub: hub.clone(), control, attachments: Arc::default(), link };
    let app = tauri::Builder::default()
        .manage(shell)
        .invoke_handler(bridge::commands())
        .on_window_event(|window, event| window::on_event(window.app_handle(), event))
        .build(tauri::generate_context!())
        .expect("the configuration was checked when it was compiled in");
    let handle = app.handle().clone();
    let has_tray = tray::make(&handle, &hub);
    listen(&handle, first);
    if !hidden || !has_tray {
        window::show(&handle);
    }
    let code = app.run_return(move |_, event| {
        // The last window is closed: the app stays in the tray, if there is one.
        if let RunEvent::ExitRequested { code: None, api, .. } = event
            && has_tray
        {
            api.prevent_exit();
        }
    });
    tracing::info!("leaving");
    single::remove(&root).ok();
    u8::try_from(code).unwrap_or(1)
}

/// Hears from later starts of the app, and from whoever wants it to leave.
fn listen(app: &AppHandle, first: First) {
    let shown = app.clone();
    first.serve(move || window::show(&shown));
    let left = app.clone();
    if let Err(error) = signals::on_terminate(move || left.exit(0)) {
        tracing::warn!(%error, "signals end this app at once");
    }
}
