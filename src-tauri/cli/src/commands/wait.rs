//! `holdfast wait`: until a session ends, is idle or needs input. Outlives a restart of the daemon.

use std::thread;
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use protocol::id::SessionId;
use protocol::requests::Show;
use protocol::session::{Session, Status};

use crate::args::{self, Until};
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::status_words;
use crate::output::times::Clock;
use crate::watch::{Deadline, Heard, MOST_FAILURES, RECONNECT_PAUSE, Watch, is_gone, reconnect};

/// Runs the command.
///
/// # Errors
/// `timed_out`; `ended` where what is waited for cannot come any more; `daemon_unreachable`; `not_found`.
pub fn run(args: &args::Wait, context: &Context) -> Result<(), Failure> {
    let deadline = args.timeout.and_then(|limit| Instant::now().checked_add(limit));
    let mut daemon = context.daemon()?;
    let Session { id, name, .. } = daemon.call_within(&Show { id: args.id.clone() }, ANSWER_LIMIT)?.session;
    let session = until(daemon, &id, args.until, deadline, context).map_err(|error| match args.timeout {
        Some(limit) if is_over(&error, deadline) => in_vain(&name, args.until, limit),
        _ => error,
    })?;
    if context.json {
        return output::json(&session);
    }
    output::text(&format!("{}: {}", clean::line(&session.name), status_words::words(&session, &Clock::system()).0))
}

fn until(
    mut daemon: Client,
    id: &SessionId,
    wanted: Until,
    deadline: Deadline,
    context: &Context,
) -> Result<Session, WireError> {
    let mut failures = 0;
    loop {
        let met = match Watch::start(daemon) {
            Ok((now, watch)) => {
                failures = 0;
                let session = now.sessions.into_iter().find(|session| session.id == *id);
                follow(&watch, session.ok_or_else(|| wiped(id))?, wanted, deadline)?
            }
            Err(error) if is_gone(&error) && failures < MOST_FAILURES => {
                failures += 1;
                thread::sleep(RECONNECT_PAUSE);
                None
            }
            Err(error) => return Err(error),
        };
        match met {
            Some(session) => return Ok(session),
            None => daemon = reconnect(deadline, context)?,
        }
    }
}

/// Follows one session; `None` where the subscription is over and a new one is needed.
fn follow(
    watch: &Watch,
    mut session: Session,
    wanted: Until,
    deadline: Deadline,
) -> Result<Option<Session>, WireError> {
    loop {
        if is_met(&session, wanted)? {
            return Ok(Some(session));
        }
        match watch.next(deadline)? {
            Heard::Event(Event::Session { session: changed }) if changed.id == session.id => session = *changed,
            Heard::Event(Event::Removed { id }) if id == session.id => return Err(wiped(&id)),
            Heard::Event(Event::Dropped) | Heard::Gone => return Ok(None),
            Heard::Event(_) => {}
        }
    }
}

/// Whether what is waited for is there. A row of a session that nobody has looked at yet says nothing.
fn is_met(session: &Session, wanted: Until) -> Result<bool, WireError> {
    let ended = session.status == Status::Ended;
    match wanted {
        // Its record will not mend itself.
        _ if session.status == Status::Damaged => {
            Err(WireError::new(ErrorCode::Damaged, "the session's record cannot be read")
                .hint(format!("holdfast show {}", session.id.short())))
        }
        Until::Ended => Ok(ended),
        _ if ended => Err(WireError::new(ErrorCode::Ended, "the session has ended")
            .hint(format!("holdfast show {}", session.id.short()))),
        Until::Idle => Ok(session.fresh && session.status == Status::Idle),
        Until::NeedsInput => Ok(session.fresh && session.status == Status::NeedsInput),
    }
}

/// Whether the time that the user gave is over; an answer of the daemon has a limit of its own.
fn is_over(error: &WireError, deadline: Deadline) -> bool {
    error.code == ErrorCode::TimedOut && deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

/// What was waited for did not come in time.
fn in_vain(name: &str, wanted: Until, limit: Duration) -> WireError {
    let still = match wanted {
        Until::Ended => "still runs",
        Until::Idle => "is not idle",
        Until::NeedsInput => "does not need input",
    };
    WireError::new(ErrorCode::TimedOut, format!("{name} {still} after {} s", limit.as_secs_f64()))
}

fn wiped(id: &SessionId) -> WireError {
    WireError::new(ErrorCode::NotFound, format!("session {} was wiped", id.short()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::status_words::tests::session;

    #[test]
    fn what_did_not_come_in_time_is_named() {
        for (wanted, milliseconds, words) in [
            (Until::Ended, 1_000, "build still runs after 1 s"),
            (Until::Idle, 200, "build is not idle after 0.2 s"),
            (Until::NeedsInput, 90_000, "build does not need input after 90 s"),
        ] {
            let error = in_vain("build", wanted, Duration::from_millis(milliseconds));
            assert_eq!((error.code, error.message.as_str()), (ErrorCode::TimedOut, words));
        }
    }

    #[test]
    fn what_is_waited_for_is_there_or_not_or_cannot_come() {
        let with = |status| Session { status, ..session() };
        for (status, wanted, met) in [
            (Status::Running, Until::Ended, Some(false)),
            (Status::Ended, Until::Ended, Some(true)),
            (Status::Orphaned, Until::Ended, Some(false)),
            (Status::Unreachable, Until::Ended, Some(false)),
            (Status::Idle, Until::Idle, Some(true)),
            (Status::NeedsInput, Until::Idle, Some(false)),
            (Status::NeedsInput, Until::NeedsInput, Some(true)),
            (Status::Ended, Until::Idle, None),
            (Status::Ended, Until::NeedsInput, None),
            (Status::Damaged, Until::Ended, None),
        ] {
            assert_eq!(is_met(&with(status), wanted).ok(), met, "{status:?} {wanted:?}");
        }
        assert_eq!(is_met(&Session { fresh: false, ..with(Status::Idle) }, Until::Idle), Ok(false));
    }
}
