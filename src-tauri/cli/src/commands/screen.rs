//! `holdfast screen`: what a session shows, or showed.

use protocol::error::{ErrorCode, WireError};
use protocol::host::Screen;
use protocol::id::Generation;
use protocol::requests::{Run, Show};

use crate::args;
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::host::Host;
use crate::output;
use crate::output::clean::Cleaner;
use crate::output::times::Clock;

/// Runs the command.
///
/// # Errors
/// What the daemon and the host answer; `not_found` for a moment before anything was kept.
pub fn run(args: &args::Screen, context: &Context) -> Result<(), Failure> {
    let run = match args.at {
        Some(time) => Some(run_at(&context.ask(&Show { id: args.id.clone() })?.runs, time, &Clock::system())?),
        None => None,
    };
    let screen = Screen { lines: args.lines, ansi: args.ansi, at: args.at };
    // A moment may take a while to be found in a long log.
    let limit = if args.at.is_some() { ANSWER_LIMIT * 6 } else { ANSWER_LIMIT };
    let (_, mut screen) = Host::of_run(&args.id, run, context, |host| host.client.call_within(&screen, limit))?;
    if args.at.is_some() && screen.at.is_none() {
        return Err(WireError::new(ErrorCode::Unsupported, "the session's host is older and knows no moments").into());
    }
    if !args.raw {
        let cleaner = if args.ansi { Cleaner::keeping_colors() } else { Cleaner::default() };
        screen.text = cleaner.all(&screen.text);
    }
    if context.json { output::json(&screen) } else { output::text(&screen.text) }
}

/// The run that was the newest at a moment. One whose beginning is not known is passed over.
fn run_at(runs: &[Run], time: u64, clock: &Clock) -> Result<Generation, WireError> {
    let begun = |run: &&Run| run.started_at.is_some_and(|started| started <= time);
    let found = runs.iter().rev().find(begun).map(|run| run.generation);
    found.ok_or_else(|| {
        let first = runs.iter().find_map(|run| run.started_at);
        let began = first.map_or_else(String::new, |first| format!(": it began at {}", clock.to_the_second(first)));
        WireError::new(ErrorCode::NotFound, format!("there was no session then{began}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_belongs_to_the_run_that_had_begun_last() {
        let run = |generation, started_at| Run { generation, started_at, end: None };
        let runs = [run(1, Some(1000)), run(2, None), run(3, Some(3000))];
        for (time, expected) in [(999, None), (1000, Some(1)), (2999, Some(1)), (3000, Some(3)), (u64::MAX, Some(3))] {
            assert_eq!(run_at(&runs, time, &Clock::fixed(0)).ok(), expected, "{time}");
        }
        let error = run_at(&runs, 999, &Clock::fixed(0)).unwrap_err();
        assert_eq!(error.message, "there was no session then: it began at 00:00:01");
        assert!(run_at(&[], 5, &Clock::fixed(0)).is_err());
    }
}
