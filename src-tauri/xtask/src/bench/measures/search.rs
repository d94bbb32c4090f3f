//! Search: how long it takes to look through the logs of many sessions, once the system has them in its cache.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Run;
use crate::bench::bed::{self, Bed};
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit};
use crate::bench::holders::{HOLDFAST, Holdfast, PATIENCE};
use crate::bench::platform::Look;
use crate::bench::texts::Text;

/// What one session prints, in MiB: less than the log of one session keeps.
const EACH: usize = 15;
/// What must be found in each of them; at the end, so that nothing is found early.
const NEEDLE: &str = "needle-in-the-log";
const PRINTED: Duration = Duration::from_secs(60);

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let bed = Bed::for_one(&run.bed.dir().join(run.bed.name()), HOLDFAST)?;
    let holdfast = Holdfast::new(bed.dir());
    if bed::run(holdfast.command().args(["search", "--help"]), PATIENCE).is_err() {
        eprintln!("   this build has no `holdfast search`");
        return Ok(Vec::new());
    }
    let sessions = if run.quick { 4 } else { 69 };
    print(&bed, sessions)?;
    let mut command = holdfast.command();
    command.args(["search", NEEDLE]);
    let found = bed::run(&mut command, PATIENCE)?.lines().filter(|line| line.contains(NEEDLE)).count();
    ensure!(found >= sessions, "it finds {found} of {sessions}");
    let mut samples = Samples::default();
    for _ in 0..run.rounds {
        let began = Instant::now();
        bed::run(&mut command, PATIENCE)?;
        samples.add(HOLDFAST, Figure::Value(began.elapsed().as_secs_f64()));
    }
    let mebibytes = size(&bed.dir().join("holdfast/sessions")) >> 20;
    let row = Row::new(format!("search of {mebibytes} MiB of log"), Unit::Seconds, samples.medians());
    Ok(vec![row.bound((mebibytes >= 1024).then(|| Bound::limit(2.0)))])
}

/// Lets sessions print, one after the other.
fn print(bed: &Bed, sessions: usize) -> Result<()> {
    eprintln!("   printing into {sessions} sessions");
    let file = Text::Plain.write(bed.dir(), EACH << 20)?;
    for _ in 0..sessions {
        let (printed, path) = bed.pipe()?;
        let script = format!("cat '{}'\necho {NEEDLE}\necho > '{path}'\n", file.display());
        bed.begin_detached(bed.only()?, &bed.script(&script)?)?.context("it cannot start a session")?;
        ensure!(matches!(printed.hear(Instant::now() + PRINTED)?, Look::Read(_)), "a session did not print");
    }
    Ok(())
}

/// The bytes of all files below a directory.
fn size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let each = entries.filter_map(|entry| {
        let kind = entry.metadata().ok()?;
        Some(if kind.is_dir() { size(&entry.path()) } else { kind.len() })
    });
    each.sum()
}
