//! One look at all processes, and what it says together with the one before. Blocking; it keeps nothing itself.

use std::collections::HashMap;
use std::io;
use std::time::{Duration, Instant};

use protocol::id::SessionId;
use protocol::requests::MemoryIs;
use store::tree;
use store::usage::{self, Process};

use super::owners::{Root, Stray, owners};
use super::rates::{self, Key, Seen, key};
use super::{Measured, Measurement, Taken};

/// Shared memory is divided only among so many: it takes up to some milliseconds of each.
const MOST_DIVIDED: usize = 128;
/// A rate since a look longer ago would say little about now.
const OLD: Duration = Duration::from_secs(60);

/// Everybody who was there at a look.
#[derive(Debug)]
pub struct Looked {
    moment: Instant,
    /// The sessions, by their numbers then.
    sessions: Vec<SessionId>,
    seen: HashMap<Key, Seen>,
    /// The divided memory of those whose it was looked up, and what they had in use then.
    divided: HashMap<Key, Divided>,
}

#[derive(Clone, Copy, Debug)]
struct Divided {
    resident: u64,
    proportional: u64,
}

/// Looks at everybody. `before`: the last look. Absent: there was none.
///
/// # Errors
/// Where the system does not tell.
pub fn look(roots: &[Root], before: Option<Looked>) -> io::Result<(Measurement, Looked)> {
    let (at, moment) = (store::now_ms(), Instant::now());
    let began = usage::beginnings(at)?;
    let everybody = usage::everybody()?;
    let owners = owners(&everybody, roots, &ThisSystem);
    let seen: Vec<Seen> = everybody.into_iter().zip(owners).map(|(process, owner)| Seen { process, owner }).collect();
    let mine = || seen.iter().filter(|seen| seen.owner.is_some() && !seen.process.zombie);
    let divided = divided(mine().map(|seen| &seen.process), before.as_ref());
    let rates = Rates::new(roots, &seen, before, moment);
    let mut sessions: Vec<Taken> = rates.of_sessions.iter().map(|cpu| Taken { cpu: *cpu, processes: vec![] }).collect();
    for Seen { process, owner } in mine() {
        let Some(taken) = owner.and_then(|owner| sessions.get_mut(owner)) else { continue };
        taken.processes.push(Measured {
            pid: process.pid,
            parent: process.parent,
            start: process.start,
            started_at: began(process.start),
            cpu: rates.of(process),
            memory: divided.get(&key(process)).map_or(process.resident, |divided| divided.proportional),
        });
    }
    let memory_is = if divided.is_empty() { MemoryIs::Resident } else { MemoryIs::Proportional };
    let ids = || roots.iter().map(|root| root.id.clone());
    let measurement = Measurement { at, moment, memory_is, sessions: ids().zip(sessions).collect() };
    let seen = seen.into_iter().map(|seen| (key(&seen.process), seen)).collect();
    Ok((measurement, Looked { moment, sessions: ids().collect(), seen, divided }))
}

/// What processes have in use, with what they share divided. Whoever has as much in use as at the last look shares as much.
/// Empty where there are too many, or the system does not tell.
fn divided<'a>(processes: impl Iterator<Item = &'a Process> + Clone, before: Option<&Looked>) -> HashMap<Key, Divided> {
    if processes.clone().count() > MOST_DIVIDED {
        return HashMap::new();
    }
    let of = |process: &Process| {
        let resident = process.resident;
        let known = before.and_then(|before| before.divided.get(&key(process)));
        if let Some(known) = known.filter(|known| known.resident.abs_diff(resident) <= resident / 64) {
            return Some((key(process), *known));
        }
        let proportional = usage::proportional(process.pid)?;
        Some((key(process), Divided { resident, proportional }))
    };
    processes.filter_map(of).collect()
}

/// What is used now, by what was used since the last look.
struct Rates {
    /// Of each session, by its number. Absent: not known.
    of_sessions: Vec<Option<f64>>,
    /// Everybody at the last look, and how long ago that was. Absent: there was none, or it is too long ago.
    since: Option<(HashMap<Key, Seen>, Duration)>,
}

impl Rates {
    fn new(roots: &[Root], now: &[Seen], before: Option<Looked>, moment: Instant) -> Self {
        let before = before.filter(|before| moment - before.moment <= OLD);
        let Some(before) = before else { return Self { of_sessions: vec![None; roots.len()], since: None } };
        let time = moment - before.moment;
        let seen = renumbered(before, roots);
        let used = rates::of_sessions(roots.len(), now, &seen);
        let of_sessions = used.into_iter().map(|used| Some(rates::percent(used, time))).collect();
        Self { of_sessions, since: Some((seen, time)) }
    }

    fn of(&self, process: &Process) -> Option<f64> {
        let (seen, time) = self.since.as_ref()?;
        let before = seen.get(&key(process)).map(|seen| &seen.process);
        Some(rates::percent(rates::of_process(process, before), *time))
    }
}

/// Everybody of an earlier look, with the numbers that the sessions have now.
fn renumbered(before: Looked, roots: &[Root]) -> HashMap<Key, Seen> {
    let numbers: HashMap<&SessionId, usize> = roots.iter().enumerate().map(|(at, root)| (&root.id, at)).collect();
    let now: Vec<Option<usize>> = before.sessions.iter().map(|id| numbers.get(id).copied()).collect();
    let renumber = |seen: Seen| Seen { owner: seen.owner.and_then(|owner| now.get(owner).copied()?), ..seen };
    before.seen.into_iter().map(|(key, seen)| (key, renumber(seen))).collect()
}

/// Looks at the real processes.
struct ThisSystem;

impl Stray for ThisSystem {
    fn mark(&self, process: &Process) -> Option<String> {
        usage::mark_of(process.pid)
    }

    fn is_server(&self, process: &Process) -> bool {
        tree::is_server(process.pid)
    }
}
