//! Floods that nobody takes: the client is stopped, or there is none. The program must not be made to wait, nor memory
//! be heaped up.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Run;
use super::flood::{self, Flood, QUIET};
use crate::bench::bed::Bed;
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit};
use crate::bench::holders::{BARE, HOLDFAST, Holder};
use crate::bench::platform::{self, Look};
use crate::bench::proc;
use crate::bench::terminal::Client;
use crate::bench::texts::Text;

/// Between two looks at the memory.
const LOOK: Duration = Duration::from_millis(100);
/// A program that is not done with its mebibyte by then, on average, is taken to wait for ever.
const STALLED: Duration = Duration::from_secs(1);

/// What happened to memory meanwhile, in bytes.
struct Memory {
    peak: f64,
    after: f64,
}

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let mebibytes = flood::size(run, 100);
    let file = Text::Plain.write(run.bed.dir(), mebibytes << 20)?;
    let limit = STALLED * u32::try_from(mebibytes)?;
    let (mut stopped, mut detached) = (Samples::default(), Samples::default());
    let (mut peak, mut after) = (Samples::default(), Samples::default());
    let attached = run.each_round("unattended", |holder| {
        let label = holder.label();
        if label == BARE {
            return Ok(None); // there is nobody to be stopped
        }
        if !stopped.stalls(label) {
            let (took, memory) = unattended(run.bed, holder, &file, true, limit)?;
            stopped.add(label, took);
            peak.add(label, Figure::Value(memory.peak));
            after.add(label, Figure::Value(memory.after));
        }
        detached.add(label, unattended(run.bed, holder, &file, false, limit)?.0);
        flood::attached(run.bed, holder, &file).map(Some)
    })?;
    let attached = Row::new(format!("{mebibytes} MiB plain, attached"), Unit::Seconds, attached.medians());
    let goal = attached.value(HOLDFAST).map(|value| Bound::rate("attached", value, 0.95));
    let row = |name: &str, unit, samples: &Samples| {
        Row::new(format!("{mebibytes} MiB plain, {name}"), unit, samples.medians())
    };
    Ok(vec![
        row("client stopped", Unit::Seconds, &stopped).bound(goal.clone()),
        row("detached", Unit::Seconds, &detached).bound(goal),
        attached,
        row("client stopped: memory, peak", Unit::Mebibytes, &peak),
        row("client stopped: memory, after", Unit::Mebibytes, &after),
    ])
}

/// Lets a flood pass that nobody takes. The memory is that of the holder without its client.
fn unattended(
    bed: &Bed,
    holder: &dyn Holder,
    file: &Path,
    is_watched: bool,
    limit: Duration,
) -> Result<(Figure, Memory)> {
    let flood = Flood::new(bed, file)?;
    let client = is_watched.then(|| flood.begin(bed, holder)).transpose()?;
    if !is_watched {
        bed.begin_detached(holder, &flood.program)?;
    }
    let client_pid = client.as_ref().and_then(|client| client.terminal.pid());
    let keepers = bed.keepers(holder).into_iter().map(|process| process.pid);
    let keepers: Vec<u32> = keepers.filter(|pid| Some(*pid) != client_pid).collect();
    client_pid.into_iter().for_each(platform::stop);
    let began = Instant::now();
    flood.go.tell()?;
    let (mut peak, mut is_over) = (0, false);
    while !is_over && began.elapsed() < limit {
        peak = peak.max(memory(&keepers));
        is_over = matches!(flood.over.hear(Instant::now() + LOOK)?, Look::Read(_));
    }
    let took = if is_over { Figure::Value(began.elapsed().as_secs_f64()) } else { Figure::Stalls };
    let after = memory(&keepers);
    flood.end.tell()?;
    client.map(Client::end).transpose()?;
    std::thread::sleep(QUIET); // until what has ended is gone
    Ok((took, Memory { peak: as_number(peak.max(after)), after: as_number(after) }))
}

fn memory(pids: &[u32]) -> u64 {
    pids.iter().map(|pid| proc::memory(*pid)).sum()
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn as_number(bytes: u64) -> f64 {
    bytes as f64
}
