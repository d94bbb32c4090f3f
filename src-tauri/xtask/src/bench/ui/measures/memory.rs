//! What the windows take, and what is left once the app's is closed.

use std::thread;
use std::time::Instant;

use anyhow::Result;

use super::{LIMIT, PINK, Run, SESSIONS, SETTLED, TERMINAL, begin_all};
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit};
use crate::bench::holders::{BARE, HOLDFAST};
use crate::bench::ui::display::all;
use crate::bench::ui::subject::{self, Subject};

/// Both windows in turn.
pub fn take(run: &Run) -> Result<Vec<Row>> {
    begin_all(run)?;
    let (mut open, mut hidden) = (Samples::default(), Samples::default());
    for _ in 0..run.rounds {
        for label in [BARE, HOLDFAST] {
            let subject = if label == HOLDFAST { Subject::app(run)? } else { Subject::bare(run, "bare.html?painted")? };
            run.display.wait(TERMINAL, Instant::now(), LIMIT, |pixels| all(pixels, PINK))?;
            thread::sleep(SETTLED);
            open.add(label, Figure::Value(subject::windows_memory(run.bed) as f64));
            if label == HOLDFAST {
                run.display.close(run.display.window(LIMIT)?)?;
                subject::without_web_views(run.bed, LIMIT)?;
                thread::sleep(SETTLED);
                hidden.add(label, Figure::Value(subject.own_memory() as f64));
            }
            drop(subject);
            subject::without_web_views(run.bed, LIMIT)?;
        }
    }
    let name = format!("memory, window open, {SESSIONS} sessions");
    let hidden = Row::new("memory, hidden in the tray", Unit::Mebibytes, hidden.medians());
    Ok(vec![
        Row::new(name, Unit::Mebibytes, open.medians()).at_most(1.3, BARE),
        hidden.bound(Some(Bound::limit(60.0 * 1_048_576.0))),
    ])
}
