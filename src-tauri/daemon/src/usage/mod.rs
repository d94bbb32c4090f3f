//! What the programs of sessions take of the processors and of memory. It is measured when somebody asks, for all sessions by
//! one look at all processes, and at most once a second, however many ask. Nothing runs while nobody asks.
//!
//! ```text
//! who asks ─▶ Meter ─ once a second ─▶ look ─▶ owners ─▶ rates ─▶ Measurement, kept until the next
//! ```

mod history;
mod look;
mod owners;
mod rates;
pub mod tree;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::requests::{MemoryIs, Sample};
use tokio::sync::Semaphore;

use crate::context::{Daemon, off_loop};
use history::History;
use look::Looked;

/// A session's program and whom it has started, whom its host serves.
pub use owners::Root;

/// How long a measurement holds.
const HOLDS: Duration = Duration::from_secs(1);

/// Everybody of all live sessions, measured at one moment.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// The same moment on the other clock.
    moment: Instant,
    /// How memory is counted.
    pub memory_is: MemoryIs,
    /// What each session takes.
    pub sessions: BTreeMap<SessionId, Taken>,
}

/// What one session takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// In percent of one core, also what those used that have ended since. Absent: not known yet.
    pub cpu: Option<f64>,
    /// Who is there.
    pub processes: Vec<Measured>,
}

/// What one process takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Its pid.
    pub pid: u32,
    /// The pid of its parent.
    pub parent: u32,
    /// When it began, raw as the system counts it.
    pub start: u64,
    /// When it began, in milliseconds since 1970.
    pub started_at: u64,
    /// In percent of one core. Absent: not known yet.
    pub cpu: Option<f64>,
    /// In bytes.
    pub memory: u64,
}

impl Taken {
    /// Of all its processes together, in bytes.
    pub fn memory(&self) -> u64 {
        self.processes.iter().map(|process| process.memory).sum()
    }

    fn sample(&self, at: u64) -> Sample {
        Sample { at, cpu: self.cpu, memory: self.memory(), processes: self.processes.len() }
    }
}

/// Measures when asked. Shared by all who ask.
#[derive(Debug)]
pub struct Meter {
    /// Taken by whoever measures; the others wait for what that one finds.
    turn: Semaphore,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    last: Option<Arc<Measurement>>,
    /// Everybody who was there then.
    looked: Option<Looked>,
    histories: BTreeMap<SessionId, History>,
}

impl Default for Meter {
    fn default() -> Self {
        Self { turn: Semaphore::new(1), kept: Mutex::default() }
    }
}

impl Meter {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is taken now, or was less than a second ago. `of`: a session that must have been live then; one that has just
    /// begun is waited for until the next measurement may be made.
    ///
    /// # Errors
    /// `io` where the system does not tell.
    pub async fn measure(&self, daemon: &Daemon, of: Option<&SessionId>) -> Result<Arc<Measurement>, WireError> {
        // It is never closed.
        let _turn = self.turn.acquire().await;
        let last = self.kept().last.clone();
        if let Some(last) = last {
            let rest = HOLDS.saturating_sub(last.moment.elapsed());
            if !rest.is_zero() && of.is_none_or(|id| last.sessions.contains_key(id)) {
                return Ok(last);
            }
            tokio::time::sleep(rest).await;
        }
        self.measure_anew(roots(daemon)).await
    }

    async fn measure_anew(&self, roots: Vec<Root>) -> Result<Arc<Measurement>, WireError> {
        let before = self.kept().looked.take();
        let found = off_loop(move || look::look(&roots, before)).await;
        let (measurement, looked) =
            found.map_err(|error| WireError::new(ErrorCode::Io, format!("looking at all processes: {error}")))?;
        let measurement = Arc::new(measurement);
        let mut kept = self.kept();
        kept.looked = Some(looked);
        kept.note(&measurement);
        kept.last = Some(measurement.clone());
        Ok(measurement)
    }

    /// What a session took whenever somebody asked, oldest first.
    pub fn history(&self, id: &SessionId) -> Vec<Sample> {
        self.kept().histories.get(id).map(|history| history.samples().to_vec()).unwrap_or_default()
    }
}

impl Kept {
    /// Remembers it for those who are still there, and forgets the others.
    fn note(&mut self, measurement: &Measurement) {
        self.histories.retain(|id, _| measurement.sessions.contains_key(id));
        for (id, taken) in &measurement.sessions {
            self.histories.entry(id.clone()).or_default().add(taken.sample(measurement.at));
        }
    }
}

/// Every session that lives, or may.
fn roots(daemon: &Daemon) -> Vec<Root> {
    let live = daemon.registry.entries().into_iter().map(|entry| entry.row).filter(|row| row.status.is_live());
    live.map(|row| Root { id: row.id, program: row.child_pid, host: row.host_pid }).collect()
}
