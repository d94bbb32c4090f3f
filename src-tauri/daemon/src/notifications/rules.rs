//! What people are told, and when nobody needs that any more. Pure.
//!
//! | a session's row | and then |
//! |---|---|
//! | its agent waits for leave or an answer, or has finished | told, once for each change of the agent's activity |
//! | its agent works and has said nothing for long | told, once for each stretch of work |
//! | its run ended without anybody wanting that | told, once for each run |
//! | it ended because somebody wanted that, with the machine, the system or the log-in | nothing: the restore plan tells |
//! | a person has looked at what finished or failed, or it is archived | nothing any more |
//! | it is silent, orphaned, damaged, or nobody has looked at it yet | what was told stands |
//!
//! Whatever the row does not say any more is resolved.

use protocol::end::EndReason;
use protocol::id::Generation;
use protocol::notification::{Notification, NotificationKind, POPUP_AGE};
use protocol::session::{Archive, Attention, Session, Status};
use protocol::text::one_line;
use store::notifications::Line;

use super::kept::Kept;
use super::{Note, Subject};
use crate::session::timeline::words;

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Nobody can tell.
    Unclear,
    /// Nobody needs to be told anything.
    Quiet,
    /// A person is to be told this.
    Wants(Cause),
}

/// What there is to tell of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The same thing, however often it is said.
    pub key: Key,
    /// When it happened, in milliseconds since 1970.
    pub at: u64,
    /// For people.
    pub text: String,
}

/// What makes two causes of a session the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// About what.
    pub kind: NotificationKind,
    /// In which run.
    pub generation: Generation,
    /// At which change of the agent's activity. 0: it is about the run itself.
    pub turn: u64,
}

impl Key {
    /// What a notification was told for.
    pub fn of(told: &Notification) -> Self {
        Self { kind: told.kind, generation: told.generation, turn: told.turn }
    }
}

impl Stand {
    /// Whether two say the same, in whatever words.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Wants(one), Self::Wants(other)) => one.key == other.key,
            _ => self == other,
        }
    }
}

/// What a row says. `now`: in milliseconds since 1970.
pub fn stand(row: &Session, now: u64) -> Stand {
    match row.status {
        Status::Unreachable | Status::Orphaned | Status::Damaged | Status::Queued | Status::Unknown => Stand::Unclear,
        _ if row.archive != Archive::No => Stand::Quiet,
        Status::Ended => of_end(row),
        Status::Starting | Status::Running | Status::Working | Status::Idle | Status::NeedsInput => of_agent(row, now),
    }
}

fn of_end(row: &Session) -> Stand {
    let Some(end) = row.end.as_ref().filter(|_| !row.seen) else { return Stand::Quiet };
    let kind = match (row.attention, end.reason) {
        (_, EndReason::MachineLost | EndReason::OsShutdown | EndReason::Logout) => return Stand::Quiet,
        (Attention::Finished, _) => NotificationKind::Finished,
        (Attention::Failed, _) => NotificationKind::Failed,
        _ => return Stand::Quiet,
    };
    let key = Key { kind, generation: row.generation, turn: 0 };
    Stand::Wants(Cause { key, at: end.at, text: words::of_end(end, false) })
}

fn of_agent(row: &Session, now: u64) -> Stand {
    let Some(word) = &row.agent_word else { return Stand::Quiet };
    let (kind, otherwise) = match row.attention {
        Attention::Permission => (NotificationKind::NeedsPermission, "it wants leave to go on"),
        Attention::Question => (NotificationKind::Asks, "it wants an answer"),
        Attention::Finished if !row.seen => (NotificationKind::Finished, "it has done what it was asked"),
        Attention::Stuck => return of_stuck(row, word.turn, now),
        _ => return Stand::Quiet,
    };
    let key = Key { kind, generation: row.generation, turn: word.turn };
    let text = word.message.as_deref().map(one_line).filter(|text| !text.is_empty());
    Stand::Wants(Cause { key, at: word.since, text: text.unwrap_or_else(|| otherwise.to_owned()) })
}

