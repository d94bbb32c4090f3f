//! `holdfast start`: a daemon that stays until it is stopped.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use protocol::error::{ErrorCode, WireError};
use protocol::launch;
use protocol::paths::{Root, locate};
use protocol::requests::{DaemonStatus, Owner, Promote, Restored, Status};
use serde::Serialize;

use super::status::{self, describe};
use super::{restore, stop};
use crate::args;
use crate::context::{ANSWER_LIMIT, Context, hello, running_daemon, settled};
use crate::failure::Failure;
use crate::output::table::Look;
use crate::output::times::Clock;
use crate::watch::is_gone;
use crate::{output, platform};

/// How long a daemon in the foreground may take to listen.
const LISTEN_LIMIT: Duration = Duration::from_secs(10);
/// How long a daemon may take that is stopping every session.
const GONE_LIMIT: Duration = Duration::from_secs(60);
const LISTEN_PAUSE: Duration = Duration::from_millis(50);

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    status: status::Document,
    #[serde(skip_serializing_if = "Option::is_none")]
    restored: Option<Restored>,
}

/// Runs the command.
///
/// # Errors
/// Where no daemon could be started; with `--restore`, exit code 1 where a session could not be brought back.
pub fn run(args: &args::Start, context: &Context) -> Result<(), Failure> {
    let root = Root::open(&locate()?)?;
    if args.foreground {
        return foreground(&root, args.restore);
    }
    let status = headless(&root)?;
    let restored = args.restore.then(bring_back).transpose()?;
    if context.json {
        let status = status::Document { running: true, daemon: Some(status) };
        output::json(&Document { status, restored: restored.clone() })?;
    } else {
        output::text(&describe(&status, &Clock::system()))?;
        if let Some(restored) = &restored {
            output::text(&restore::rows(restored, Look::of_stdout()))?;
        }
    }
    restored.as_ref().map_or(Ok(()), restore::all_are_back)
}

/// A daemon that stays. One that runs already may be the app's, one that was just started says the same; one that is
/// leaving is waited for, and another one started.
fn headless(root: &Root) -> Result<DaemonStatus, WireError> {
    let last = Instant::now() + GONE_LIMIT;
    loop {
        let mut daemon = settled(launch::connect_or_start(root, &hello(), Owner::Headless)?)?;
        match daemon.call_within(&Promote {}, ANSWER_LIMIT) {
            Err(error) if is_gone(&error) && Instant::now() < last => stop::wait_until_gone(daemon, GONE_LIMIT),
            outcome => return outcome,
        }
    }
}

/// Brings back every ticked row of the plan, by the daemon that runs.
fn bring_back() -> Result<Restored, WireError> {
    let context = Context { json: false, no_start: true };
    restore::wait_until_reconciled(&context)?;
    restore::restore(context.daemon()?, &[])
}

/// Becomes the daemon. To restore as well, this program stays beside it until it ends.
fn foreground(root: &Root, restore: bool) -> Result<(), Failure> {
    refuse_second()?;
    let program = launch::program_in(&launch::install(root)?, "holdfastd");
    let mut command = Command::new(&program);
    command.arg("--root").arg(root.dir()).args(["--owner", "headless", "--foreground"]);
    let failed = |error: std::io::Error| {
        WireError::new(ErrorCode::StartFailed, format!("starting {}: {error}", program.display()))
    };
    if !restore {
        return Err(failed(platform::become_program(command)).into());
    }
    let mut child = platform::run_as_daemon(command).map_err(failed)?;
    thread::spawn(restore_when_it_listens);
    let status = child.wait().map_err(failed)?;
    std::process::exit(status.code().unwrap_or(1))
}

fn refuse_second() -> Result<(), WireError> {
    let Some(mut daemon) = running_daemon()? else { return Ok(()) };
    let pid = daemon.call_within(&Status {}, ANSWER_LIMIT)?.pid;
    Err(WireError::new(ErrorCode::Busy, format!("a daemon runs already (process {pid})"))
        .hint("holdfast stop --keep-sessions"))
}

/// The daemon prints on stdout for itself, so what became of the sessions is said beside it.
fn restore_when_it_listens() {
    let last = Instant::now() + LISTEN_LIMIT;
    while !matches!(running_daemon(), Ok(Some(_))) && Instant::now() < last {
        thread::sleep(LISTEN_PAUSE);
    }
    match bring_back() {
        Ok(restored) => {
            let look = Look { width: None, colored: false };
            restore::rows(&restored, look).lines().for_each(output::aside);
        }
        Err(error) => output::errors::print(&error.into(), false),
    }
}
