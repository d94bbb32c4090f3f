//! `cargo xtask run`: from a fresh checkout to the running app in one command.

use std::env;

use anyhow::Result;
use clap::Args;

use crate::packages::{self, BUILD, WINDOW};
use crate::programs::{self, Profile};
use crate::{command, platform, terminal, ui};

#[derive(Args)]
pub struct Arguments {
    /// Install missing system packages without asking
    #[arg(long)]
    yes: bool,
    /// Start in the terminal even if there is a display; needs neither GTK nor Node
    #[arg(long)]
    terminal: bool,
    /// Build optimized programs
    #[arg(long)]
    release: bool,
}

/// Where the product shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Surface {
    Window,
    Terminal,
}

/// Sets up, builds and starts the product; returns only if that fails or if it was started in the background.
pub fn run(arguments: &Arguments) -> Result<()> {
    let profile = if arguments.release { Profile::Release } else { Profile::Debug };
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let display = is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    match surface(arguments.terminal, env::consts::OS, display) {
        Surface::Window => {
            packages::ensure(&[BUILD, WINDOW].concat(), arguments.yes)?;
            ui::build()?;
            programs::build(profile)?;
            programs::build_app(profile)?;
            platform::become_program(&mut command::program(programs::path(profile, "holdfast-desktop")))
        }
        Surface::Terminal => {
            if !arguments.terminal {
                println!("There is no display, so Holdfast starts in the terminal.");
            }
            packages::ensure(BUILD, arguments.yes)?;
            programs::build(profile)?;
            terminal::start(profile)
        }
    }
}

/// Only X and Wayland say by the environment whether there is a display; macOS and Windows always have one.
fn surface(terminal_asked: bool, os: &str, display: bool) -> Surface {
    let always_has_display = matches!(os, "macos" | "windows");
    if terminal_asked || !(display || always_has_display) { Surface::Terminal } else { Surface::Window }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_opens_where_there_is_a_display_and_nobody_asked_otherwise() {
        assert_eq!(surface(false, "linux", true), Surface::Window);
        assert_eq!(surface(false, "linux", false), Surface::Terminal);
        assert_eq!(surface(false, "macos", false), Surface::Window);
        assert_eq!(surface(false, "windows", false), Surface::Window);
        assert_eq!(surface(true, "linux", true), Surface::Terminal);
        assert_eq!(surface(true, "macos", false), Surface::Terminal);
    }
}
