//! `holdfast restart`: end sessions and start them again in place, each as soon as it is idle.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::requests::{List, Restart, RestoredRow};
use protocol::session::Session;

use crate::args;
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::output::table::{Cell, Look, Tone, table};
use crate::{environment, output};

/// How often those that are at work are asked again.
const AGAIN: Duration = Duration::from_millis(500);

/// Runs the command.
///
/// # Errors
/// What the daemon answers; exit code 1 where one was not restarted.
pub fn run(args: &args::Restart, context: &Context) -> Result<(), Failure> {
    let ids = if args.all { all(context)? } else { args.id.clone() };
    let deadline = args.timeout.and_then(|limit| Instant::now().checked_add(limit));
    let rows = restart(&ids, args.now, deadline, context)?;
    if context.json {
        output::json(&rows)?;
    } else {
        output::text(&table(["ID", "RESULT"], &rows.iter().map(row).collect::<Vec<_>>(), Look::of_stdout()))?;
    }
    if rows.iter().all(|row| row.error.is_none()) { Ok(()) } else { Err(Failure::Shown) }
}

/// Every live session that runs an agent: of others nobody can tell when they are idle.
fn all(context: &Context) -> Result<Vec<String>, WireError> {
    let is_agents = |session: &Session| session.agent.is_some() && session.status.is_live();
    let sessions = context.ask(&List { all: true })?;
    Ok(sessions.into_iter().filter(is_agents).map(|session| session.id.to_string()).collect())
}

/// Asks until each was restarted, cannot be, or time is up.
fn restart(
    ids: &[String],
    now: bool,
    deadline: Option<Instant>,
    context: &Context,
) -> Result<Vec<RestoredRow>, WireError> {
    let mut rows = BTreeMap::<SessionId, RestoredRow>::new();
    let (mut left, mut order) = (ids.to_vec(), Vec::new());
    while !left.is_empty() {
        let call = Restart { ids: left.clone(), now, environment: Some(environment::of_caller()) };
        let limit = ANSWER_LIMIT * u32::try_from(left.len()).unwrap_or(u32::MAX) * 3;
        let answered = context.daemon()?.call_within(&call, limit)?;
        if order.is_empty() {
            order = answered.iter().map(|row| row.id.clone()).collect();
        }
        let is_busy = |row: &&RestoredRow| row.error.as_ref().is_some_and(|error| error.code == ErrorCode::Busy);
        left = answered.iter().filter(is_busy).map(|row| row.id.to_string()).collect();
        rows.extend(answered.into_iter().map(|row| (row.id.clone(), row)));
        if left.is_empty() || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break;
        }
        thread::sleep(AGAIN);
    }
    Ok(order.into_iter().filter_map(|id| rows.remove(&id)).collect())
}

fn row(row: &RestoredRow) -> [Cell; 2] {
    let result = match (&row.error, row.generation) {
        (Some(error), _) => Cell::new(&error.message, Tone::Bad),
        (None, Some(run)) => format!("runs again, run {run}").as_str().into(),
        (None, None) => "not restarted".into(),
    };
    [row.id.short().into(), result]
}
