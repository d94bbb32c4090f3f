//! `holdfast rm`: wipe ended sessions with their output.

use protocol::requests::{Remove, Removed};

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::table::{Cell, Look, Tone, table};

/// Runs the command.
///
/// # Errors
/// `still_alive` where one lives, and then none is wiped; what else the daemon answers; the first error of a session.
pub fn run(args: &args::Rm, context: &Context) -> Result<(), Failure> {
    let removed = context.daemon()?.call(&Remove { ids: args.id.clone() })?;
    let error = removed.iter().find_map(|one| one.error.clone());
    if context.json {
        output::json(&removed)?;
    } else if error.is_none() {
        output::text(&format!("{} wiped", output::count(removed.len(), "session")))?;
    } else {
        let rows: Vec<[Cell; 3]> = removed.iter().map(row).collect();
        output::text(&table(["ID", "RESULT", ""], &rows, Look::of_stdout()))?;
    }
    error.map_or(Ok(()), |error| Err(error.into()))
}

fn row(removed: &Removed) -> [Cell; 3] {
    let (word, tone) = if removed.error.is_some() { ("not wiped", Tone::Bad) } else { ("wiped", Tone::Plain) };
    let why = removed.error.as_ref().map_or("", |error| error.message.as_str());
    [removed.id.short().into(), Cell::new(word, tone), why.into()]
}
