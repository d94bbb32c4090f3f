//! `holdfast send`: type into sessions, or have their agents asked something once they are idle; with a receipt for each.

mod queued;
mod typed;

use protocol::error::WireError;
use serde::Serialize;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::table::{Cell, Look, Tone, table};

/// Runs the command.
///
/// # Errors
/// Of one session: what became of it. Of several: exit code 1 where one has not got the text; the rows say which.
pub fn run(args: &args::Send, context: &Context) -> Result<(), Failure> {
    let (ids, text) = addressed(args)?;
    if args.when_idle {
        let wait = args.wait.then_some(args.timeout);
        return deliver(&ids, context, |id| queued::send(id, text, wait, context), queued::words);
    }
    deliver(&ids, context, |id| typed::send(id, text, args, context), typed::words)
}

/// Who is to get what.
fn addressed(args: &args::Send) -> Result<(Vec<&str>, &str), Failure> {
    match (args.to.as_slice(), &args.text) {
        ([], Some(text)) => Ok((vec![&args.first], text)),
        ([], None) => Err(Failure::usage("the text is missing".to_owned(), "holdfast send ID TEXT".to_owned())),
        // The only word is the text then.
        (to, None) => Ok((to.iter().map(String::as_str).collect(), &args.first)),
        (_, Some(_)) => Err(Failure::usage(
            "with --to there is only a text".to_owned(),
            "holdfast send --to ID --to ID TEXT".to_owned(),
        )),
    }
}

/// One line of several.
#[derive(Serialize)]
struct Outcome<T> {
    id: String,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    receipt: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<WireError>,
}

fn deliver<T: Serialize>(
    ids: &[&str],
    context: &Context,
    send: impl Fn(&str) -> Result<T, WireError>,
    words: impl Fn(&T) -> String,
) -> Result<(), Failure> {
    if let [id] = ids {
        let receipt = send(id)?;
        return if context.json { output::json(&receipt) } else { output::text(&words(&receipt)) };
    }
    let outcome = |id: &&str| {
        let (receipt, error) = match send(id) {
            Ok(receipt) => (Some(receipt), None),
            Err(error) => (None, Some(error)),
        };
        Outcome { id: (*id).to_owned(), receipt, error }
    };
    let outcomes: Vec<Outcome<T>> = ids.iter().map(outcome).collect();
    if context.json {
        output::json(&outcomes)?;
    } else {
        let row = |one: &Outcome<T>| {
            let result = match (&one.receipt, &one.error) {
                (Some(receipt), _) => words(receipt).into(),
                (None, error) => {
                    let message = error.as_ref().map(|error| error.message.clone()).unwrap_or_default();
                    Cell::new(&message, Tone::Bad)
                }
            };
            [one.id.as_str().into(), result]
        };
        output::text(&table(["ID", "RESULT"], &outcomes.iter().map(row).collect::<Vec<_>>(), Look::of_stdout()))?;
    }
    if outcomes.iter().all(|one| one.error.is_none()) { Ok(()) } else { Err(Failure::Shown) }
}
