//! The restore plan: which lost runs are offered, and whether they are ticked. Pure; evidence is gathered by its callers.

use protocol::end::{EndReason, IntentReason};
use protocol::id::SessionId;
use protocol::plan::{Can, Evidence, Row};
use protocol::session::{Archive, Kind, Session, Status};
use store::records::{Decisions, LastStop, StopState};

use crate::registry::Lost;
use crate::session::beginning::{Beginning, Refused};

/// For how long a full stop is remembered by its intents where its own record is absent or damaged, in milliseconds.
const FALL_BACK: u64 = 10 * 60 * 1000;

/// What the plan is made from, beside the sessions.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The last full stop. Absent where there was none or its record cannot be read.
    pub last_stop: Option<LastStop>,
    /// What the user decided.
    pub decisions: Decisions,
    /// Now, in milliseconds since 1970.
    pub now: u64,
}

/// How a lost run stands in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Offered, and taken by *restore all*.
    Ticked,
    /// Offered.
    Unticked,
    /// Not offered.
    No,
}

/// Decides whether a lost run is offered.
pub fn offer(session: &Session, lost: &Lost, memory: &Memory) -> Offer {
    let superseded = session.status != Status::Ended;
    if superseded || session.archive != Archive::No || lost.unwanted || is_declined(&session.id, lost, memory) {
        return Offer::No;
    }
    match lost.end.reason {
        EndReason::MachineLost
        | EndReason::OsShutdown
        | EndReason::Logout
        | EndReason::HostLost
        | EndReason::HostOutOfMemory => Offer::Ticked,
        EndReason::Stopped => match lost.end.intent {
            Some(IntentReason::FullStop) if is_of_last_stop(&session.id, lost, memory) => Offer::Ticked,
            Some(IntentReason::Restart | IntentReason::Update) => Offer::Ticked,
            _ => Offer::No,
        },
        EndReason::OutOfMemory | EndReason::ExternalSignal | EndReason::UnknownSignal => Offer::Unticked,
        EndReason::Completed | EndReason::Failed | EndReason::Crashed | EndReason::StartFailed | EndReason::Unknown => {
            Offer::No
        }
    }
}

/// Makes the row of an offered run.
///
/// `begins`: how its agent's next run would begin. Absent: it runs none.
pub fn row(
    session: &Session,
    lost: &Lost,
    offer: Offer,
    evidence: Evidence,
    begins: Option<Result<Beginning, Refused>>,
) -> Row {
    let (can, why) = can(session.kind, lost.has_prompt, &evidence, begins);
    Row {
        id: session.id.clone(),
        name: session.name.clone(),
        project: session.project.clone(),
        cwd: session.cwd.clone(),
        command: session.command.clone(),
        generation: lost.generation,
        cause: lost.end.clone(),
        can,
        evidence,
        ticked: offer == Offer::Ticked && can != Can::Nothing,
        note: why,
    }
}

/// What a start of the next run of a session would do; where it would do nothing, why, if that does not show in the
/// evidence. `begins` as in [`row`].
pub fn can(
    kind: Kind,
    has_prompt: bool,
    evidence: &Evidence,
    begins: Option<Result<Beginning, Refused>>,
) -> (Can, Option<String>) {
    match begins {
        _ if !(evidence.directory && evidence.program) => (Can::Nothing, None),
        Some(Ok(Beginning::With(_))) => (Can::Resume, None),
        Some(Ok(Beginning::Anew { with_prompt: true })) => (Can::Replay, None),
        Some(Ok(Beginning::Anew { with_prompt: false })) => (Can::Rerun, None),
        Some(Err(refused)) => (Can::Nothing, Some(refused.why())),
        None => {
            let can = what_can(kind, has_prompt);
            (can, (can == Can::Nothing).then(|| Refused::NothingToGoOnFrom.why()))
        }
    }
}

/// What a start of the next run of a session without an agent would do. A plain program runs again, and so does an
/// orchestrator, which is there for its project; a worker needs what it was working on.
pub fn what_can(kind: Kind, prompt: bool) -> Can {
    match kind {
        Kind::Program | Kind::Unknown => Can::Rerun,
        Kind::Worker | Kind::Orchestrator if prompt => Can::Replay,
        Kind::Worker => Can::Nothing,
        Kind::Orchestrator => Can::Rerun,
    }
}

/// Unticks everything where starts failed lately; each row that would have been ticked says why.
pub fn hold_back(rows: &mut [Row], why: &str) {
    for row in rows.iter_mut().filter(|row| row.ticked) {
        row.ticked = false;
        row.note = Some(why.to_owned());
    }
}

fn is_declined(id: &SessionId, lost: &Lost, memory: &Memory) -> bool {
    memory.decisions.declined.iter().any(|one| one.session == *id && one.generation == lost.generation)
}

fn is_of_last_stop(id: &SessionId, lost: &Lost, memory: &Memory) -> bool {
    let recent = memory.now.abs_diff(lost.end.at) <= FALL_BACK;
    match &memory.last_stop {
        None => recent,
        Some(stop) => {
            let named = stop.rows.iter().any(|row| row.session == *id && row.generation == lost.generation);
            // Stopped after the record was begun and not in it: a later full stop could not be recorded.
            let unrecorded = recent && lost.end.at > stop.at && stop.state == StopState::Done;
            named || unrecorded
        }
    }
}

#[cfg(test)]
mod tests;
