//! Launching the next run: claim its number, start its host, give it leave, wait for its word.
//!
//! The host starts while its leave is written, and looks for that only when it has its environment, which it gets last. The
//! program starts while the names of all that are brought to the disk; the run is announced when both are done.
//!
//! | a crash of the daemon leaves | and then |
//! |---|---|
//! | a claimed number, and perhaps a host that waits | the host gets no environment and ends; of a new session nothing is kept |
//! | the record of a new session besides | it is listed; its run is closed as one that did not start |
//! | a launch record | its deadline passes: a host that comes later refuses |
//! | a host whose word nobody heard | it is adopted |
//!
//! A power cut leaves of a run that was not announced all, its first records, or nothing; never a half record, never a
//! run without its session's record.

mod waiting;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use protocol::agent::Watched;
use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::launch::Listening;
use protocol::paths::Root;
use protocol::session::Size;
use serde_json::Map;
use store::lock::{self, Lock, Taken};
use store::process;
use store::records::{self, Launch, QueueRecord, SessionRecord};

use super::close::{Finding, RunFiles};
use super::{agent_start, queue, record};
use crate::agents::{self, OwnFile, ProjectFile};

use waiting::Waiting;
pub use waiting::replay;

/// How long after its leave has expired a host's word may still come: it was given when its program ran.
const WORD: Duration = Duration::from_millis(500);

/// How long the host of an ended run may keep its lock: it lingers for slow clients.
const LINGER: Duration = Duration::from_secs(5);

/// What a start needs beyond the session's record.
#[derive(Debug)]
pub struct Plan {
    /// The root.
    pub root: Root,
    /// Where our programs lie.
    pub programs: PathBuf,
    /// What to start.
    pub record: SessionRecord,
    /// The newest run so far. 0 for none.
    pub previous: Generation,
    /// The session was just made: its record is to be written, and there cannot be anybody of an earlier run.
    pub is_first: bool,
    /// The newest run that has text to show above the new one's.
    pub shown_above: Option<Generation>,
    /// What to run.
    pub program: Program,
    /// What its agent is to be asked. Absent: what waits already.
    pub queue: Option<QueueRecord>,
    /// The terminal's first size.
    pub size: Size,
    /// The soft limit of open files that the program gets.
    pub open_files: Option<u64>,
    /// How much may be kept of the session's output, in bytes.
    pub log_bound: u64,
    /// How long the host may take from its launch record to its program.
    pub leave: Duration,
}

/// What a run is started as.
#[derive(Debug)]
pub struct Program {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// Its environment.
    pub environment: BTreeMap<String, String>,
    /// What the host is to know of the agent. Absent: it runs none.
    pub agent: Option<Watched>,
    /// Files of ours that the agent reads, in the run's own directory.
    pub files: Vec<OwnFile>,
    /// Files that it needs in its project.
    pub project_files: Vec<ProjectFile>,
    /// What its agent is to be asked and could not be told as an argument: it comes first in the queue.
    pub to_paste: Option<String>,
    /// The conversation that it goes on with. Absent: it begins one, or has none.
    pub goes_on: Option<String>,
}

impl Plan {
    /// The number of the run to start.
    fn next(&self) -> Generation {
        self.previous + 1
    }

    /// How long the whole start may take.
    pub fn limit(&self) -> Duration {
        LINGER + self.leave + LINGER
    }
}

/// Why a run did not start.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    /// Its host has not said in time that its program runs: it may have, and may yet.
    #[error("its host has not said in time that its program runs")]
    Late,
    /// It was refused, or it failed.
    #[error(transparent)]
    Refused(#[from] WireError),
}

/// A host that has said that its program runs.
#[derive(Debug)]
pub struct Started {
    /// Which run.
    pub generation: Generation,
    /// Where the host listens, and its first word.
    pub said: Listening,
    /// What its hello carries.
    pub nonce: String,
    /// What could not be set up for its agent, for people.
    pub not_set_up: Vec<String>,
    /// Why its first records may not outlive a power cut, if so.
    pub not_durable: Option<String>,
}

/// Starts the next run. Blocking, for at most [`Plan::limit`].
///
/// # Errors
/// `still_alive`, `orphaned`, `unreachable` where the run before is not over; then nothing was changed.
/// `program_missing`, `directory_missing`, `start_failed`, `io` where the host or its program did not start.
/// [`NotStarted::Late`] where nobody knows that yet.
pub fn launch(plan: &Plan) -> Result<Started, NotStarted> {
    // Held until the new host has its word out: the run before cannot come back to life meanwhile.
    let _over = prove_over(plan)?;
    let dir = claim(plan)?;
    let host = Waiting::begin(plan);
    let launch = match give_leave(plan, &dir) {
        Ok(launch) => launch,
        Err(error) => {
            host.map(Waiting::dismiss).ok();
            record::unclaim(&dir);
            return Err(error.into());
        }
    };
    // One that could not be started is on record as any other start that failed.
    let host = host?;
    let not_set_up = write_project_files(plan);
    let names = sync_names(plan);
    let said = host.let_go(plan)?;
    let not_durable = names.join().unwrap_or_else(|_| Some("the disk's answer was lost".to_owned()));
    Ok(Started { generation: launch.generation, said, nonce: launch.nonce, not_set_up, not_durable })
}

/// Claims the number of the next run.
///
/// # Errors
/// `io` naming it; then nothing was changed.
pub(super) fn claim(plan: &Plan) -> Result<PathBuf, WireError> {
    let generation = plan.next();
    record::claim(&plan.root, &plan.record.id, generation)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("claiming run {generation}: {error}")))
}

