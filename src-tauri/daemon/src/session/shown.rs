//! All about one session, from its row in memory and its files. Blocking; it asks nobody and changes nothing.

use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use protocol::requests::{Run, Shown};
use protocol::session::Session;
use store::journal;

use super::close::{Finding, RunFiles};
use super::{record, timeline};

/// Reads what the row does not say.
///
/// # Errors
/// `not_found` where it was wiped meanwhile; `io` where its directory cannot be read.
pub fn shown(root: &Root, session: Session) -> Result<Shown, WireError> {
    let known =
        record::read(root, &session.id).ok_or_else(|| WireError::new(ErrorCode::NotFound, "the session was wiped"))?;
    let record = known.record();
    let generations = record::generations(root, &session.id)?;
    let runs = generations.into_iter().map(|generation| run(root, &session.id, generation)).collect();
    let told = journal::of_session(&root.journal(), &session.id);
    let timeline = timeline::derive(&timeline::facts::read(root, record), &told, store::now_ms());
    Ok(Shown { runs, env: record.spec.env.keys().cloned().collect(), log: record.spec.log, session, timeline })
}

/// One run, as its records have it.
fn run(root: &Root, id: &SessionId, generation: Generation) -> Run {
    let files = RunFiles::new(root, id, generation);
    let end = match files.recorded() {
        Some(Finding::Ended(ended)) => Some(ended.end),
        _ => None,
    };
    Run { generation, started_at: files.started_at(), end }
}
