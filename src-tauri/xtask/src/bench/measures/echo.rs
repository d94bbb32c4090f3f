//! Key echo: how long a key takes from the client to the program and back, alone and while another session floods.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Run;
use super::flood::{QUIET, START};
use crate::bench::bed::Bed;
use crate::bench::figures::{Bound, Figure, Row, Samples, Unit, percentile};
use crate::bench::holders::{BARE, DTACH, HOLDFAST, Holder, SCREEN, TMUX};
use crate::bench::platform::Look;
use crate::bench::terminal::Client;
use crate::bench::texts::Text;

/// No escape sequence that a client draws with has these.
const KEYS: &[u8] = b"xyvw";
/// Faster than anybody types, but each key is over before the next.
const PAUSE: Duration = Duration::from_millis(2);
const LIMIT: Duration = Duration::from_secs(10);

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let keys = if run.quick { 200 } else { 600 };
    let file = Text::Plain.write(run.bed.dir(), 8 << 20)?;
    let (mut alone, mut late, mut busy) = (Samples::default(), Samples::default(), Samples::default());
    run.each_round("echo", |holder| {
        let times = typed(run.bed, holder, keys)?;
        add(&mut alone, holder, &times, 50);
        add(&mut late, holder, &times, 99);
        let other = Other::begin(run.bed, holder, &file)?;
        let times = typed(run.bed, holder, keys)?;
        other.end()?;
        add(&mut busy, holder, &times, 50);
        Ok(Some(Figure::Value(0.0)))
    })?;
    let alone = Row::new("key echo, p50", Unit::Microseconds, alone.medians()).at_most(2.6, BARE);
    let idle = alone.value(HOLDFAST).map(|idle| Bound::cost("idle", idle, 1.5));
    Ok(vec![
        alone.at_most(1.0, SCREEN).at_most(1.0, DTACH).at_most(1.0, TMUX),
        Row::new("key echo, p99", Unit::Microseconds, late.medians()).at_most(1.0, DTACH),
        Row::new("key echo beside a flood, p50", Unit::Microseconds, busy.medians()).bound(idle),
    ])
}

fn add(samples: &mut Samples, holder: &dyn Holder, times: &[f64], percent: usize) {
    if let Some(time) = percentile(times, percent) {
        samples.add(holder.label(), Figure::Value(time));
    }
}

/// Types keys into a program that sends them back, and returns what each took, in seconds.
fn typed(bed: &Bed, holder: &dyn Holder, keys: usize) -> Result<Vec<f64>> {
    let program = bed.script("stty raw -echo\necho '~ready~'\nexec cat\n")?;
    let mut client = bed.begin(holder, &program)?;
    client.expect("~ready~", START)?;
    client.settle(QUIET)?;
    let mut times = Vec::new();
    for key in KEYS.iter().cycle().take(keys) {
        times.push(client.echo(*key, LIMIT)?.as_secs_f64());
        thread::sleep(PAUSE);
    }
    Ok(times)
}

/// Another session of the same holder, which floods all the while. Nobody looks at it; a bare terminal must be read.
struct Other {
    stay: std::path::PathBuf,
    reader: Option<(Arc<AtomicBool>, JoinHandle<Result<()>>)>,
    over: crate::bench::platform::Pipe,
}

impl Other {
    fn begin(bed: &Bed, holder: &dyn Holder, file: &Path) -> Result<Self> {
        let (over, path) = bed.pipe()?;
        let stay = bed.dir().join(format!("{}.stay", bed.name()));
        std::fs::write(&stay, "")?;
        let (stay_path, file) = (stay.display(), file.display());
        let program = bed.script(&format!("while [ -e '{stay_path}' ]; do cat '{file}'; done\necho > '{path}'\n"))?;
        let reader = match bed.begin_detached(holder, &program)? {
            Some(_) => None,
            None => Some(read_on(bed.begin(holder, &program)?)),
        };
        Ok(Self { stay, reader, over })
    }

    fn end(self) -> Result<()> {
        std::fs::remove_file(&self.stay)?;
        self.over.hear(Instant::now() + LIMIT)?;
        if let Some((leave, reader)) = self.reader {
            leave.store(true, Ordering::Relaxed);
            reader.join().unwrap_or(Ok(()))?;
        }
        Ok(())
    }
}

fn read_on(mut client: Client) -> (Arc<AtomicBool>, JoinHandle<Result<()>>) {
    let leave = Arc::new(AtomicBool::new(false));
    let flag = leave.clone();
    let reader = thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while !flag.load(Ordering::Relaxed) {
            if client.terminal.read(&mut buffer, Instant::now() + QUIET)? == Look::Ended {
                break;
            }
        }
        Ok(())
    });
    (leave, reader)
}
