//! Floods that nobody takes: the client is stopped, or there is none. The program must not be made to wait, nor memory
//! be heaped up.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Run;
use super::flood::{self, Flood, QUIET};
use crate::bench::bed::Bed;
use crate::bench::figures::{Bound, Figure, Row, Samples, Unit};
use crate::bench::holders::{BARE, HOLDFAST, Holder};
use crate::bench::platform::{self, Look};
use crate::bench::proc;
use crate::bench::terminal::Client;
use crate::bench::texts::Text;

/// Between two looks at the memory.
const LOOK: Duration = Duration::from_millis(100);
/// A program that is not done by then is taken to wait for ever.
const STALLED: Duration = Duration::from_secs(60);

/// What happened to memory meanwhile, in bytes.
struct Memory {
    peak: f64,
    after: f64,
}

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let mebibytes = flood::size(run, 100);
    let file = Text::Plain.write(run.bed.dir(), mebibytes << 20)?;
    let (mut stopped, mut detached) = (Samples::default(), Samples::default());
    let (mut peak, mut after) = (Samples::default(), Samples::default());
    let attached = run.each_round("unattended", |holder| {
        if holder.label() == BARE {
            return Ok(None); // there is nobody to be stopped
        }
        for (samples, is_watched) in [(&mut stopped, true), (&mut detached, false)] {
            if samples.stalls(holder.label()) {
                continue;
            }
            let (figure, memory) = unattended(run.bed, holder, &file, is_watched)?;
            samples.add(holder.label(), figure);
            if is_watched {
                peak.add(holder.label(), Figure::Value(memory.peak));
                after.add(holder.label(), Figure::Value(memory.after));
            }
        }
        flood::attached(run.bed, holder, &file).map(Some)
    })?;
    let attached = Row::new(format!("{mebibytes} MiB plain, attached"), Unit::Seconds, attached.medians());
    let goal = attached.value(HOLDFAST).map(|value| Bound::rate("attached", value, 0.95));
    let seconds = |name: &str, samples: &Samples| {
        Row::new(format!("{mebibytes} MiB plain, {name}"), Unit::Seconds, samples.medians()).bound(goal.clone())
    };
    let memory = |name: &str, samples: &Samples| Row::new(name, Unit::Mebibytes, samples.medians());
    Ok(vec![
        seconds("client stopped", &stopped),
        seconds("detached", &detached),
        attached,
        memory("memory with the client stopped, peak", &peak),
        memory("memory with the client stopped, after", &after),
    ])
}

/// The memory counts from before the flood to its end; what a client has is not counted.
fn unattended(bed: &Bed, holder: &dyn Holder, file: &Path, is_watched: bool) -> Result<(Figure, Memory)> {
    let flood = Flood::new(bed, file)?;
    let client = is_watched.then(|| flood.begin(bed, holder)).transpose()?;
    if !is_watched {
        bed.begin_detached(holder, &flood.program)?;
    }
    let client_pid = client.as_ref().and_then(|client| client.terminal.pid());
    let keepers: Vec<u32> = bed.keepers(holder).iter().map(|process| process.pid).collect();
    let keepers: Vec<u32> = keepers.into_iter().filter(|pid| Some(*pid) != client_pid).collect();
    client_pid.into_iter().for_each(platform::stop);
    let began = Instant::now();
    flood.go.tell()?;
    let (mut peak, mut is_over) = (0, false);
    while !is_over && began.elapsed() < STALLED {
        peak = peak.max(memory(&keepers));
        is_over = matches!(flood.over.hear(Instant::now() + LOOK)?, Look::Read(_));
    }
    let took = began.elapsed().as_secs_f64();
    let memory = Memory { peak: as_number(peak.max(memory(&keepers))), after: as_number(memory(&keepers)) };
    if is_over {
        flood.end.tell()?;
    }
    client.map(Client::end).transpose()?;
    std::thread::sleep(QUIET); // until what has ended is gone
    Ok((if is_over { Figure::Value(took) } else { Figure::Stalls }, memory))
}

fn memory(pids: &[u32]) -> u64 {
    pids.iter().map(|pid| proc::memory(*pid)).sum()
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn as_number(bytes: u64) -> f64 {
    bytes as f64
}
