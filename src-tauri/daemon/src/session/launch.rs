//! Launching the next run: claim its number, give leave to start it, start its host, wait for its word.
//!
//! What a crash leaves behind at each step: a claimed number without a launch record (nothing can start from it); a launch
//! record whose deadline passes (a host that comes later refuses); a host whose word nobody heard (it is adopted).

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::launch::{program_in, ready_within};
use protocol::paths::Root;
use protocol::session::Size;
use serde_json::Map;
use store::lock::{self, Lock, Taken};
use store::process;
use store::records::{self, Launch, SessionRecord};

use super::close::{Finding, RunFiles};
use super::record;

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
    /// The session was just made: there cannot be anybody of an earlier run.
    pub is_first: bool,
    /// The newest run that has text to show above the new one's.
    pub shown_above: Option<Generation>,
    /// The program's environment.
    pub environment: BTreeMap<String, String>,
    /// The terminal's first size.
    pub size: Size,
    /// The soft limit of open files that the program gets.
    pub open_files: Option<u64>,
    /// How much may be kept of the session's output, in bytes.
    pub log_bound: u64,
    /// How long the host may take from its launch record to its program.
    pub leave: Duration,
}

impl Plan {
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
    /// Where the host listens.
    pub socket: PathBuf,
    /// What its hello carries.
    pub nonce: String,
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
    let launch = claim(plan)?;
    let socket = spawn(plan, launch.generation)?;
    Ok(Started { generation: launch.generation, socket: PathBuf::from(socket), nonce: launch.nonce })
}

/// Claims the number of the next run and gives leave to start it.
///
/// # Errors
/// `io` naming the step; then nothing can start from it.
pub(super) fn claim(plan: &Plan) -> Result<Launch, WireError> {
    let generation = plan.previous + 1;
    let dir = record::claim(&plan.root, &plan.record.id, generation)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("claiming run {generation}: {error}")))?;
    give_leave(plan, generation, &dir).inspect_err(|_| record::unclaim(&dir))
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

fn give_leave(plan: &Plan, generation: Generation, dir: &Path) -> Result<Launch, WireError> {
    let launch = leave_to_start(plan, generation)?;
    records::create(&dir.join("launch.json"), &launch)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("writing the launch record: {error}")))?;
    Ok(launch)
}

fn leave_to_start(plan: &Plan, generation: Generation) -> Result<Launch, WireError> {
    let now = store::now_ms();
    let limit = u64::try_from(plan.leave.as_millis()).unwrap_or(u64::MAX);
    Ok(Launch {
        session: plan.record.id.clone(),
        generation,
        argv: plan.record.spec.command.clone(),
        cwd: plan.record.spec.cwd.clone(),
        env_names: plan.environment.keys().cloned().collect(),
        size: plan.size,
        nonce: crate::run::new_nonce()?,
        deadline: now.saturating_add(limit),
        boot_id: process::boot_id()?,
        created_at: now,
        log: plan.record.spec.log,
        previous: plan.shown_above,
        open_files: plan.open_files,
        log_bound: Some(plan.log_bound),
        unknown: Map::new(),
    })
}

/// Starts the host, hands it the environment over its standard input and waits for its one line.
fn spawn(plan: &Plan, generation: Generation) -> Result<String, NotStarted> {
    let mut command = host(&plan.programs, "run", &plan.root, &plan.record.id, generation);
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| failed(&error.to_string()))?;
    let environment = serde_json::json!({ "env": plan.environment }).to_string();
    if let Some(mut stdin) = child.stdin.take() {
        // On its own: a host that hangs reads nothing, and it may be more than a pipe holds. One that refused to start
        // reads nothing either; its line says why.
        std::thread::spawn(move || stdin.write_all(environment.as_bytes()));
    }
    let stdout = child.stdout.take().ok_or_else(|| failed("it has no output"))?;
    let said = ready_within(plan.leave + WORD, stdout);
    let late = said.as_ref().is_err_and(|error| error.code == ErrorCode::TimedOut);
    if late {
        // What we started forks and exits at once, and the host itself is not our child. By its handle: one that hangs
        // before that never becomes a host.
        child.kill().ok();
    }
    child.wait().ok();
    if late { Err(NotStarted::Late) } else { Ok(said?) }
}

/// Starts a replay of an ended run and returns where it listens. Blocking.
///
/// # Errors
/// What the replay says; `start_failed`.
pub fn replay(programs: &Path, root: &Root, id: &SessionId, generation: Generation) -> Result<String, WireError> {
    let mut child = host(programs, "replay", root, id, generation)
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let stdout = child.stdout.take().ok_or_else(|| failed("it has no output"))?;
    let said = ready_within(LINGER, stdout);
    if said.is_err() {
        // Our own child, by its handle; one that was ready has left it behind.
        child.kill().ok();
    }
    child.wait().ok();
    said
}

/// A host needs nothing of the daemon's environment but where things lie and how much to log.
fn host(programs: &Path, verb: &str, root: &Root, id: &SessionId, generation: Generation) -> Command {
    let mut command = Command::new(program_in(programs, "holdfast-host"));
    command.arg(verb).arg("--root").arg(root.dir()).arg("--session").arg(id.as_str());
    command.arg("--generation").arg(generation.to_string());
    command.current_dir("/").stdout(Stdio::piped()).stderr(Stdio::null()).env_clear();
    for name in [
        "HOLDFAST_HOME",
        "HOLDFAST_LOG",
        "PATH",
        "HOME",
        "LANG",
        "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS",
        "DBUS_SYSTEM_BUS_ADDRESS",
        "SystemRoot",
    ] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    give_faults(&mut command);
    command
}

/// For tests: the faults that the daemon's hosts are to have.
#[cfg(debug_assertions)]
fn give_faults(command: &mut Command) {
    if let Some(faults) = std::env::var_os("HOLDFAST_HOST_FAULTS") {
        command.env("HOLDFAST_FAULTS", faults);
    }
}

#[cfg(not(debug_assertions))]
fn give_faults(_command: &mut Command) {}

fn failed(why: &str) -> WireError {
    WireError::new(ErrorCode::StartFailed, format!("starting the session's host: {why}"))
}
