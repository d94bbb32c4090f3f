//! Many: how soon a daemon answers that starts where a thousand sessions live, and how soon it has adopted them all.

use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};

use super::Run;
use crate::bench::bed::{self, Bed};
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit};
use crate::bench::holders::{HOLDFAST, Holdfast, PATIENCE};
use crate::bench::proc;

/// How many sessions are started at the same time.
const AT_ONCE: usize = 4;
/// A generous guess of what a host and a program that sleeps need, in bytes.
const EACH: u64 = 2 << 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let sessions = as_memory_allows(run.sessions);
    let bed = Bed::for_one(&run.bed.dir().join(run.bed.name()), HOLDFAST)?;
    let holdfast = Holdfast::new(bed.dir());
    eprintln!("   starting {sessions} sessions");
    start_all(&bed, sessions)?;
    let (mut answer, mut adopted) = (Samples::default(), Samples::default());
    for round in 1..=run.rounds {
        eprintln!("   many, round {round} of {}", run.rounds);
        bed::run(holdfast.command().args(["stop", "--keep-sessions"]), PATIENCE).context("stopping the daemon")?;
        let (first, all) = restart(&holdfast, sessions)?;
        answer.add(HOLDFAST, Figure::Value(first.as_secs_f64()));
        adopted.add(HOLDFAST, Figure::Value(all.as_secs_f64()));
    }
    let row = |name: &str, samples: &Samples, most: f64| {
        let name = format!("daemon start with {sessions} sessions, {name}");
        Row::new(name, Unit::Milliseconds, samples.medians()).bound(Some(Bound::limit(most)))
    };
    Ok(vec![row("first answer", &answer, 0.05), row("all adopted", &adopted, 1.0)])
}

fn as_memory_allows(wanted: usize) -> usize {
    let fits = proc::available_memory().and_then(|free| usize::try_from(free / 2 / EACH).ok()).unwrap_or(wanted);
    if fits < wanted {
        eprintln!("   there is memory for {fits} sessions only");
    }
    wanted.min(fits)
}

/// Starts sessions, some at the same time.
fn start_all(bed: &Bed, sessions: usize) -> Result<()> {
    let holder = bed.only()?;
    let program = ["sleep".to_owned(), "100000".to_owned()];
    let commands: Option<Vec<Command>> = (0..sessions).map(|_| holder.begin_detached(&bed.name(), &program)).collect();
    let commands = Mutex::new(commands.context("it cannot start a session that nobody sees")?);
    let next = || commands.lock().ok()?.pop();
    let work = || -> Result<()> {
        while let Some(mut command) = next() {
            bed::run(&mut command, PATIENCE).context("starting a session")?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("a thread panicked"))?)
    })
}

/// Starts the daemon through the command line, as a user would, and asks until it answers: `start` itself waits a moment for
/// the first looks at the sessions.
fn restart(holdfast: &Holdfast, sessions: usize) -> Result<(Duration, Duration)> {
    let began = Instant::now();
    let mut start = holdfast.command().arg("start").stdout(Stdio::null()).spawn().context("starting the daemon")?;
    let mut first = None;
    loop {
        let printed = bed::run(holdfast.command().args(["--json", "--no-start", "status"]), PATIENCE)?;
        let all = began.elapsed();
        let status: serde_json::Value = serde_json::from_str(&printed).context("reading the daemon's status")?;
        if status["running"] == true {
            first.get_or_insert(all);
        }
        if let Some(first) = first.filter(|_| status["reconciling"] == false) {
            ensure!(start.wait()?.success(), "the daemon could not be started");
            let found = status["sessions"].as_u64().and_then(|found| usize::try_from(found).ok());
            ensure!(found == Some(sessions), "it adopted {found:?} of {sessions} sessions");
            return Ok((first, all));
        }
        ensure!(began.elapsed() < PATIENCE, "it has not adopted all within {PATIENCE:?}");
        if first.is_some() {
            thread::sleep(BETWEEN_LOOKS);
        }
    }
}
