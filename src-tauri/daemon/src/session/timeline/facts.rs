//! The records that a time line is made from. Reads and never repairs: what cannot be read is left out. Blocking.

use protocol::end::End;
use protocol::host::Intent;
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use store::records::{self, Ack, Closed, EndRecord, Found, Host, IntentRecord, Launch, Record, SessionRecord};

use crate::session::close::RunFiles;
use crate::session::record;

/// A session and its runs.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// When it was made, in milliseconds since 1970. 0: its record cannot be read.
    pub made_at: u64,
    /// The session that made it. Absent: a person.
    pub parent: Option<SessionId>,
    /// Its runs, oldest first.
    pub runs: Vec<RunFacts>,
}

/// One run.
#[derive(Clone, Debug, Default)]
pub struct RunFacts {
    /// Which.
    pub generation: Generation,
    /// When leave to start it was given, in milliseconds since 1970.
    pub launched_at: Option<u64>,
    /// When its host said that it runs, and as which processes: the host's and the program's.
    pub started: Option<(u64, u32, Option<u32>)>,
    /// The wishes to stop it, by number.
    pub intents: Vec<(u32, Intent)>,
    /// When its host took which of them.
    pub acks: Vec<(u32, u64)>,
    /// How it ended.
    pub end: Option<Ending>,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The verdict.
    pub end: End,
    /// Whether the daemon made it, because there is no end record.
    pub synthetic: bool,
    /// The number of the wish that it cites. 0: one that could not be written. Absent: none, or nobody wrote it down.
    pub cited: Option<u32>,
}

/// Reads a session's runs.
pub fn read(root: &Root, session: &SessionRecord) -> Facts {
    let generations = record::generations(root, &session.id).unwrap_or_default();
    let runs = generations.into_iter().map(|generation| run(root, &session.id, generation)).collect();
    Facts { made_at: session.created_at, parent: session.parent.clone(), runs }
}

fn run(root: &Root, id: &SessionId, generation: Generation) -> RunFacts {
    let files = RunFiles::new(root, id, generation);
    let numbers = files.intents().unwrap_or_default();
    let intent = |number: u32| Some((number, one::<IntentRecord>(&files, &format!("intent-{number}.json"))?.intent));
    let ack = |number: u32| Some((number, one::<Ack>(&files, &format!("ack-{number}.json"))?.at));
    let host = one::<Host>(&files, "host.json");
    RunFacts {
        generation,
        launched_at: one::<Launch>(&files, "launch.json").map(|launch| launch.created_at),
        started: host.map(|host| (host.started_at, host.host.pid, host.child.map(|child| child.pid))),
        intents: numbers.iter().copied().filter_map(intent).collect(),
        acks: numbers.iter().copied().filter_map(ack).collect(),
        end: ending(&files),
    }
}

fn ending(files: &RunFiles) -> Option<Ending> {
    if let Some(record) = one::<EndRecord>(files, "end.json") {
        let cited = record.facts.cited.map(|cited| cited.number);
        return Some(Ending { end: record.end, synthetic: false, cited });
    }
    one::<Closed>(files, "closed.json").map(|closed| Ending { end: closed.end, synthetic: true, cited: None })
}

fn one<T: Record>(files: &RunFiles, name: &str) -> Option<T> {
    records::read::<T>(&files.path(name)).ok().and_then(Found::record)
}
