//! From double-click to a usable window: until the terminal in it is painted, its daemon started and all sessions
//! adopted by it.

use std::time::Instant;

use anyhow::Result;

use super::{LIMIT, PINK, Run, SESSIONS, TERMINAL, begin_all};
use crate::bench::figures::{Figure, Row, Samples, Unit};
use crate::bench::holders::{BARE, HOLDFAST};
use crate::bench::ui::display::all;
use crate::bench::ui::subject::{self, Subject};

/// Both windows in turn, each on a daemon that is to be started.
pub fn take(run: &Run) -> Result<Vec<Row>> {
    begin_all(run)?;
    let mut samples = Samples::default();
    // The first round fills caches, and does not count.
    for round in 0..=run.rounds {
        subject::without_daemon(run.bed)?;
        for label in [HOLDFAST, BARE] {
            let began = Instant::now();
            let window = match label {
                HOLDFAST => Subject::app(run)?,
                _ => Subject::bare(run, "bare.html?painted")?,
            };
            let took = run.display.wait(TERMINAL, began, LIMIT, |pixels| all(pixels, PINK))?;
            drop(window);
            if round > 0 {
                samples.add(label, Figure::Value(took.as_secs_f64()));
            }
        }
    }
    let name = format!("double-click to a usable window, {SESSIONS} sessions");
    Ok(vec![Row::new(name, Unit::Seconds, samples.medians()).at_most(1.3, BARE)])
}
