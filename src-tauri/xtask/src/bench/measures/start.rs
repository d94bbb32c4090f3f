//! Start: how long from the command that starts a session until its first output is shown. Servers run already.

use std::time::Instant;

use anyhow::Result;

use super::Run;
use super::flood::{QUIET, START};
use crate::bench::bed::Bed;
use crate::bench::figures::{Figure, Row, Unit, median};
use crate::bench::holders::{DTACH, Holder};
use crate::bench::terminal::Client;

pub fn take(run: &Run) -> Result<Vec<Row>> {
    let times = if run.quick { 3 } else { 10 };
    let samples = run.each_round("start", |holder| {
        let all = (0..times).map(|_| start(run.bed, holder)).collect::<Result<Vec<f64>>>()?;
        Ok(median(&all).map(Figure::Value))
    })?;
    let row = Row::new("start of a session to its first byte", Unit::Milliseconds, samples.medians());
    Ok(vec![row.at_most(3.0, DTACH)])
}

fn start(bed: &Bed, holder: &dyn Holder) -> Result<f64> {
    let (end, path) = bed.pipe()?;
    let program = bed.script(&format!("echo '~first~'\nread x < '{path}'\n"))?;
    let command = holder.begin(&bed.name(), &program);
    let began = Instant::now();
    let mut client = Client::start(&command)?;
    client.expect("~first~", START)?;
    let took = began.elapsed().as_secs_f64();
    end.tell()?;
    client.end()?;
    std::thread::sleep(QUIET);
    Ok(took)
}
