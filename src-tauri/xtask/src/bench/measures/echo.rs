//! Key echo: how long a key takes from the client to the program and back, alone and while another session floods.

use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::Run;
use super::flood::{QUIET, START};
use crate::bench::bed::Bed;
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit, percentile};
use crate::bench::holders::{BARE, DTACH, HOLDFAST, Holder, SCREEN, TMUX};
use crate::bench::platform::Pipe;
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
        drop(other);
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

/// Another session of the same holder, which floods until this is dropped. Nobody looks at it, but a bare terminal must
/// be read.
struct Other {
    /// The session goes on for as long as this file is there.
    stay: PathBuf,
    over: Pipe,
    reader: Option<JoinHandle<()>>,
}

impl Other {
    fn begin(bed: &Bed, holder: &dyn Holder, file: &Path) -> Result<Self> {
        let (over, over_path) = bed.pipe()?;
        let stay = bed.dir().join(bed.name());
        std::fs::write(&stay, "").context("writing the file by which a session stays")?;
        let (file, path) = (file.display(), stay.display());
        let script = format!("while [ -e '{path}' ]; do cat '{file}'; done\necho > '{over_path}'\n");
        let program = bed.script(&script)?;
        let mut other = Self { stay, over, reader: None };
        if bed.begin_detached(holder, &program)?.is_none() {
            let mut client = bed.begin(holder, &program)?;
            other.reader = Some(thread::spawn(move || client.read_on()));
        }
        Ok(other)
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        std::fs::remove_file(&self.stay).ok();
        // What did not end by now is ended with its bed.
        self.over.hear(Instant::now() + LIMIT).ok();
        self.reader.take().map(JoinHandle::join);
    }
}
