//! `deliver`: a prompt of the queue, pasted and entered. The agent is looked at before the paste and once more before Enter:
//! what asks for leave in between must not be answered by it.

use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use protocol::error::{ErrorCode, WireError};
use protocol::hello::Role;
use protocol::host::{Deliver, Delivered};

use crate::agent::{Agent, Facts};
use crate::client::Client;
use crate::session::Session;
use crate::threads::{self, lock};
use crate::typing::MOST_WAITING;

/// Marks around a paste.
const PASTE: (&str, &str) = ("\x1b[200~", "\x1b[201~");
/// The agent has shown what there is to show once it was quiet for so long.
const SETTLED: Duration = Duration::from_millis(150);
/// It is not waited for any longer than this: not every agent shows what is pasted.
const LONGEST: Duration = Duration::from_secs(2);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(20);

/// Delivers on a thread of its own: the daemon goes on asking meanwhile.
pub fn deliver(session: &Arc<Session>, client: &Arc<Client>, request: u64, call: Deliver) -> Result<(), WireError> {
    if client.role != Role::Daemon {
        return Err(WireError::new(ErrorCode::Forbidden, "only a daemon delivers prompts"));
    }
    if call.text.len() > MOST_WAITING / 2 {
        return Err(WireError::new(ErrorCode::TooLarge, format!("the prompt has {} bytes", call.text.len())));
    }
    let (session, client) = (session.clone(), client.clone());
    let started = threads::start("deliver", move || client.answer(request, deliver_now(&session, &call.text)));
    started.map(|_| ()).map_err(|error| WireError::new(ErrorCode::Busy, format!("starting a thread: {error}")))
}

fn deliver_now(session: &Session, text: &str) -> Result<Delivered, WireError> {
    let live = session.live()?;
    let Some(agent) = &session.agent else {
        return Err(WireError::new(ErrorCode::BadRequest, "this session was not started as an agent's"));
    };
    let busy = |why: &str| WireError::new(ErrorCode::Busy, format!("nothing was delivered: {why}"));
    let _alone = agent.delivering.try_lock().map_err(|_| busy("another prompt is being delivered"))?;
    // What it still prints of what it did must not be taken for its showing the paste.
    quiet_down(session);
    let facts = facts(session, agent);
    let before = agent.stand();
    agent.check_ready(facts).map_err(busy)?;
    let pasted = paste(text, facts.marks_pastes).ok_or_else(|| busy("its lines would be entered one by one"))?;
    let offset = lock(&session.stream).offset;
    live.type_in(pasted.into_bytes(), None)?;
    show(session, offset);
    if agent.stand() != before {
        let why = "the agent or somebody else went on between the paste and Enter".to_owned();
        return Ok(Delivered { submitted_at: None, why: Some(why) });
    }
    let submitted_at = store::now_ms();
    match live.type_in(b"\r".to_vec(), None) {
        Ok(()) => {
            agent.typed(b"\r", submitted_at);
            Ok(Delivered { submitted_at: Some(submitted_at), why: None })
        }
        Err(refused) => Ok(Delivered { submitted_at: None, why: Some(refused.to_string()) }),
    }
}

fn facts(session: &Session, agent: &Agent) -> Facts {
    let marks_pastes = {
        let mut terminal = session.terminal();
        terminal.catch_up(session);
        terminal.marks_pastes()
    };
    let printed_at = lock(&session.stream).output_at;
    let quiet = printed_at.map(|at| Duration::from_millis(store::now_ms().saturating_sub(at)));
    let is_expected = agent.is_expected(store::now_ms());
    Facts { quiet, marks_pastes, has_draft: agent.has_draft(), is_expected }
}

/// What is typed for a prompt. Absent: it has several lines, and the program would take each as a prompt.
fn paste(text: &str, marks_pastes: bool) -> Option<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // A paste that brought its own end would have the rest typed.
    let clean: String = text.chars().filter(|&one| one == '\n' || one == '\t' || !one.is_control()).collect();
    if marks_pastes {
        return Some(format!("{}{clean}{}", PASTE.0, PASTE.1));
    }
    (!clean.contains('\n')).then_some(clean)
}

/// Waits until the agent prints nothing.
fn quiet_down(session: &Session) {
    let offset = lock(&session.stream).offset;
    settle(session, offset, Some(Instant::now()));
}

/// Waits until the agent has shown what was pasted, where its output was at `offset` before: an Enter that comes while it still
/// takes in the paste is lost, or taken for a part of it.
fn show(session: &Session, offset: u64) {
    settle(session, offset, None);
}

/// Waits until it is quiet after it has printed something, which was last at `printed`.
fn settle(session: &Session, mut offset: u64, mut printed: Option<Instant>) {
    let begun = Instant::now();
    while printed.is_none_or(|at| at.elapsed() < SETTLED) && begun.elapsed() < LONGEST && session.is_live() {
        sleep(LOOK);
        let now = lock(&session.stream).offset;
        if now != offset {
            (offset, printed) = (now, Some(Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_pasted_as_text_and_cannot_end_its_paste() {
        let table = [
            ("one", true, Some("\x1b[200~one\x1b[201~")),
            ("a\r\nb\rc", true, Some("\x1b[200~a\nb\nc\x1b[201~")),
            ("x\x1b[201~\r!rm\u{9b}", true, Some("\x1b[200~x[201~\n!rm\x1b[201~")),
            ("one", false, Some("one")),
            ("a\nb", false, None),
            ("a\tb", true, Some("\x1b[200~a\tb\x1b[201~")),
        ];
        for (text, marks, expected) in table {
            assert_eq!(paste(text, marks).as_deref(), expected, "{text:?}");
        }
    }
}
