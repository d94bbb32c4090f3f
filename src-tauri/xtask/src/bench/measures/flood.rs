//! Flood: how long much text takes through a holder, until a client of it has shown the end.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Run;
use crate::bench::bed::Bed;
use crate::bench::figures::{Figure, Row, Unit};
use crate::bench::holders::{BARE, DTACH, Holder, SCREEN, TMUX};
use crate::bench::platform::Pipe;
use crate::bench::terminal::Client;
use crate::bench::texts::Text;

/// How long a session may take to start, and the slowest holder to take a flood.
pub const START: Duration = Duration::from_secs(20);
const LIMIT: Duration = Duration::from_secs(180);
/// A client that has shown nothing for so long has drawn all it wanted to draw.
pub const QUIET: Duration = Duration::from_millis(100);

const MIB: usize = 1 << 20;

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let texts = [(Text::Plain, 100), (Text::Coloured, 50), (Text::Wide, 50)];
    texts.into_iter().map(|(text, mebibytes)| row(run, text, mebibytes)).collect()
}

fn row(run: &Run, text: Text, mebibytes: usize) -> Result<Row> {
    let mebibytes = size(run, mebibytes);
    let file = text.write(run.bed.dir(), mebibytes * MIB)?;
    let name = format!("flood, {mebibytes} MiB {}", text.name());
    let samples = run.each_round(&name, |holder| attached(run.bed, holder, &file).map(Some))?;
    let row = Row::new(name, Unit::Seconds, samples.medians());
    Ok(row.at_least(0.9, BARE).at_most(1.0, DTACH).at_most(1.0, TMUX).at_most(1.0, SCREEN))
}

/// A quick look takes a tenth.
pub fn size(run: &Run, mebibytes: usize) -> usize {
    if run.quick { mebibytes / 10 } else { mebibytes }
}

/// Lets a flood pass through an attached client.
pub fn attached(bed: &Bed, holder: &dyn Holder, file: &Path) -> Result<Figure> {
    let flood = Flood::new(bed, file)?;
    let mut client = flood.begin(bed, holder)?;
    let began = Instant::now();
    flood.go.tell()?;
    client.expect("~over~", LIMIT)?;
    let took = began.elapsed();
    flood.end.tell()?;
    client.end()?;
    Ok(Figure::Value(took.as_secs_f64()))
}

/// A session that pours a file into its terminal when it is told to.
pub struct Flood {
    pub program: Vec<String>,
    pub go: Pipe,
    /// Tells that the terminal has taken all.
    pub over: Pipe,
    pub end: Pipe,
}

impl Flood {
    pub fn new(bed: &Bed, file: &Path) -> Result<Self> {
        let ((go, go_path), (over, over_path), (end, end_path)) = (bed.pipe()?, bed.pipe()?, bed.pipe()?);
        let script = format!(
            "echo '~ready~'\nread x < '{go_path}'\ncat '{}'\necho '~over~'\necho > '{over_path}'\nread x < '{end_path}'\n",
            file.display()
        );
        Ok(Self { program: bed.script(&script)?, go, over, end })
    }

    /// Starts the session with a client, up to where it waits to be told.
    pub fn begin(&self, bed: &Bed, holder: &dyn Holder) -> Result<Client> {
        let mut client = bed.begin(holder, &self.program)?;
        client.expect("~ready~", START)?;
        client.settle(QUIET)?;
        Ok(client)
    }
}
