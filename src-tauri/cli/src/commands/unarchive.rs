//! `holdfast unarchive`: take sessions out again, and say what became of each.

use protocol::requests::{Unarchive, Unarchived, Unarchiving};

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::table::{Cell, Look, Tone, table};

/// Runs the command.
///
/// # Errors
/// What the daemon answers; the first error of a session; exit code 1 where one is not taken out.
pub fn run(args: &args::Several, context: &Context) -> Result<(), Failure> {
    let unarchived = context.daemon()?.call(&Unarchive { ids: args.id.clone() })?;
    if context.json {
        output::json(&unarchived)?;
    } else {
        let rows: Vec<[Cell; 3]> = unarchived.iter().map(row).collect();
        output::text(&table(["ID", "RESULT", ""], &rows, Look::of_stdout()))?;
    }
    if let Some(error) = unarchived.iter().find_map(|one| one.error.clone()) {
        return Err(error.into());
    }
    let is_out = |one: &Unarchived| !matches!(one.result, Unarchiving::Failed | Unarchiving::Unknown);
    if unarchived.iter().all(is_out) { Ok(()) } else { Err(Failure::Shown) }
}

fn row(unarchived: &Unarchived) -> [Cell; 3] {
    let (word, tone) = match unarchived.result {
        Unarchiving::Unarchived => ("unarchived", Tone::Plain),
        Unarchiving::CalledOff => ("will not be archived", Tone::Plain),
        Unarchiving::Already => ("was not archived", Tone::Dim),
        Unarchiving::Failed => ("still archived", Tone::Bad),
        Unarchiving::Unknown => ("unknown: only a newer Holdfast knows", Tone::Bad),
    };
    let error = unarchived.error.as_ref().map_or("", |error| error.message.as_str());
    [unarchived.id.short().into(), Cell::new(word, tone), error.into()]
}
