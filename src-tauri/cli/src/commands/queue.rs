//! `holdfast queue`: what waits until a session's agent is idle; other texts, other places, or none.

use protocol::queue::{Prompt, PromptState, Queue};
use protocol::requests::{Change, ChangeQueue, GetQueue};

use crate::args;
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::table::{Cell, Look, Tone, table};

/// Runs the command.
///
/// # Errors
/// `not_found`; `busy` for a prompt that is being sent; what the daemon answers.
pub fn run(args: &args::Queue, context: &Context) -> Result<(), Failure> {
    let mut daemon = context.daemon()?;
    let id = args.id.clone();
    let queue = match change(args) {
        Some((number, change)) => daemon.call_within(&ChangeQueue { id, number, change }, ANSWER_LIMIT)?,
        None => daemon.call_within(&GetQueue { id }, ANSWER_LIMIT)?,
    };
    if context.json {
        return output::json(&queue);
    }
    output::text(&rows(&queue, Look::of_stdout()))
}

/// What is to be changed, and about which prompt. Absent: nothing.
fn change(args: &args::Queue) -> Option<(u64, Change)> {
    let edited = args.edit.zip(args.text.clone()).map(|(number, text)| (number, Change::Edit { text }));
    edited
        .or_else(|| args.drop.map(|number| (number, Change::Drop)))
        .or_else(|| args.moved.map(|number| (number, Change::Move { before: args.before })))
        .or_else(|| args.again.map(|number| (number, Change::SendAgain)))
}

fn rows(queue: &Queue, look: Look) -> String {
    if queue.prompts.is_empty() {
        return "nothing waits".to_owned();
    }
    let rows: Vec<[Cell; 4]> = queue.prompts.iter().map(row).collect();
    table(["N", "STATE", "PROMPT", ""], &rows, look)
}

fn row(prompt: &Prompt) -> [Cell; 4] {
    let (word, tone) = match prompt.state {
        PromptState::Waiting => ("waits", Tone::Plain),
        PromptState::Sending => ("is being sent", Tone::Plain),
        PromptState::Uncertain => ("uncertain", Tone::Bad),
        PromptState::Unknown => ("unknown", Tone::Bad),
    };
    let why = prompt.why.as_deref().unwrap_or_default();
    [prompt.number.to_string().into(), Cell::new(word, tone), clean::line(&prompt.text).into(), clean::line(why).into()]
}
