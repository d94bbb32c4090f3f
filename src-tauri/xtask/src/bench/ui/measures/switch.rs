//! From a key to another session's screen.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{LIME, LIMIT, PINK, Run, TERMINAL, begin, settle, still};
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit};
use crate::bench::holders::HOLDFAST;
use crate::bench::ui::display::{CONTROL, NEXT, PREVIOUS, SHIFT, all};
use crate::bench::ui::subject::Subject;

/// There and back.
pub fn take(run: &Run) -> Result<Vec<Row>> {
    for colour in [PINK, LIME] {
        begin(run, &still(colour))?;
    }
    let _window = Subject::app(run)?;
    let either = |pixels: &[u8]| all(pixels, PINK) || all(pixels, LIME);
    run.display.wait(TERMINAL, Instant::now(), LIMIT, either)?;
    settle(run)?;
    let mut samples = Samples::default();
    for number in 0..10 * run.rounds {
        let before = run.display.pixels(TERMINAL)?;
        let began = Instant::now();
        run.display.press(&[CONTROL, SHIFT], if number % 2 == 0 { NEXT } else { PREVIOUS })?;
        let took = run.display.wait(TERMINAL, began, LIMIT, |pixels| pixels != before && either(pixels))?;
        samples.add(HOLDFAST, Figure::Value(took.as_secs_f64()));
        thread::sleep(Duration::from_millis(200));
    }
    let row = Row::new("switch to another session, painted", Unit::Milliseconds, samples.medians());
    Ok(vec![row.bound(Some(Bound::limit(0.05)))])
}
