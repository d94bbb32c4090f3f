//! `holdfast status`: whether a daemon runs, and what it says of itself. Never starts one, never makes a root.

use protocol::requests::{DaemonStatus, Owner, Status};
use serde::Serialize;

use crate::context::{ANSWER_LIMIT, Context, running_daemon};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::times::Clock;

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Whether a daemon answers.
    pub running: bool,
    /// The daemon about itself, where one does.
    #[serde(flatten)]
    pub daemon: Option<DaemonStatus>,
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the root, or with the daemon that answers. That none runs is no error.
pub fn run(context: &Context) -> Result<(), Failure> {
    let daemon = running_daemon()?.map(|mut daemon| daemon.call_within(&Status {}, ANSWER_LIMIT)).transpose()?;
    if context.json {
        return output::json(&Document { running: daemon.is_some(), daemon });
    }
    output::text(&match &daemon {
        Some(daemon) => describe(daemon, &Clock::system()),
        None => "no daemon runs".to_owned(),
    })
}

/// The daemon in some lines.
pub fn describe(daemon: &DaemonStatus, clock: &Clock) -> String {
    let keeper = match daemon.owner {
        Owner::App => "the app; it leaves after the app did",
        Owner::Headless => "you; it stays until it is stopped",
        Owner::Unknown => "somebody of a newer version",
    };
    let reconciling = if daemon.reconciling { ", still looking at sessions" } else { "" };
    format!(
        "daemon {} runs since {}, version {}\n  root      {}\n  kept by   {keeper}\n  sessions  {} live{reconciling}\n",
        daemon.pid,
        clock.at(daemon.started_at),
        clean::line(&daemon.version),
        clean::line(&daemon.root),
        daemon.sessions,
    )
}
