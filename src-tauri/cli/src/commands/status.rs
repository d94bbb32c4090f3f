//! `holdfast status`: whether a daemon runs, and what it says of itself. Never starts one, never makes a root.

use std::thread;
use std::time::{Duration, Instant};

use protocol::error::WireError;
use protocol::requests::{DaemonStatus, Owner, Status};
use serde::Serialize;

use crate::context::{ANSWER_LIMIT, Context, running_daemon};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::times::Clock;
use crate::watch::is_gone;

/// How long a daemon that is leaving may take.
const LEAVING: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

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
    let daemon = ask_on()?;
    if context.json {
        return output::json(&Document { running: daemon.is_some(), daemon });
    }
    output::text(&match &daemon {
        Some(daemon) => describe(daemon, &Clock::system()),
        None => "no daemon runs".to_owned(),
    })
}

/// One that hangs up, or says that it leaves, is none in a moment, or there is the next.
fn ask_on() -> Result<Option<DaemonStatus>, WireError> {
    let deadline = Instant::now() + LEAVING;
    loop {
        match ask() {
            Err(error) if is_gone(&error) && Instant::now() < deadline => thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
}

fn ask() -> Result<Option<DaemonStatus>, WireError> {
    running_daemon()?.map(|mut daemon| daemon.call_within(&Status {}, ANSWER_LIMIT)).transpose()
}

/// The daemon in some lines.
pub fn describe(daemon: &DaemonStatus, clock: &Clock) -> String {
    let keeper = match daemon.owner {
        Owner::App if daemon.supervisors == 0 => "nobody; it leaves a few seconds after its last client",
        Owner::App => "the app; it leaves a few seconds after the app did",
        Owner::Headless => "you; it stays until it is stopped",
        Owner::Unknown => "somebody of a newer version",
    };
    let reconciling = if daemon.reconciling { ", not final: still looking" } else { "" };
    let kept = daemon.log_bytes.map(|bytes| format!("  output    {} kept\n", output::size(bytes))).unwrap_or_default();
    let awake = daemon.awake.as_ref().map(|why| format!("  power     {}\n", clean::line(why))).unwrap_or_default();
    let problems: String =
        daemon.problems.iter().map(|problem| format!("  problem   {}\n", clean::line(problem))).collect();
    format!(
        "daemon {} runs since {}, version {}\n  root      {}\n  kept by   {keeper}\n  sessions  {} live{reconciling}\n{kept}{awake}{problems}",
        daemon.pid,
        clock.at(daemon.started_at),
        clean::line(&daemon.version),
        clean::line(&daemon.root),
        daemon.sessions,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn daemon(owner: Owner, supervisors: usize, reconciling: bool) -> DaemonStatus {
        DaemonStatus {
            pid: 7,
            version: "9.9.9".into(),
            owner,
            root: "/r".into(),
            started_at: 0,
            reconciling,
            sessions: 2,
            supervisors,
            log_bytes: Some(3 * 1024 * 1024),
            awake: None,
            problems: vec!["reading settings.toml: line 2: \x1b[31mno".into()],
        }
    }

    #[test]
    fn it_says_who_keeps_the_daemon_and_whether_the_number_of_sessions_is_final() {
        for (daemon, keeper, sessions) in [
            (daemon(Owner::App, 0, false), "nobody; it leaves a few seconds after its last client\n", "2 live\n"),
            (daemon(Owner::App, 1, false), "the app; it leaves a few seconds after the app did\n", "2 live\n"),
            (
                daemon(Owner::Headless, 1, true),
                "you; it stays until it is stopped\n",
                "2 live, not final: still looking\n",
            ),
        ] {
            let text = describe(&daemon, &Clock::fixed(0));
            assert!(text.contains(&format!("kept by   {keeper}")), "{text}");
            assert!(text.contains(&format!("sessions  {sessions}  output    3 MiB kept\n")), "{text}");
            assert!(text.ends_with("  problem   reading settings.toml: line 2: no\n"), "{text}");
        }
    }
}
