//! Attach: how long from the start of a client until a session that was there before is painted.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Run;
use super::flood::START;
use crate::bench::bed::Bed;
use crate::bench::figures::{Figure, Row, Unit, median};
use crate::bench::holders::{Holder, TMUX};
use crate::bench::platform::Look;
use crate::bench::terminal::Client;

const LINE: &str = "%05.0f: a line of output, as long as lines of output often are, or a little longer";
/// Nobody attaches to a session in the very moment in which it has printed something.
const REST: Duration = Duration::from_secs(3);
/// Until a holder has noticed that its client is gone.
const GONE: Duration = Duration::from_millis(50);

pub fn take(run: &Run) -> Result<Vec<Row>> {
    [("a screen", 30), ("2 000 lines", 2000)].into_iter().map(|(name, lines)| row(run, name, lines)).collect()
}

fn row(run: &Run, what: &str, lines: usize) -> Result<Row> {
    let times = if run.quick { 3 } else { 10 };
    let name = format!("attach to painted, {what}");
    let mut sessions = BTreeMap::new();
    let samples = run.each_round(&name, |holder| {
        if !holder.keeps_screen() {
            return Ok(None);
        }
        let session = match sessions.entry(holder.label()) {
            Entry::Occupied(session) => session.into_mut(),
            Entry::Vacant(none) => none.insert(painted(run.bed, holder, lines)?),
        };
        let all = (0..times).map(|_| attach(holder, session)).collect::<Result<Vec<f64>>>()?;
        Ok(median(&all).map(Figure::Value))
    })?;
    Ok(Row::new(name, Unit::Milliseconds, samples.medians()).at_most(1.0, TMUX))
}

/// Starts a session that prints lines and a mark, and waits until it has. Returns its name.
fn painted(bed: &Bed, holder: &dyn Holder, lines: usize) -> Result<String> {
    let (printed, path) = bed.pipe()?;
    let program = bed.script(&format!("seq -f '{LINE}' {lines}\necho '~painted~'\necho > '{path}'\nexec cat\n"))?;
    let session = bed.begin_detached(holder, &program)?.context("it cannot start a session that nobody sees")?;
    ensure!(matches!(printed.hear(Instant::now() + START)?, Look::Read(_)), "a session did not print");
    thread::sleep(REST);
    Ok(session)
}

fn attach(holder: &dyn Holder, session: &str) -> Result<f64> {
    let command = holder.attach(session).context("it cannot attach")?;
    let began = Instant::now();
    let mut client = Client::start(&command)?;
    client.expect("~painted~", START)?;
    let took = began.elapsed().as_secs_f64();
    drop(client);
    thread::sleep(GONE);
    Ok(took)
}
