//! `holdfast archive`: put sessions away, and say what became of each.

use protocol::requests::{Archive, Archived, Archiving};

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::table::{Cell, Look, Tone, table};

/// Runs the command.
///
/// # Errors
/// What the daemon answers; the first error of a session; exit code 1 where one is not put away.
pub fn run(args: &args::Several, context: &Context) -> Result<(), Failure> {
    let archived = context.daemon()?.call(&Archive { ids: args.id.clone() })?;
    if context.json {
        output::json(&archived)?;
    } else {
        output::text(&rows(&archived, Look::of_stdout()))?;
    }
    all_are_put_away(&archived)
}

fn all_are_put_away(archived: &[Archived]) -> Result<(), Failure> {
    if let Some(error) = archived.iter().find_map(|one| one.error.clone()) {
        return Err(error.into());
    }
    let is_put_away = |one: &Archived| matches!(one.result, Archiving::Archived | Archiving::Already);
    if archived.iter().all(is_put_away) { Ok(()) } else { Err(Failure::Shown) }
}

fn rows(archived: &[Archived], look: Look) -> String {
    let rows: Vec<[Cell; 3]> = archived.iter().map(row).collect();
    table(["ID", "RESULT", ""], &rows, look)
}

fn row(archived: &Archived) -> [Cell; 3] {
    let (word, tone) = match archived.result {
        Archiving::Archived => ("archived", Tone::Plain),
        Archiving::Already => ("was archived before", Tone::Dim),
        Archiving::Pending => ("to be archived", Tone::Warn),
        Archiving::Failed => ("not archived", Tone::Bad),
        Archiving::Unknown => ("unknown: only a newer Holdfast knows", Tone::Bad),
    };
    let error = archived.error.as_ref().map(|error| error.message.as_str());
    [archived.id.short().into(), Cell::new(word, tone), archived.detail.as_deref().or(error).unwrap_or_default().into()]
}

#[cfg(test)]
mod tests {
    use protocol::error::{ErrorCode, WireError};

    use super::*;

    #[test]
    fn only_what_is_known_to_be_put_away_is_a_success() {
        let of = |result, code: Option<ErrorCode>| Archived {
            id: "0123456789abcdef".parse().unwrap(),
            result,
            detail: None,
            error: code.map(|code| WireError::new(code, "m")),
        };
        for (archived, code) in [
            (of(Archiving::Archived, None), None),
            (of(Archiving::Already, None), None),
            (of(Archiving::Pending, None), Some(1)),
            (of(Archiving::Unknown, None), Some(1)),
            (of(Archiving::Failed, Some(ErrorCode::TimedOut)), Some(4)),
        ] {
            let outcome = all_are_put_away(&[of(Archiving::Archived, None), archived.clone()]);
            assert_eq!(outcome.err().map(|failure| failure.exit_code()), code, "{archived:?}");
        }
    }
}
