//! The command line of the host. Only our own daemon calls it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use protocol::id::{Generation, SessionId};

/// What the host is asked to do.
#[derive(Debug, Parser)]
#[command(name = "holdfast-host", version, about = "Owns one session's terminal. Started by holdfastd, not by hand")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// Verbs of the host.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Start the program of one run and keep its terminal. The environment comes on standard input.
    Run(Which),
    /// Serve an ended run from its log, until nobody looks any more.
    Replay(Which),
    /// Look through what all sessions have printed. What for comes on standard input.
    Search(Place),
}

/// Where the sessions are.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// The root directory.
    #[arg(long)]
    pub root: PathBuf,
}

/// Which run of which session.
#[derive(Clone, Debug, Args)]
pub struct Which {
    /// The root directory.
    #[arg(long)]
    pub root: PathBuf,
    /// The session's id.
    #[arg(long)]
    pub session: SessionId,
    /// The run.
    #[arg(long)]
    pub generation: Generation,
}
