//! From a key to its letter on the display.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::{BARE_LINES, LIMIT, LINES, Run, begin, settle};
use crate::bench::figures::{Figure, Row, Samples, Unit, median};
use crate::bench::holders::{BARE, HOLDFAST};
use crate::bench::ui::display::{Area, CONTROL};
use crate::bench::ui::subject::Subject;

/// After so long the letters of a line are gone again.
const TAKEN_BACK: Duration = Duration::from_millis(300);

/// Both windows in turn.
pub fn take(run: &Run) -> Result<Vec<Row>> {
    begin(run, &["cat".to_owned()])?;
    let mut samples = Samples::default();
    for _ in 0..run.rounds {
        for label in [HOLDFAST, BARE] {
            let (window, lines) = match label {
                HOLDFAST => (Subject::app(run)?, LINES),
                _ => (Subject::bare(run, "bare.html")?, BARE_LINES),
            };
            settle(run)?;
            let took = (0..keys(run)).map(|_| one_key(run, lines)).collect::<Result<Vec<f64>>>()?;
            samples.add(label, Figure::Value(median(&took).context("keys were pressed")?));
            take_back(run)?;
            drop(window);
        }
    }
    Ok(vec![Row::new("key to paint", Unit::Milliseconds, samples.medians()).at_most(1.2, BARE)])
}

fn keys(run: &Run) -> usize {
    if run.quick { 20 } else { 60 }
}

/// Takes the letters of a line back, so that the next ones are where they are looked for.
pub fn take_back(run: &Run) -> Result<()> {
    run.display.press(&[CONTROL], 'u'.into())?;
    thread::sleep(TAKEN_BACK);
    Ok(())
}

/// One letter, after which the window rests a moment.
pub fn one_key(run: &Run, lines: Area) -> Result<f64> {
    let before = run.display.pixels(lines)?;
    let began = Instant::now();
    run.display.press(&[], 'x'.into())?;
    let took = run.display.wait(lines, began, LIMIT, |pixels| pixels != before)?;
    thread::sleep(Duration::from_millis(60));
    Ok(took.as_secs_f64())
}
