//! `holdfast stop`: every session, then the daemon; or the daemon alone.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use protocol::client::{Client, Message};
use protocol::error::WireError;
use protocol::hello::GoodbyeReason;
use protocol::paths::{Root, locate};
use protocol::requests::{Killed, List, Stop, Stopped};
use serde::Serialize;

use super::{kill, restore};
use crate::args;
use crate::context::{ANSWER_LIMIT, Context, running_daemon};
use crate::failure::Failure;
use crate::output;
use crate::output::table::Look;

/// How long a daemon may take to leave after its answer.
const LEAVE_LIMIT: Duration = Duration::from_secs(5);

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    /// Whether a daemon ran, or was started to stop the sessions.
    stopped: bool,
    sessions: Vec<Killed>,
    /// What else went wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// A usage error where nobody can be asked; what the daemon answers; exit code 1 where a session is still alive, or
/// the stop could not be recorded.
pub fn run(args: &args::Stop, context: &Context) -> Result<(), Failure> {
    let everything = !args.keep_sessions;
    if everything && !args.yes && !io::stdin().is_terminal() {
        return Err(Failure::usage("stop needs --yes where it cannot ask", "holdfast stop --yes"));
    }
    let Some(mut daemon) = find(everything, context)? else { return nothing(nobody(everything), context) };
    if everything && !args.yes && !confirmed(&mut daemon)? {
        return nothing("nothing was stopped", context);
    }
    // What programs read has no place for it.
    let kept = if args.keep_sessions && !context.json { live(&mut daemon)? } else { 0 };
    let stop = Stop { keep_sessions: args.keep_sessions, goodbye: GoodbyeReason::KeepSessions };
    let stopped = daemon.call(&stop)?;
    wait_until_gone(daemon, LEAVE_LIMIT);
    report(stopped, kept, context)
}

/// Why there is nothing to stop. No daemon is started to find out: a root without sessions has nothing to look at.
fn nobody(everything: bool) -> &'static str {
    if everything { "no daemon runs, and there are no sessions" } else { "no daemon runs" }
}

fn nothing(why: &str, context: &Context) -> Result<(), Failure> {
    if context.json {
        output::json(&Document { stopped: false, sessions: vec![], problems: vec![] })
    } else {
        output::text(why)
    }
}

/// The daemon that runs. Sessions live without one, so one is started to stop them if any may live.
fn find(everything: bool, context: &Context) -> Result<Option<Client>, WireError> {
    if let Some(daemon) = running_daemon()? {
        return Ok(Some(daemon));
    }
    if !everything || !any_session()? {
        return Ok(None);
    }
    let daemon = context.daemon()?;
    restore::wait_until_reconciled(context)?;
    Ok(Some(daemon))
}

fn any_session() -> Result<bool, WireError> {
    let Some(root) = Root::peek(&locate()?)? else { return Ok(false) };
    Ok(fs::read_dir(root.sessions()).is_ok_and(|mut entries| entries.next().is_some()))
}

fn confirmed(daemon: &mut Client) -> Result<bool, Failure> {
    output::aside(&format!("{} [y/N]", question(live(daemon)?)));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(WireError::from)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// How many sessions are live.
fn live(daemon: &mut Client) -> Result<usize, WireError> {
    let sessions = daemon.call_within(&List { all: true }, ANSWER_LIMIT)?;
    Ok(sessions.iter().filter(|session| session.status.is_live()).count())
}

fn question(live: usize) -> String {
    match live {
        0 => "Stop the daemon? No session is running.".to_owned(),
        1 => "Stop everything? 1 session is running. It can be restored.".to_owned(),
        _ => format!("Stop everything? {live} sessions are running. They can be restored."),
    }
}

/// Waits until the daemon has left, so that the next command does not meet it leaving.
pub fn wait_until_gone(mut daemon: Client, limit: Duration) {
    daemon.set_timeout(Some(limit)).ok();
    while let Ok(message) = daemon.next_message() {
        if matches!(message, Message::Closed) {
            return;
        }
    }
}

fn report(Stopped { sessions, problems }: Stopped, kept: usize, context: &Context) -> Result<(), Failure> {
    let outcome = kill::all_are_gone(&sessions);
    let outcome = if problems.is_empty() { outcome } else { Err(Failure::Shown) };
    problems.iter().for_each(|problem| output::aside(problem));
    if context.json {
        output::json(&Document { stopped: true, sessions, problems })?;
    } else if sessions.is_empty() {
        output::text(&farewell(kept))?;
    } else {
        output::text(&kill::rows(&sessions, Look::of_stdout()))?;
    }
    outcome
}

fn farewell(kept: usize) -> String {
    match kept {
        0 => "the daemon has stopped".to_owned(),
        1 => "the daemon has stopped; 1 session goes on".to_owned(),
        _ => format!("the daemon has stopped; {kept} sessions go on"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_is_told_with_its_number() {
        for (kept, words) in [
            (0, "the daemon has stopped"),
            (1, "the daemon has stopped; 1 session goes on"),
            (2, "the daemon has stopped; 2 sessions go on"),
        ] {
            assert_eq!(farewell(kept), words);
        }
    }

    #[test]
    fn the_question_has_its_number() {
        for (live, part) in [(0, "No session"), (1, "1 session is running. It"), (3, "3 sessions are running. They")] {
            assert!(question(live).contains(part));
        }
    }
}
