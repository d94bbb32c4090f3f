//! Making the plan from what is known now, and carrying it out: two starts at a time, each as a resume of its session.

use std::sync::Arc;

use protocol::end::Actor;
use protocol::error::{ErrorCode, WireError};
use protocol::paths::Root;
use protocol::plan::{Can, Plan, Row};
use protocol::requests::{Restored, RestoredRow};
use protocol::session::Kind;
use store::records::Decision;

use super::evidence::{self, Agents, Looked};
use super::plan::{self, Memory, Offer};
use super::{breaker, decisions, last_stop};
use crate::context::{Daemon, off_loop};
use crate::journal::entries;
use crate::notifications::{Note, Subject as Told};
use crate::registry::{Entry, Lost};
use crate::session::Begin;
use crate::settings::{self, Policy};
use crate::together::together;
use crate::{environment, orchestrators};

/// The plan as it is now.
pub async fn make(daemon: &Arc<Daemon>) -> Plan {
    let entries = lost(daemon);
    let mut problems = settings::problems(daemon).await;
    let root = daemon.root.clone();
    let (mut rows, more) = off_loop(move || rows(&root, &entries)).await;
    problems.extend(more);
    if let Some(why) = held_back(daemon) {
        plan::hold_back(&mut rows, &why);
    }
    Plan { reconciling: daemon.is_reconciling(), rows, problems }
}

/// The lost runs that are offered, whatever can be done about them. It looks at nothing outside of the root: where that
/// hangs, a full stop does not.
pub async fn offered(daemon: &Daemon) -> Vec<(Entry, Lost)> {
    let (root, mut runs) = (daemon.root.clone(), lost(daemon));
    off_loop(move || {
        let memory = memory(&root, &mut Vec::new());
        runs.retain(|(entry, lost)| plan::offer(&entry.row, lost, &memory) != Offer::No);
        runs
    })
    .await
}

fn lost(daemon: &Daemon) -> Vec<(Entry, Lost)> {
    daemon.registry.entries().into_iter().filter_map(|entry| Some((entry.clone(), entry.lost?))).collect()
}

fn memory(root: &Root, problems: &mut Vec<String>) -> Memory {
    let (last_stop, decisions) = (last_stop::read(root, problems), decisions::read(root, problems));
    Memory { last_stop, decisions, now: store::now_ms() }
}

/// The rows, and what could not be read on the way to them.
fn rows(root: &Root, entries: &[(Entry, Lost)]) -> (Vec<Row>, Vec<String>) {
    let mut problems = Vec::new();
    let memory = memory(root, &mut problems);
    let agents = Agents::load(root);
    let rows = entries.iter().filter_map(|(entry, lost)| row(entry, lost, &memory, &agents)).collect();
    (rows, problems)
}

/// Why nothing is started that was not named.
fn held_back(daemon: &Daemon) -> Option<String> {
    breaker::held_back(&daemon.registry.failed_starts(), store::now_ms())
}

fn row(entry: &Entry, lost: &Lost, memory: &Memory, agents: &Agents) -> Option<Row> {
    let session = &entry.row;
    let offer = plan::offer(session, lost, memory);
    if offer == Offer::No {
        return None;
    }
    let Looked { evidence, begins } = evidence::look(session, lost.has_prompt, agents);
    Some(plan::row(session, lost, offer, evidence, begins))
}

/// Carries out the plan: the rows of `ids`, or every ticked one.
///
/// # Errors
/// `reconciling` where the plan is not ready, `not_found` for an id that is not in it; then nothing was started.
pub async fn restore(daemon: &Arc<Daemon>, ids: &[String], by: &Actor) -> Result<Restored, WireError> {
    // One sweep at a time, and the plan is made in it: what the one before brought back is not in it any more. The semaphore
    // is never closed.
    let _sweep = daemon.sweeping.acquire().await;
    let plan = ready(daemon).await?;
    let rows = if ids.is_empty() {
        start_all(daemon, plan.rows.into_iter().filter(|row| row.ticked).collect(), Chosen::ByTick, by).await
    } else {
        start_all(daemon, pick(daemon, plan, ids)?, Chosen::ByName, by).await
    };
    Ok(Restored { rows })
}

/// Remembers that the rows of `ids`, or all, are not wanted back.
///
/// # Errors
/// As [`restore`]; `io` where it could not be written.
pub async fn decline(daemon: &Arc<Daemon>, ids: &[String], by: &Actor) -> Result<(), WireError> {
    let plan = ready(daemon).await?;
    let rows = if ids.is_empty() { plan.rows } else { pick(daemon, plan, ids)? };
    let at = store::now_ms();
    let entries: Vec<_> = rows.iter().map(|row| entries::declined(&row.id, row.generation, by)).collect();
    let declined = rows
        .into_iter()
        .map(|row| Decision { session: row.id, generation: row.generation, at, unknown: serde_json::Map::new() })
        .collect();
    // One after the other, or one would overwrite the other; the semaphore is never closed.
    let _turn = daemon.deciding.acquire().await;
    let root = daemon.root.clone();
    off_loop(move || decisions::add(&root, declined)).await?;
    entries.into_iter().for_each(|entry| daemon.journal.note(entry));
    daemon.registry.emit(&protocol::event::Event::PlanChanged);
    Ok(())
}

