//! A project has one orchestrator: it is found, or started again under its id, and never doubled. Whoever starts one
//! waits for its turn in its project; no mutex is held meanwhile, and other projects are not kept waiting.

use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Existing, Made};
use protocol::session::{Archive, Kind, Session, Status};

use crate::context::{Daemon, Progress};
use crate::registry::Entry;
use crate::session::Begin;

/// What to do about a project's orchestrators.
#[derive(Debug, PartialEq, Eq)]
enum Choice<'a> {
    /// Make one.
    Make,
    /// It is there.
    There(&'a Session),
    /// It has ended: start it again.
    Resume(&'a Session),
    /// One is in the way, and nothing can be started beside it.
    Refuse(&'a Session),
}

/// Chooses among the orchestrators of one project, in any order. What may live outranks everything; of ended ones the
/// newest counts; what is archived does not.
fn choose<'a>(sessions: impl Iterator<Item = &'a Session>) -> Choice<'a> {
    let mut sessions: Vec<&Session> = sessions.filter(|session| session.archive != Archive::Done).collect();
    sessions.sort_by_key(|session| (session.status.is_live(), session.archive == Archive::No, session.created_at));
    match sessions.pop() {
        None => Choice::Make,
        // Its program is there without a host, it is about to be put away, or nobody can read what it is.
        Some(one) if one.archive == Archive::Pending => Choice::Refuse(one),
        Some(one) => match one.status {
            Status::Orphaned | Status::Damaged => Choice::Refuse(one),
            status if status.is_live() => Choice::There(one),
            _ => Choice::Resume(one),
        },
    }
}

/// The project's orchestrator, if it has one: as it lives, or started again. The caller holds the project's turn.
///
/// # Errors
/// Why it cannot be started again; `orphaned`, `damaged`, `still_alive` where one is in the way.
pub async fn existing(daemon: &Arc<Daemon>, project: &str, begin: &Begin) -> Result<Option<Made>, WireError> {
    // Before that nobody knows which of them live.
    daemon.wait_for(Progress::Reconciled).await;
    let entries = of_project(daemon, project);
    let handle = |session: &Session| entries.iter().find(|entry| entry.row.id == session.id).map(|entry| &entry.handle);
    match choose(entries.iter().map(|entry| &entry.row)) {
        Choice::Make => Ok(None),
        Choice::There(session) => Ok(Some(Made { session: session.clone(), existing: Some(Existing::Live) })),
        Choice::Refuse(session) => Err(in_the_way(session)),
        Choice::Resume(session) => {
            let Some(handle) = handle(session) else { return Ok(None) };
            let session = handle.start(begin.clone()).await?;
            Ok(Some(Made { session, existing: Some(Existing::Resumed) }))
        }
    }
}

/// Starts the next run of any session; an orchestrator only while no other one of its project may live.
///
/// # Errors
/// `still_alive` naming the other one; why it was not started.
pub async fn start(daemon: &Arc<Daemon>, entry: &Entry, begin: Begin) -> Result<Session, WireError> {
    if entry.row.kind != Kind::Orchestrator {
        return entry.handle.start(begin).await;
    }
    let _turn = daemon.orchestrators.turn(&entry.row.project).await;
    let others = of_project(daemon, &entry.row.project);
    match others.iter().find(|other| other.row.id != entry.row.id && other.row.status.is_live()) {
        Some(other) => Err(in_the_way(&other.row)),
        None => entry.handle.start(begin).await,
    }
}

fn of_project(daemon: &Daemon, project: &str) -> Vec<Entry> {
    let mut entries = daemon.registry.entries();
    entries.retain(|entry| entry.row.kind == Kind::Orchestrator && entry.row.project == project);
    entries
}

fn in_the_way(session: &Session) -> WireError {
    let (name, id) = (&session.name, session.id.short());
    match session.status {
        Status::Orphaned => {
            WireError::new(ErrorCode::Orphaned, format!("the project's orchestrator {name}: {}", session.why))
                .hint(format!("end what is left of it: `holdfast kill {id}`"))
        }
        Status::Damaged => {
            WireError::new(ErrorCode::Damaged, format!("the project's orchestrator {name}: {}", session.why))
                .hint(format!("mend its record, or wipe it: `holdfast rm {id}`"))
        }
        _ => WireError::new(ErrorCode::StillAlive, format!("the project's orchestrator {name} still lives"))
            .hint(format!("attach to it: `holdfast attach {id}`")),
    }
}

#[cfg(test)]
mod tests;
