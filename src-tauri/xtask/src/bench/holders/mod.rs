//! Whatever holds sessions: how each starts one, shows it and what processes it is. Only the words of their command
//! lines are here; what is measured is the same for all.

mod bare;
mod dtach;
mod holdfast;
mod screen;
mod tmux;

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command;
pub use holdfast::{Holdfast, PATIENCE};

pub const BARE: &str = "bare";
pub const HOLDFAST: &str = "holdfast";
pub const DTACH: &str = "dtach";
pub const TMUX: &str = "tmux";
pub const SCREEN: &str = "screen";

/// All of them, in the order of the table's columns.
pub const LABELS: [&str; 5] = [BARE, HOLDFAST, DTACH, TMUX, SCREEN];

/// One way to hold a session.
pub trait Holder {
    /// One of [`LABELS`].
    fn label(&self) -> &'static str;

    /// Does what must be done once before sessions are started, such as starting a server.
    fn get_ready(&self) -> Result<()> {
        Ok(())
    }

    /// Starts a session and shows it in the terminal that this command gets.
    fn begin(&self, session: &str, program: &[String]) -> Command;

    /// Starts a session that nobody sees. `None` where it cannot.
    fn begin_detached(&self, session: &str, program: &[String]) -> Option<Command>;

    /// Shows a session that was there before. `None` where it cannot.
    fn attach(&self, session: &str) -> Option<Command>;

    /// Whether it paints what was shown before somebody attached.
    fn keeps_screen(&self) -> bool;

    /// The file names of the programs that hold sessions.
    fn keepers(&self) -> &'static [&'static str];
}

/// Returns those that are installed, to work in `dir`.
pub fn installed(dir: &Path) -> Vec<Box<dyn Holder>> {
    let own = || dir.to_owned();
    let all: [Box<dyn Holder>; 5] = [
        Box::new(bare::Bare { dir: own() }),
        Box::new(Holdfast::new(dir)),
        Box::new(dtach::Dtach { dir: own() }),
        Box::new(tmux::Tmux { dir: own() }),
        Box::new(screen::Screen { dir: own() }),
    ];
    all.into_iter().filter(|holder| is_installed(holder.label())).collect()
}

/// Says whether a holder can be measured here. Ours was built, and a terminal is always there.
pub fn is_installed(label: &str) -> bool {
    [BARE, HOLDFAST].contains(&label) || command::exists(label)
}
