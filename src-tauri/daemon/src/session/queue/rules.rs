//! What may be done to prompts that wait, and what a death in between leaves of them. Pure: the record is changed in memory;
//! its caller writes it before it goes on.

use protocol::end::Actor;
use protocol::error::{ErrorCode, WireError};
use protocol::queue::{Prompt, PromptState, Receipt};
use protocol::requests::Change;
use serde_json::Map;
use store::records::QueueRecord;

/// So many prompts may wait for one session.
pub const MOST: usize = 100;
/// No prompt is longer, in bytes.
pub const LONGEST: usize = 64 * 1024;
/// All of them together are no longer, in bytes: an answer has to fit a frame.
const ALL: usize = 120 * 1024;
/// So many receipts are kept.
const RECEIPTS: usize = 20;
/// The number of what the session was made to ask.
pub const FIRST: u64 = 0;

/// Adds a prompt at the end.
///
/// # Errors
/// `too_large`, `bad_request`.
pub fn add(record: &mut QueueRecord, text: &str, by: Actor, at: u64) -> Result<Prompt, WireError> {
    check(text)?;
    if record.queue.prompts.len() >= MOST {
        return Err(WireError::new(ErrorCode::TooLarge, format!("{MOST} prompts wait already"))
            .hint("drop some: `holdfast queue`"));
    }
    check_sum(record, None, text)?;
    record.next = record.next.max(FIRST + 1);
    let added = prompt(record.next, text, by, at);
    record.next += 1;
    record.queue.prompts.push(added.clone());
    Ok(added)
}

/// Puts what the session was made to ask before everything else, unless it waits there already. Whether it was put.
pub fn put_first(record: &mut QueueRecord, text: &str, by: Actor, at: u64) -> bool {
    let waits = record.queue.prompts.iter().any(|prompt| prompt.number == FIRST);
    if !waits {
        record.queue.prompts.insert(0, prompt(FIRST, text, by, at));
    }
    !waits
}

fn prompt(number: u64, text: &str, by: Actor, at: u64) -> Prompt {
    let (text, state) = (text.to_owned(), PromptState::Waiting);
    Prompt { number, text, state, by, at, why: None, unknown: Map::new() }
}

fn check(text: &str) -> Result<(), WireError> {
    if text.trim().is_empty() {
        return Err(WireError::new(ErrorCode::BadRequest, "the prompt is empty"));
    }
    if text.len() > LONGEST {
        let message = format!("the prompt has {} bytes, at most {LONGEST} can wait", text.len());
        return Err(WireError::new(ErrorCode::TooLarge, message).hint("put it into a file and name that"));
    }
    Ok(())
}

/// Checks that a text fits beside the others. `instead`: of this prompt's.
fn check_sum(record: &QueueRecord, instead: Option<u64>, text: &str) -> Result<(), WireError> {
    let others = record.queue.prompts.iter().filter(|prompt| Some(prompt.number) != instead);
    let sum = others.map(|prompt| prompt.text.len()).sum::<usize>() + text.len();
    if sum <= ALL {
        return Ok(());
    }
    Err(WireError::new(ErrorCode::TooLarge, format!("with it {sum} bytes would wait, at most {ALL} can"))
        .hint("put it into a file and name that"))
}

/// Changes something about a prompt that waits.
///
/// # Errors
/// `not_found`; `busy` for one that is being sent; as [`add`].
pub fn change(record: &mut QueueRecord, number: u64, change: &Change) -> Result<(), WireError> {
    let prompts = &mut record.queue.prompts;
    let missing = |number| WireError::new(ErrorCode::NotFound, format!("no prompt {number} waits"));
    let find = |number| prompts.iter().position(|prompt| prompt.number == number).ok_or_else(|| missing(number));
    let at = find(number)?;
    if prompts[at].state == PromptState::Sending {
        return Err(WireError::new(ErrorCode::Busy, format!("prompt {number} is being sent")));
    }
    match change {
        Change::Edit { text } => {
            check(text)?;
            check_sum(record, Some(number), text)?;
            let prompts = &mut record.queue.prompts;
            text.clone_into(&mut prompts[at].text);
        }
        Change::Drop => drop(prompts.remove(at)),
        Change::SendAgain => (prompts[at].state, prompts[at].why) = (PromptState::Waiting, None),
        Change::Move { before } => {
            let before = before.map(find).transpose()?;
            let moved = prompts.remove(at);
            // What stood behind it has moved up by one.
            let place = before.map_or(prompts.len(), |place| if place > at { place - 1 } else { place });
            prompts.insert(place, moved);
        }
    }
    Ok(())
}

/// The prompt to send now. None while one is being sent, and none beside one of which nobody can tell: what comes after it
/// may mean nothing without it.
pub fn next(record: &QueueRecord) -> Option<&Prompt> {
    let prompts = &record.queue.prompts;
    let is_held = prompts.iter().any(|prompt| prompt.state != PromptState::Waiting);
    prompts.first().filter(|_| !is_held)
}

/// How many still wait for something.
pub fn waiting(record: &QueueRecord) -> usize {
    record.queue.prompts.len()
}

/// Of how many nobody can tell whether the agent has them.
pub fn uncertain(record: &QueueRecord) -> usize {
    record.queue.prompts.iter().filter(|prompt| prompt.state == PromptState::Uncertain).count()
}

/// What became of a prompt that was being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The agent has it since this moment, in milliseconds since 1970.
    Submitted(u64),
    /// Nothing of it was sent, for this reason.
    Untouched(String),
    /// Nobody can tell, or part of it was sent, for this reason.
    Uncertain(String),
}

/// A prompt is about to be sent.
pub fn begin(record: &mut QueueRecord, number: u64) {
    set(record, number, PromptState::Sending, None);
}

/// Something became of a prompt that was being sent.
pub fn finish(record: &mut QueueRecord, number: u64, fate: &Fate) {
    match fate {
        Fate::Submitted(at) => {
            record.queue.prompts.retain(|prompt| prompt.number != number);
            let delivered = &mut record.queue.delivered;
            delivered.push(Receipt { number, submitted_at: *at, picked_up_at: None });
            delivered.drain(..delivered.len().saturating_sub(RECEIPTS));
        }
        Fate::Untouched(why) => set(record, number, PromptState::Waiting, Some(why.clone())),
        Fate::Uncertain(why) => set(record, number, PromptState::Uncertain, Some(why.clone())),
    }
}

fn set(record: &mut QueueRecord, number: u64, state: PromptState, why: Option<String>) {
    for prompt in record.queue.prompts.iter_mut().filter(|prompt| prompt.number == number) {
        (prompt.state, prompt.why) = (state, why.clone());
    }
}

/// The daemon that was sending is gone. Whether anything changed.
pub fn recover(record: &mut QueueRecord) -> bool {
    let mut changed = false;
    for prompt in record.queue.prompts.iter_mut().filter(|prompt| prompt.state == PromptState::Sending) {
        prompt.state = PromptState::Uncertain;
        prompt.why = Some("the daemon ended while it was being sent".to_owned());
        changed = true;
    }
    changed
}

/// The agent has last taken up a prompt at this moment. Whether that is a receipt's.
pub fn picked_up(record: &mut QueueRecord, at: u64) -> bool {
    let last = record.queue.delivered.last_mut();
    let fits = |receipt: &&mut Receipt| receipt.picked_up_at.is_none() && at >= receipt.submitted_at;
    last.filter(fits).map(|receipt| receipt.picked_up_at = Some(at)).is_some()
}

#[cfg(test)]
mod tests;