/// Brings back what the user's policy says, after the start.
pub async fn by_policy(daemon: &Arc<Daemon>) {
    let policy = settings::current(daemon).await.restore.policy;
    if policy == Policy::Ask {
        return;
    }
    let _sweep = daemon.sweeping.acquire().await;
    let is_orchestrator =
        |row: &Row| daemon.registry.get(&row.id).is_some_and(|entry| entry.row.kind == Kind::Orchestrator);
    let mut rows: Vec<Row> = make(daemon).await.rows.into_iter().filter(|row| row.ticked).collect();
    rows.retain(|row| policy == Policy::All || is_orchestrator(row));
    for row in start_all(daemon, rows, Chosen::ByTick, &"daemon".to_owned()).await {
        if let Some(error) = row.error {
            tracing::warn!("restoring {}: {}", row.id, error.message);
        }
    }
}

async fn ready(daemon: &Arc<Daemon>) -> Result<Plan, WireError> {
    let plan = make(daemon).await;
    if plan.reconciling {
        return Err(
            WireError::new(ErrorCode::Reconciling, "sessions are still being looked at").hint("try again in a moment")
        );
    }
    Ok(plan)
}

fn pick(daemon: &Daemon, plan: Plan, ids: &[String]) -> Result<Vec<Row>, WireError> {
    let mut picked = Vec::new();
    for text in ids {
        let entry = daemon.registry.find(text)?;
        let row = plan.rows.iter().find(|row| row.id == entry.row.id).ok_or_else(|| {
            let error = WireError::new(ErrorCode::NotFound, format!("{} is not in the restore plan", entry.row.name));
            if entry.row.status.is_live() {
                error.hint(format!("it is not over: {}", entry.row.why))
            } else {
                error.hint("`holdfast resume` starts it again")
            }
        })?;
        if !picked.contains(row) {
            picked.push(row.clone());
        }
    }
    Ok(picked)
}

/// How the rows of a restore were chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chosen {
    /// Because the plan ticks them: starts that fail on the way hold back the rest.
    ByTick,
    /// One by one.
    ByName,
}

/// Starts rows; the answers come in their order. The caller holds the sweep.
async fn start_all(daemon: &Arc<Daemon>, rows: Vec<Row>, chosen: Chosen, by: &Actor) -> Vec<RestoredRow> {
    if rows.is_empty() {
        return Vec::new();
    }
    daemon.tell_watchdog(crate::watchdog::Watchdog::begin);
    let environment = off_loop(environment::of_login_shell).await;
    let starts = rows.into_iter().map(|row| {
        let begin = Begin { environment: environment.clone(), by: Some(by.clone()), ..Begin::default() };
        let daemon = daemon.clone();
        async move { start(&daemon, row, chosen, begin).await }
    });
    let rows = together(starts).await;
    daemon.tell_watchdog(crate::watchdog::Watchdog::finish);
    let back: Vec<_> = rows.iter().filter_map(|row| Some((told(daemon, row)?, row.generation?))).collect();
    daemon.notifications.note(Note::Restored(back));
    entries::restored(&rows, by).into_iter().for_each(|entry| daemon.journal.note(entry));
    rows
}

/// The session of a row. Absent: it was wiped meanwhile.
fn told(daemon: &Daemon, row: &RestoredRow) -> Option<Told> {
    daemon.registry.get(&row.id).map(|entry| Told { id: entry.row.id, name: entry.row.name })
}

/// Starts one row. The plan may have changed while it waited for its turn: a run that is not lost any more is left alone.
async fn start(daemon: &Arc<Daemon>, row: Row, chosen: Chosen, begin: Begin) -> RestoredRow {
    let _place = daemon.starts.acquire().await;
    let outcome = async {
        if let Some(why) = held_back(daemon).filter(|_| chosen == Chosen::ByTick) {
            return Err(WireError::new(ErrorCode::HeldBack, why).hint(format!("holdfast restore {}", row.id.short())));
        }
        check(&row)?;
        let wiped = || WireError::new(ErrorCode::NotFound, format!("{} was wiped meanwhile", row.name));
        let entry = daemon.registry.get(&row.id).ok_or_else(wiped)?;
        orchestrators::start(daemon, &entry, Begin { lost: Some(row.generation), ..begin }).await
    };
    match outcome.await {
        Ok(session) => RestoredRow { id: row.id, generation: Some(session.generation), error: None },
        Err(error) => RestoredRow { id: row.id, generation: None, error: Some(error) },
    }
}

/// Whether anything can be done about a row.
fn check(row: &Row) -> Result<(), WireError> {
    if row.can != Can::Nothing {
        return Ok(());
    }
    if row.evidence.directory && row.evidence.program {
        // The start says why.
        return Ok(());
    }
    let message = format!("{} cannot be started: its directory or its program is gone", row.name);
    Err(WireError::new(ErrorCode::NotResumable, message))
}
