//! The process of a host from its spawn to its word. It decides nothing about runs.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::launch::{Listening, program_in, ready_within};
use protocol::paths::Root;

use super::{LINGER, NotStarted, Plan, WORD};

/// A host that was started and waits for its environment. Without one it ends.
pub struct Waiting {
    child: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
}

impl Waiting {
    pub fn begin(plan: &Plan) -> Result<Self, WireError> {
        let mut command = host(&plan.programs, "run", &plan.root, &plan.record.id, plan.next());
        let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| failed(&error.to_string()))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (stdin, stdout) = stdin.zip(stdout).ok_or_else(|| failed("it has no input or output"))?;
        Ok(Self { child, stdin, stdout })
    }

    /// Hands it the environment over its standard input and waits for its one line.
    pub fn let_go(mut self, plan: &Plan) -> Result<Listening, NotStarted> {
        let environment = serde_json::json!({ "env": plan.program.environment }).to_string();
        // On its own: a host that hangs reads nothing, and it may be more than a pipe holds. One that refused to start reads
        // nothing either; its line says why.
        thread::spawn(move || self.stdin.write_all(environment.as_bytes()));
        let said = hear(&mut self.child, self.stdout, plan.leave + WORD);
        if said.as_ref().is_err_and(|error| error.code == ErrorCode::TimedOut) {
            return Err(NotStarted::Late);
        }
        Ok(said?)
    }

    /// Sends it away: it finds no environment and says so.
    pub fn dismiss(mut self) {
        drop(self.stdin);
        hear(&mut self.child, self.stdout, WORD).ok();
    }
}

/// Waits for the one line of a host that was started. One that is late or says anything else and is still our child is ended,
/// by its handle: what we start forks and exits at once, so that one that hangs before that never becomes a host.
fn hear(child: &mut Child, stdout: ChildStdout, limit: Duration) -> Result<Listening, WireError> {
    let said = ready_within(limit, stdout);
    if said.is_err() {
        child.kill().ok();
    }
    child.wait().ok();
    said
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
    Ok(hear(&mut child, stdout, LINGER)?.socket)
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

/// For tests: the faults that the daemon's hosts are to have, and whether their screens read nothing.
#[cfg(debug_assertions)]
fn give_faults(command: &mut Command) {
    if let Some(faults) = std::env::var_os("HOLDFAST_HOST_FAULTS") {
        command.env("HOLDFAST_FAULTS", faults);
    }
    if std::env::var_os("HOLDFAST_BLIND").is_some() {
        command.env("HOLDFAST_BLIND", "1");
    }
}

#[cfg(not(debug_assertions))]
fn give_faults(_command: &mut Command) {}

fn failed(why: &str) -> WireError {
    WireError::new(ErrorCode::StartFailed, format!("starting the session's host: {why}"))
}