/// It is stuck from now on: before, it might have said something any moment. Once for each stretch of work.
fn of_stuck(row: &Session, turn: u64, now: u64) -> Stand {
    let key = Key { kind: NotificationKind::Stuck, generation: row.generation, turn };
    Stand::Wants(Cause { key, at: now, text: row.why.clone() })
}

/// The lines that follow from a note. `now`: in milliseconds since 1970.
pub fn lines(kept: &Kept, note: &Note, now: u64) -> Vec<Line> {
    match note {
        Note::Stand { of, stand, found } => of_stand(kept, of, stand, *found, now),
        Note::Restored(subjects) => told_of_restore(subjects, now).into_iter().map(|told| line(told, now)).collect(),
        Note::Removed(id) => resolved(kept.open().filter(|told| told.session.as_ref() == Some(id)), now),
        Note::Listed(ids) => {
            let is_gone = |told: &&Notification| told.session.as_ref().is_some_and(|id| !ids.contains(id));
            resolved(kept.open().filter(is_gone), now)
        }
        Note::Close(_) => Vec::new(),
    }
}

/// What the row of a session says now resolves whatever it does not say any more. `found`: it was not seen to happen, it was
/// so already when the daemon first looked.
fn of_stand(kept: &Kept, of: &Subject, stand: &Stand, found: bool, now: u64) -> Vec<Line> {
    let cause = match stand {
        Stand::Unclear => return Vec::new(),
        Stand::Quiet => None,
        Stand::Wants(cause) => Some(cause),
    };
    let of_it = kept.open().filter(|told| told.session.as_ref() == Some(&of.id));
    let is_over = |told: &&Notification| {
        told.kind != NotificationKind::Restored && cause.is_none_or(|cause| cause.key != Key::of(told))
    };
    let mut lines = resolved(of_it.filter(is_over), now);
    let is_old = |cause: &Cause| kept.is_told(&of.id, cause.key) || (found && kept.is_before(cause.at));
    lines.extend(cause.filter(|cause| !is_old(cause)).map(|cause| line(told(of, cause, now), now)));
    lines
}

fn told(of: &Subject, cause: &Cause, now: u64) -> Notification {
    Notification {
        number: 0,
        change: 0,
        at: cause.at,
        session: Some(of.id.clone()),
        name: one_line(&of.name),
        kind: cause.key.kind,
        generation: cause.key.generation,
        turn: cause.key.turn,
        text: one_line(&cause.text),
        late: now.saturating_sub(cause.at) > POPUP_AGE,
        resolved_at: None,
    }
}

/// One restore is one thing, however many sessions it brought back.
fn told_of_restore(subjects: &[(Subject, Generation)], now: u64) -> Option<Notification> {
    const NAMES: usize = 3;
    let key = |generation| Key { kind: NotificationKind::Restored, generation, turn: 0 };
    let ((first, generation), more) = subjects.split_first()?;
    if more.is_empty() {
        let cause = Cause { key: key(*generation), at: now, text: "it was brought back".to_owned() };
        return Some(told(first, &cause, now));
    }
    let names: Vec<&str> = subjects.iter().take(NAMES).map(|(one, _)| one.name.as_str()).collect();
    let others = subjects.len().saturating_sub(NAMES);
    let others = if others > 0 { format!(" and {others} more") } else { String::new() };
    let cause = Cause { key: key(0), at: now, text: format!("brought back: {}{others}", names.join(", ")) };
    let name = format!("{} sessions", subjects.len());
    Some(Notification { session: None, name, ..told(first, &cause, now) })
}

fn line(told: Notification, now: u64) -> Line {
    Line { at: now, told: Some(Box::new(told)), ..Line::default() }
}

fn resolved<'a>(open: impl Iterator<Item = &'a Notification>, now: u64) -> Vec<Line> {
    open.map(|told| Line { at: now, resolved: Some(told.number), ..Line::default() }).collect()
}

#[cfg(test)]
mod tests;
