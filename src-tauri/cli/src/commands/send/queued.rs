//! Having an agent asked something once it is idle, through the daemon's queue.

use std::thread;
use std::time::{Duration, Instant};

use protocol::error::{ErrorCode, WireError};
use protocol::queue::{PromptState, Receipt};
use protocol::requests::{Enqueue, GetQueue};
use serde::Serialize;

use crate::context::{ANSWER_LIMIT, Context};

/// How often the queue is looked at while waiting.
const LOOK: Duration = Duration::from_millis(100);
/// How long an agent that has got a prompt may take to say that it took it up. Some do not tell.
const PICK_UP: Duration = Duration::from_secs(3);

/// What became of it.
#[derive(Debug, Serialize)]
pub struct Queued {
    /// The prompt's number in the session's queue.
    number: u64,
    /// When the agent got it. Absent: nobody has waited for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<u64>,
    /// When the agent took it up. Absent: it has not said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    picked_up_at: Option<u64>,
}

/// Puts it into the queue; with `wait`, which has a limit or none, until the agent has it.
///
/// # Errors
/// `bad_request` where the session runs no agent; `timed_out`; `not_found` where it was dropped; `busy` where nobody can tell
/// whether the agent has it; what the daemon answers.
pub fn send(id: &str, text: &str, wait: Option<Option<Duration>>, context: &Context) -> Result<Queued, WireError> {
    let call = Enqueue { id: id.to_owned(), text: text.to_owned() };
    let number = context.daemon()?.call_within(&call, ANSWER_LIMIT)?.number;
    let Some(limit) = wait else { return Ok(Queued { number, submitted_at: None, picked_up_at: None }) };
    let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
    let receipt = until_delivered(id, number, deadline, context)?;
    Ok(Queued { number, submitted_at: Some(receipt.submitted_at), picked_up_at: receipt.picked_up_at })
}

fn until_delivered(id: &str, number: u64, deadline: Option<Instant>, context: &Context) -> Result<Receipt, WireError> {
    let mut delivered_since = None;
    loop {
        let queue = context.daemon()?.call_within(&GetQueue { id: id.to_owned() }, ANSWER_LIMIT)?;
        if let Some(receipt) = queue.delivered.into_iter().find(|receipt| receipt.number == number) {
            let since = *delivered_since.get_or_insert_with(Instant::now);
            if receipt.picked_up_at.is_some() || since.elapsed() >= PICK_UP {
                return Ok(receipt);
            }
        } else {
            let prompt = queue.prompts.into_iter().find(|prompt| prompt.number == number);
            let prompt = prompt.ok_or_else(|| WireError::new(ErrorCode::NotFound, "the prompt was dropped"))?;
            if prompt.state == PromptState::Uncertain {
                let why = prompt.why.unwrap_or_default();
                let message = format!("nobody can tell whether the agent has it: {why}");
                return Err(WireError::new(ErrorCode::Busy, message).hint(format!("holdfast queue {id}")));
            }
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(WireError::new(ErrorCode::TimedOut, "the agent was not idle in time; the prompt waits on")
                .hint(format!("holdfast queue {id}")));
        }
        thread::sleep(LOOK);
    }
}

/// The receipt, for people.
pub fn words(queued: &Queued) -> String {
    match (queued.submitted_at, queued.picked_up_at) {
        (None, _) => format!("waits as prompt {}", queued.number),
        (Some(_), None) => "given to the agent".to_owned(),
        (Some(_), Some(_)) => "given to the agent, which took it up".to_owned(),
    }
}