/// Makes the names of all that was written outlive a power cut, while others go on. The thread says why not.
fn sync_names(plan: &Plan) -> JoinHandle<Option<String>> {
    let (root, id, generation) = (plan.root.clone(), plan.record.id.clone(), plan.next());
    thread::spawn(move || record::sync_names(&root, &id, generation).err().map(|error| error.to_string()))
}

/// Takes the lock of the run before and makes sure that none of its processes is left.
fn prove_over(plan: &Plan) -> Result<Option<Lock>, WireError> {
    if plan.previous == 0 {
        return prove_nobody_left(plan).map(|()| None);
    }
    let name = &plan.record.name;
    let files = RunFiles::new(&plan.root, &plan.record.id, plan.previous);
    match files.look(false) {
        // Without a record a host that was held up could still start the run before, beside the next one.
        Finding::Ended(_) if files.recorded().is_none() => {
            return Err(WireError::new(ErrorCode::Io, format!("the end of {name}'s last run cannot be recorded")));
        }
        Finding::Ended(_) => {}
        Finding::HostLives { .. } | Finding::MayStart => {
            return Err(WireError::new(ErrorCode::StillAlive, format!("{name} still runs"))
                .hint(format!("attach to it: `holdfast attach {}`", plan.record.id.short())));
        }
        Finding::Orphaned { survivors, .. } => return Err(orphaned(&plan.record, &survivors)),
        Finding::CannotTell { why } => return Err(WireError::new(ErrorCode::Unreachable, why)),
    }
    match lock::take_within(&files.path("host.lock"), LINGER)? {
        Taken::Yes(lock) => {
            let left = files.survivors()?;
            if !left.is_empty() {
                return Err(orphaned(&plan.record, &left));
            }
            prove_nobody_left(plan).map(|()| Some(lock))
        }
        Taken::Held => Err(WireError::new(ErrorCode::Busy, format!("the host of {name} is about to end"))
            .hint("try again in a moment")),
    }
}

/// Runs whose directories are gone are runs all the same: nobody who carries the session's mark may be left.
fn prove_nobody_left(plan: &Plan) -> Result<(), WireError> {
    if plan.is_first {
        return Ok(());
    }
    let left = process::marked_in_any_run(plan.record.id.as_str())?;
    if left.is_empty() { Ok(()) } else { Err(strays(&plan.record.name, &left)) }
}

/// Why a session is not started again that has processes of a run whose directory is gone.
pub fn strays(name: &str, left: &[process::Identity]) -> WireError {
    let pids = process::pids(left);
    let message = format!("processes of {name} are there whose run's directory is gone: {pids}");
    WireError::new(ErrorCode::Orphaned, message)
        .hint(format!("put its directory back, or end them yourself: `kill {}`", pids.replace(',', "")))
}

/// Why a session with survivors is not started again.
pub fn orphaned(record: &SessionRecord, survivors: &[process::Identity]) -> WireError {
    let message = format!("processes of {}'s earlier run are still there: {}", record.name, process::pids(survivors));
    WireError::new(ErrorCode::Orphaned, message).hint(format!("end them first: `holdfast kill {}`", record.id.short()))
}

/// Writes down a new session, and that its next run may start.
///
/// # Errors
/// `io` naming the step; then nothing can start from it.
pub(super) fn give_leave(plan: &Plan, dir: &Path) -> Result<Launch, WireError> {
    if plan.is_first {
        record::write_first(&plan.root, &plan.record)?;
    }
    if let Some(waiting) = &plan.queue {
        queue::write(&plan.root.session(&plan.record.id), waiting)?;
    }
    write_own_files(plan)?;
    let launch = leave_to_start(plan)?;
    records::create_content(&dir.join("launch.json"), &launch)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("writing the launch record: {error}")))?;
    Ok(launch)
}

/// Writes what the agent is to read. It need not outlive a power cut: the run does not either.
fn write_own_files(plan: &Plan) -> Result<(), WireError> {
    if plan.program.agent.is_none() {
        return Ok(());
    }
    let own = agent_start::own_directory(&plan.root, &plan.record.id, plan.next());
    agents::write_own_files(&own, &plan.program.files)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("writing what the agent is to read: {error}")))
}

/// Puts what its agent needs into its project. Where that fails the agent runs all the same, and says less; why is returned.
fn write_project_files(plan: &Plan) -> Vec<String> {
    let (note, dir) = (project_note(&plan.root, &plan.record.id), Path::new(&plan.record.spec.cwd));
    let files = &plan.program.project_files;
    agents::project::put(&note, dir, files).unwrap_or_else(|error| vec![format!("{}: {error}", note.display())])
}

/// Where it is noted what was put into a session's project.
pub(super) fn project_note(root: &Root, id: &SessionId) -> PathBuf {
    root.session(id).join("project.json")
}

fn leave_to_start(plan: &Plan) -> Result<Launch, WireError> {
    let now = store::now_ms();
    let limit = u64::try_from(plan.leave.as_millis()).unwrap_or(u64::MAX);
    Ok(Launch {
        session: plan.record.id.clone(),
        generation: plan.next(),
        argv: plan.program.argv.clone(),
        cwd: plan.record.spec.cwd.clone(),
        env_names: plan.program.environment.keys().cloned().collect(),
        size: plan.size,
        nonce: crate::run::new_nonce()?,
        deadline: now.saturating_add(limit),
        boot_id: process::boot_id()?,
        created_at: now,
        log: plan.record.spec.log,
        previous: plan.shown_above,
        open_files: plan.open_files,
        log_bound: Some(plan.log_bound),
        agent: plan.program.agent.clone(),
        unknown: Map::new(),
    })
}
