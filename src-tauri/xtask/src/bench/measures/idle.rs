//! Idle: what sessions in which nothing happens cost in time and wake-ups, all processes of a holder together.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::Run;
use crate::bench::bed::Bed;
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Unit};
use crate::bench::holders::LABELS;
use crate::bench::proc::{self, Cost};

/// Threads for blocking work end after ten seconds without any.
const SETTLED: Duration = Duration::from_secs(12);
const WATCHED: Duration = Duration::from_secs(10);
const TICKS_A_SECOND: f64 = 100.0;

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let sessions = if run.quick { 10 } else { 100 };
    let (mut time, mut wakeups) = (BTreeMap::new(), BTreeMap::new());
    for label in LABELS.into_iter().filter(|label| run.bed.holders().any(|holder| holder.label() == *label)) {
        eprintln!("   idle, {label}");
        match watch(run, label, sessions) {
            Ok(Some(cost)) => {
                time.insert(label, Figure::Value(number(cost.ticks) / TICKS_A_SECOND));
                wakeups.insert(label, Figure::Value(number(cost.wakeups)));
            }
            Ok(None) => {}
            Err(error) => eprintln!("   {label} is left out: {error:#}"),
        }
    }
    let none = || Some(Bound::limit(0.0));
    Ok(vec![
        Row::new(format!("idle for 10 s, {sessions} sessions: CPU"), Unit::Milliseconds, time).bound(none()),
        Row::new(format!("idle for 10 s, {sessions} sessions: wake-ups"), Unit::Count, wakeups).bound(none()),
    ])
}

/// `None` where the holder cannot keep a session that nobody sees.
fn watch(run: &Run, label: &str, sessions: usize) -> Result<Option<Cost>> {
    let bed = Bed::for_one(&run.bed.dir().join(run.bed.name()), label)?;
    let holder = bed.only()?;
    let program = ["sleep".to_owned(), "100000".to_owned()];
    for _ in 0..sessions {
        if bed.begin_detached(holder, &program)?.is_none() {
            return Ok(None);
        }
    }
    thread::sleep(SETTLED);
    let pids: Vec<u32> = bed.keepers(holder).iter().map(|process| process.pid).collect();
    ensure!(!pids.is_empty(), "none of its processes was found");
    let cost = || pids.iter().map(|pid| proc::cost(*pid)).fold(Cost::default(), Cost::plus);
    let before = cost();
    thread::sleep(WATCHED);
    Ok(Some(cost().since(before)))
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn number(count: u64) -> f64 {
    count as f64
}
