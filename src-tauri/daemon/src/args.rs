//! The daemon's arguments. People use `holdfast start`; the app and the command line start it with these.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use protocol::requests::Owner;

/// Supervises Holdfast's sessions. Started by the app and by `holdfast`.
#[derive(Clone, Debug, Parser)]
#[command(name = "holdfastd", version)]
pub struct Args {
    /// The root directory; `$HOLDFAST_HOME` or the user's data directory otherwise.
    #[arg(long)]
    pub root: Option<PathBuf>,
    /// Who keeps the daemon.
    #[arg(long, value_enum, default_value = "headless")]
    pub owner: Keeper,
    /// Leave once nobody is connected, for a daemon that a command started for itself.
    #[arg(long)]
    pub until_idle: bool,
    /// Log to the terminal.
    #[arg(long)]
    pub foreground: bool,
    /// What to do instead of serving.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// What the program does besides serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Verb {
    /// Look at the root and print what is wrong, as JSON; starts nothing and changes nothing
    Examine,
}

/// Who keeps the daemon, as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Keeper {
    /// It leaves some seconds after the app did.
    App,
    /// It stays until it is stopped.
    Headless,
}

impl From<Keeper> for Owner {
    fn from(keeper: Keeper) -> Self {
        match keeper {
            Keeper::App => Self::App,
            Keeper::Headless => Self::Headless,
        }
    }
}
