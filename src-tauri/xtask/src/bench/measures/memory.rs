//! Memory of idle sessions: all processes of a holder, divided by its sessions. Shared pages count in part.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Run;
use crate::bench::bed::Bed;
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Unit};
use crate::bench::holders::Holder;
use crate::bench::platform::{Look, Pipe};

const MIB: f64 = 1_048_576.0;
/// What is idle tidies up for a moment.
const SETTLED: Duration = Duration::from_secs(6);
const PRINTED: Duration = Duration::from_secs(60);

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let idle = row(run, "memory of an idle session", 20, 0, 0.5)?;
    let lines = row(run, "memory with 10 000 lines", if run.quick { 2 } else { 5 }, 10_000, 4.0)?;
    Ok(vec![idle, lines])
}

/// Memory hardly varies, so one round is enough.
fn row(run: &Run, name: &str, sessions: usize, lines: usize, most: f64) -> Result<Row> {
    eprintln!("   {name}, {sessions} sessions");
    let mut figures = BTreeMap::new();
    for holder in run.bed.holders() {
        match share(run, holder, sessions, lines) {
            Ok(Some(bytes)) => drop(figures.insert(holder.label(), Figure::Value(bytes))),
            Ok(None) => {}
            Err(error) => eprintln!("   {} is left out: {error:#}", holder.label()),
        }
    }
    Ok(Row::new(name, Unit::Mebibytes, figures).bound(Some(Bound::limit(most * MIB))))
}

/// The memory of one session in bytes.
#[allow(clippy::cast_precision_loss)] // far below 2^52
fn share(run: &Run, holder: &dyn Holder, sessions: usize, lines: usize) -> Result<Option<f64>> {
    let bed = Bed::for_one(&run.bed.dir().join(run.bed.name()), holder.label())?;
    let holder = bed.only()?;
    let (printed, program) = printer(&bed, lines)?;
    for _ in 0..sessions {
        if bed.begin_detached(holder, &program)?.is_none() {
            return Ok(None);
        }
        ensure!(matches!(printed.hear(Instant::now() + PRINTED)?, Look::Read(_)), "a session did not print");
    }
    thread::sleep(SETTLED);
    let memory = bed.memory(holder);
    ensure!(memory > 0, "none of its processes was found");
    Ok(Some(memory as f64 / sessions as f64))
}

/// A program that prints lines, says that it has, and then is idle.
fn printer(bed: &Bed, lines: usize) -> Result<(Pipe, Vec<String>)> {
    let (pipe, path) = bed.pipe().context("making a pipe")?;
    let print =
        format!("seq -f '%05.0f: a line of output, as long as lines of output often are, or a little longer' {lines}");
    let print = if lines == 0 { String::new() } else { print };
    Ok((pipe, bed.script(&format!("{print}\necho > '{path}'\nexec cat\n"))?))
}
