//! `holdfast restore`: the plan of what could be brought back, or carrying it out.

use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::error::{ErrorCode, WireError};
use protocol::headline::headline;
use protocol::plan::{Can, Plan, Row};
use protocol::requests::{Decline, GetPlan, Restore, Restored};

use crate::args;
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::end_words::sentence;
use crate::output::table::{Cell, Look, Tone, table};
use crate::output::times::Clock;
use crate::watch::Watch;

/// How long a daemon may take to look at every session after its start.
const RECONCILE_LIMIT: Duration = Duration::from_secs(10);

/// Runs the command.
///
/// # Errors
/// What the daemon answers; exit code 1 where one could not be brought back.
pub fn run(args: &args::Restore, context: &Context) -> Result<(), Failure> {
    wait_until_reconciled(context)?;
    if args.decline {
        return decline(&args.id, context);
    }
    if args.all || !args.id.is_empty() {
        return carry_out(&args.id, context);
    }
    let plan = context.ask(&GetPlan {})?;
    if context.json { output::json(&plan) } else { show(&plan) }
}

/// Brings back these rows, or every ticked one, and fails where one was not.
fn carry_out(ids: &[String], context: &Context) -> Result<(), Failure> {
    let restored = restore(context.daemon()?, ids)?;
    if context.json {
        output::json(&restored)?;
    } else if restored.rows.is_empty() {
        output::text(&nothing_done(&context.ask(&GetPlan {})?))?;
    } else {
        output::text(&rows(&restored, Look::of_stdout()))?;
    }
    all_are_back(&restored)
}

/// Why nothing was started though all was asked for.
fn nothing_done(plan: &Plan) -> String {
    let held_back = plan.rows.iter().find_map(|row| row.note.as_deref());
    match (plan.rows.is_empty(), held_back) {
        (true, _) => "nothing to restore".to_owned(),
        (false, Some(why)) => format!("nothing is ticked: {}", clean::line(why)),
        (false, None) => "nothing is ticked; name what to restore".to_owned(),
    }
}

/// Waits until the daemon has looked at every session; before that the plan is not whole. Where that takes too long
/// the plan says so itself.
///
/// # Errors
/// What the daemon answers.
pub fn wait_until_reconciled(context: &Context) -> Result<(), WireError> {
    let mut daemon = context.daemon()?;
    if !daemon.call_within(&GetPlan {}, ANSWER_LIMIT)?.reconciling {
        return Ok(());
    }
    let began = Instant::now();
    match Watch::until_reconciled(daemon, RECONCILE_LIMIT) {
        Err(error) if error.code == ErrorCode::TimedOut && began.elapsed() >= RECONCILE_LIMIT => Ok(()),
        outcome => outcome,
    }
}

/// Brings back these rows, or every ticked one where none is named.
///
/// # Errors
/// What the daemon answers.
pub fn restore(mut daemon: Client, ids: &[String]) -> Result<Restored, WireError> {
    daemon.call(&Restore { ids: ids.to_vec() })
}

/// Fails where a row was not brought back.
///
/// # Errors
/// [`Failure::Shown`]: the rows say which.
pub fn all_are_back(restored: &Restored) -> Result<(), Failure> {
    if restored.rows.iter().any(|row| row.error.is_some()) { Err(Failure::Shown) } else { Ok(()) }
}

/// What became of each row, as a table.
pub fn rows(restored: &Restored, look: Look) -> String {
    if restored.rows.is_empty() {
        return "nothing to restore\n".to_owned();
    }
    let rows: Vec<[Cell; 2]> = restored
        .rows
        .iter()
        .map(|row| {
            let result = match (&row.error, row.generation) {
                (Some(error), _) => Cell::new(&error.message, Tone::Bad),
                (None, Some(run)) => Cell::new(&format!("restored, run {run}"), Tone::Good),
                (None, None) => Cell::new("left", Tone::Dim),
            };
            [row.id.short().into(), result]
        })
        .collect();
    table(["ID", "RESULT"], &rows, look)
}

fn decline(ids: &[String], context: &Context) -> Result<(), Failure> {
    if ids.is_empty() && !context.json && nothing_on_offer(&context.ask(&GetPlan {})?) {
        return output::text("nothing is on offer");
    }
    let done = context.ask(&Decline { ids: ids.to_vec() })?;
    if context.json {
        return output::json(&done);
    }
    output::text("these runs are not offered again")
}

/// While sessions are still being looked at nobody knows.
fn nothing_on_offer(plan: &Plan) -> bool {
    plan.rows.is_empty() && !plan.reconciling
}

fn show(plan: &Plan) -> Result<(), Failure> {
    if plan.reconciling {
        output::aside("sessions are still being looked at; there may be more");
    }
    plan.problems.iter().for_each(|problem| output::aside(problem));
    if plan.rows.is_empty() {
        return output::text("nothing to restore");
    }
    output::text(&told(plan, &Clock::system(), Look::of_stdout()))?;
    let ticked = plan.rows.iter().filter(|row| row.ticked).count();
    output::aside(&format!("`holdfast restore --all` starts {}, 2 at a time", output::count(ticked, "session")));
    Ok(())
}

/// What happened, and the rows below it.
fn told(plan: &Plan, clock: &Clock, look: Look) -> String {
    format!("{}\n{}", headline(&plan.rows, |at| clock.at(at)), plan_rows(plan, clock, look))
}

fn plan_rows(plan: &Plan, clock: &Clock, look: Look) -> String {
    let rows: Vec<[Cell; 6]> = plan
        .rows
        .iter()
        .map(|row| {
            let (can, tone) = can(row);
            [
                if row.ticked { "✓" } else { "" }.into(),
                row.name.as_str().into(),
                Cell::new(row.id.short(), Tone::Dim),
                sentence(&row.cause, clock).into(),
                Cell::new(&can, tone),
                clean::line(&row.command.join(" ")).into(),
            ]
        })
        .collect();
    table(["", "NAME", "ID", "CAUSE", "RESTORE", "COMMAND"], &rows, look)
}

/// What would be done, or what is missing for it.
fn can(row: &Row) -> (String, Tone) {
    let word = match row.can {
        Can::Resume => "resume conversation",
        Can::Replay => "start with its prompt",
        Can::Rerun => "run again",
        Can::Unknown => "unknown",
        Can::Nothing => {
            let missing: Vec<&str> = [
                (!row.evidence.directory).then_some("directory"),
                (!row.evidence.program).then_some("program"),
                (row.evidence.transcript == Some(false)).then_some("transcript"),
            ]
            .into_iter()
            .flatten()
            .collect();
            let why = if missing.is_empty() { noted(row) } else { format!(": no {}", missing.join(", no ")) };
            return (format!("nothing{why}"), Tone::Bad);
        }
    };
    (format!("{word}{}", noted(row)), Tone::Plain)
}

fn noted(row: &Row) -> String {
    row.note.as_deref().map(|note| format!(": {}", clean::line(note))).unwrap_or_default()
}

#[cfg(test)]
mod tests;
