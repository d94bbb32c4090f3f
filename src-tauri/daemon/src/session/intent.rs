//! Writing the intent to stop a run. The host carries it out; `orphan` does where the host is dead.

use std::io;
use std::time::Duration;

use protocol::end::{Actor, IntentReason};
use protocol::host::Intent;
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use protocol::timeline::What;
use serde_json::Map;
use store::journal::Entry;
use store::records::{self, IntentRecord};

use super::close::RunFiles;
use super::timeline::words;

/// How long a program may take once it was asked, before it is forced.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// How long a host may take to begin.
pub const DELIVERY: Duration = Duration::from_secs(5);
/// How long the end may take once the program was forced: output is drained and the end made durable.
pub const AFTERMATH: Duration = Duration::from_secs(10);

/// A wish to end a run.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Who wishes it.
    pub actor: Actor,
    /// Why.
    pub reason: IntentReason,
    /// Do not ask the program first.
    pub now: bool,
}

impl Stop {
    /// How long the program may take once it was asked.
    pub fn patience(&self) -> Duration {
        if self.now { Duration::ZERO } else { PATIENCE }
    }

    fn intent(&self) -> Intent {
        let now = store::now_ms();
        Intent {
            actor: self.actor.clone(),
            requested: now,
            reason: self.reason,
            deadline: now.saturating_add(millis(DELIVERY)),
            patience: millis(self.patience()),
        }
    }
}

/// An intent, and whether it is on disk.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its number. 0 where it could not be written.
    pub number: u32,
    /// The intent itself.
    pub intent: Intent,
    /// Why it is not on disk, if so.
    pub unwritten: Option<String>,
}

/// Records the intent, never over an earlier one. A disk that cannot take it does not keep anybody from stopping. Blocking.
pub fn record(root: &Root, session: &SessionId, generation: Generation, stop: &Stop) -> Recorded {
    let intent = stop.intent();
    let files = RunFiles::new(root, session, generation);
    match write(&files, session, generation, &intent) {
        Ok(number) => Recorded { number, intent, unwritten: None },
        Err(error) => {
            tracing::error!("recording the intent to stop {session}: {error}");
            Recorded { number: 0, intent, unwritten: Some(error.to_string()) }
        }
    }
}

/// What the journal is told of it.
pub fn entry(recorded: &Recorded) -> Entry {
    let (intent, number) = (&recorded.intent, recorded.number);
    let text = format!("a stop is wanted: {}", words::of_stop(intent.reason));
    let entry = Entry::now(What::StopWanted, text).by(intent.actor.as_str()).with("intent", number);
    let why = recorded.unwritten.iter().map(|why| format!("it could not be written: {why}"));
    why.fold(entry, |entry, why| entry.with("why", why))
}

fn write(files: &RunFiles, session: &SessionId, generation: Generation, intent: &Intent) -> io::Result<u32> {
    let number = files.intents()?.last().map_or(Some(1), |last| last.checked_add(1));
    let number = number.ok_or_else(|| io::Error::other("no number is left for it"))?;
    let record =
        IntentRecord { session: session.clone(), generation, number, intent: intent.clone(), unknown: Map::new() };
    records::create(&files.path(&format!("intent-{number}.json")), &record)?;
    Ok(number)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
