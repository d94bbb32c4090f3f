//! The desktop app: a tray icon, its windows, and the link to the daemon. It puts the parts together and nothing more.
//! No session lives in it: whatever becomes of this process, they run on.
//!
//! `holdfast-desktop [--hidden | --new | --stop]`: `--hidden` starts without opening the window, as at login; the others
//! open it with the form for a new session, or with the question whether to stop everything.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod app;
mod arguments;
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
mod update;
mod window;
mod words;

use std::process::ExitCode;

use arguments::{Arguments, USAGE};
use protocol::error::WireError;
use protocol::paths::{self, Root};
use single::Claim;

/// This program's name, in hellos and logs.
const PROGRAM: &str = "holdfast-desktop";

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Some(Arguments::Version) => {
            println!("{PROGRAM} {}", protocol::VERSION);
            return ExitCode::SUCCESS;
        }
        Some(arguments) => arguments,
        None => {
            eprintln!("usage: {PROGRAM} {USAGE}");
            return ExitCode::from(2);
        }
    };
    match start(arguments) {
        Ok(update::AGAIN) => failed(&update::become_new()),
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(error) => failed(&error),
    }
}

fn failed(error: &WireError) -> ExitCode {
    eprintln!("{PROGRAM}: {error}");
    error.hint.iter().for_each(|hint| eprintln!("  {hint}"));
    ExitCode::FAILURE
}

/// Becomes the app of this root and runs until it is quit, or has the running one show its window.
fn start(arguments: Arguments) -> Result<i32, WireError> {
    let root = Root::open(&paths::locate()?)?;
    match single::claim(&root)? {
        Claim::First(first) => {
            protocol::log::to_file(&root.log(), PROGRAM)?;
            tracing::info!(version = protocol::VERSION, root = %root.dir().display(), "starting");
            let ended = app::run(root, first, arguments);
            tracing::info!(?ended, "leaving");
            ended
        }
        Claim::Taken => match arguments {
            Arguments::Show(wish) => single::focus(&root, wish).map(|()| 0),
            Arguments::Hidden | Arguments::Version => Ok(0),
        },
    }
}
