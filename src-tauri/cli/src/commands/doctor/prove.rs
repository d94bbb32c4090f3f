//! `holdfast doctor --prove`: on a stage of its own, a client and the daemon are killed for real while a program counts, and
//! it is looked whether program, host and output noticed anything. It never touches the user's own root.

mod stage;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use protocol::client::{Client, Message};
use protocol::error::{ErrorCode, WireError};
use protocol::host::Attach;
use protocol::session::{Session, Status};
use serde::Serialize;

use crate::context::{Context, hello};
use crate::failure::Failure;
use crate::output;
use crate::platform::{self, Signal};
use stage::Stage;

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    proved: bool,
    /// What was seen, step by step.
    steps: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<WireError>,
}

/// What was seen so far.
struct Seen {
    steps: Vec<String>,
    /// Told while it happens, to people.
    aloud: bool,
}

impl Seen {
    fn step(&mut self, sentence: String) -> Result<(), Failure> {
        if self.aloud {
            output::text(&sentence)?;
        }
        self.steps.push(sentence);
        Ok(())
    }
}

/// Runs the proof.
///
/// # Errors
/// Exit code 1 where anything differs from what is promised; what could not be done.
pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let interrupted = Arc::new(AtomicI32::new(0));
    let heard = interrupted.clone();
    platform::on_signals(move |signal| {
        if let Signal::End(number) = signal {
            heard.store(number, Ordering::SeqCst);
        }
    })
    .map_err(WireError::from)?;
    let mut seen = Seen { steps: Vec::new(), aloud: !context.json };
    let outcome = Stage::new(interrupted.clone()).map_err(Failure::from).and_then(|stage| prove(stage, &mut seen));
    // By now the stage is gone, with all that ran on it.
    if let signal @ 1.. = interrupted.load(Ordering::SeqCst) {
        return Err(Failure::Signal(signal));
    }
    let error = match outcome {
        Ok(()) => None,
        Err(Failure::Wire(error)) => Some(error),
        Err(other) => return Err(other),
    };
    let proved = error.is_none();
    if context.json {
        output::json(&Document { proved, steps: seen.steps, error })?;
        return if proved { Ok(()) } else { Err(Failure::Shown) };
    }
    match error {
        None => output::text("proved: neither a client's death nor the daemon's reaches a session"),
        Some(error) => Err(WireError { message: format!("not proved: {}", error.message), ..error }.into()),
    }
}

fn prove(mut stage: Stage, seen: &mut Seen) -> Result<(), Failure> {
    let daemon = stage.start_daemon()?;
    seen.step(format!("daemon {daemon} serves {}", stage.root().dir().display()))?;
    let before = stage.start_session()?;
    seen.step(format!("session {} runs: {}", before.id, processes(&before)))?;
    let client = stage.attach_client()?;
    let first = stage.count_on(0)?;
    seen.step(format!("client {client} is attached; the program has counted to {first}"))?;
    stage.kill_client()?;
    let second = stage.count_on(first)?;
    seen.step(format!("client {client} was killed; the program has counted on to {second}"))?;
    stage.kill_daemon()?;
    let third = stage.count_on(second)?;
    seen.step(format!("daemon {daemon} was killed; the program has counted on to {third}"))?;
    let another = stage.start_daemon()?;
    let after = stage.session()?;
    seen.step(format!("daemon {another} serves, and has found the session: {}", processes(&after)))?;
    same(&before, &after)?;
    let last = stage.count_on(third)?;
    seen.step(format!("host and program are the same; the output has no gap from 1 to {last}"))?;
    stage.end()?;
    seen.step("everything was ended and removed".to_owned())
}

fn processes(session: &Session) -> String {
    let named = |name: &str, pid: Option<u32>| format!("{name} {}", pid.map_or("?".to_owned(), |pid| pid.to_string()));
    format!("{}, {}", named("host", session.host_pid), named("program", session.child_pid))
}

/// Whether the session of the second daemon is the one of the first.
fn same(before: &Session, after: &Session) -> Result<(), WireError> {
    let facts = |session: &Session| (session.generation, session.host_pid, session.child_pid, session.started_at);
    if after.status == Status::Running && facts(before) == facts(after) {
        return Ok(());
    }
    let told = |session: &Session| format!("{}, run {}, {}", processes(session), session.generation, session.why);
    Err(WireError::new(ErrorCode::Internal, format!("the session was [{}] and is [{}]", told(before), told(after))))
}

/// The throw-away client: attaches as any other, says so, and looks until it is killed.
///
/// # Errors
/// What the host says.
pub(super) fn be_client(socket: &Path) -> Result<(), Failure> {
    let mut client = Client::connect(socket, &hello())?;
    client.call(&Attach { read_only: true, ..Attach::default() })?;
    output::text("attached")?;
    while !matches!(client.next_message()?, Message::Closed) {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::status_words::tests::session;

    #[test]
    fn another_process_another_run_and_another_status_are_not_the_same() {
        let before = session();
        assert!(same(&before, &before).is_ok());
        for after in [
            Session { host_pid: Some(99), ..session() },
            Session { child_pid: Some(99), ..session() },
            Session { generation: 2, ..session() },
            Session { status: Status::Orphaned, ..session() },
        ] {
            assert!(same(&before, &after).is_err(), "{after:?}");
        }
    }
}
