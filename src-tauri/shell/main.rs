//! The desktop app: a tray icon, its windows, and the link to the daemon. It puts the parts together and nothing more.
//! No session lives in it: whatever becomes of this process, they run on.
//!
//! `holdfast-desktop [--hidden]`: `--hidden` starts without opening the window, as at login.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod app;
mod bridge;
mod hostile;
mod launch;
mod link;
mod restart;
mod restore_notice;
mod settings;
mod signals;
mod single;
mod system;
mod told;
mod tray;
mod window;
mod words;

use std::process::ExitCode;

use protocol::error::WireError;
use protocol::paths::{self, Root};
use single::Claim;

/// This program's name, in hellos and logs.
const PROGRAM: &str = "holdfast-desktop";

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
            tracing::info!(version = protocol::VERSION, root = %root.dir().display(), "starting");
            let ended = app::run(root, first, hidden);
            tracing::info!(?ended, "leaving");
            ended.map(|code| u8::try_from(code).unwrap_or(1))
        }
        Claim::Taken if hidden => Ok(0),
        Claim::Taken => single::focus(&root).map(|()| 0),
    }
}
