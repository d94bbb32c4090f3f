//! `holdfast kill`: end sessions, and say what became of each.

use protocol::requests::{Kill, Killed, Outcome};

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::table::{Cell, Look, Tone, table};

/// Runs the command.
///
/// # Errors
/// What the daemon answers; exit code 1 where one is still alive.
pub fn run(args: &args::Kill, context: &Context) -> Result<(), Failure> {
    let killed = context.daemon()?.call(&Kill { ids: args.id.clone(), now: args.now })?;
    if context.json {
        output::json(&killed)?;
    } else {
        output::text(&rows(&killed, Look::of_stdout()))?;
    }
    all_are_gone(&killed)
}

/// Fails where a session is not known to be gone.
///
/// # Errors
/// [`Failure::Shown`]: the rows say which.
pub fn all_are_gone(killed: &[Killed]) -> Result<(), Failure> {
    let is_gone = |one: &Killed| matches!(one.result, Outcome::Stopped | Outcome::AlreadyGone);
    if killed.iter().all(is_gone) { Ok(()) } else { Err(Failure::Shown) }
}

/// What became of each session, as a table.
pub fn rows(killed: &[Killed], look: Look) -> String {
    let rows: Vec<[Cell; 3]> = killed.iter().map(row).collect();
    table(["ID", "RESULT", ""], &rows, look)
}

fn row(killed: &Killed) -> [Cell; 3] {
    let (word, tone) = match killed.result {
        Outcome::Stopped => ("stopped", Tone::Plain),
        Outcome::AlreadyGone => ("had ended before", Tone::Dim),
        Outcome::StillAlive => ("still alive", Tone::Bad),
        Outcome::Unknown => ("unknown: only a newer Holdfast knows", Tone::Bad),
    };
    [killed.id.short().into(), Cell::new(word, tone), killed.detail.as_deref().unwrap_or_default().into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_to_be_gone_is_a_success() {
        for (result, is_gone) in [
            (Outcome::Stopped, true),
            (Outcome::AlreadyGone, true),
            (Outcome::StillAlive, false),
            (Outcome::Unknown, false),
        ] {
            let killed = Killed { id: "0123456789abcdef".parse().unwrap(), result, detail: None };
            assert_eq!(all_are_gone(&[killed]).is_ok(), is_gone, "{result:?}");
        }
    }
}
