//! A dialog that opens and closes: what a window answers while something else goes on.

use std::time::Instant;

use anyhow::Result;

use super::{LIMIT, Run};
use crate::bench::ui::display::{Area, CONTROL, ESCAPE, SHIFT};

/// Within the sidebar, where no row is: a dialog darkens it.
const SIDEBAR: Area = Area(2, 790, 4, 4);

/// Opens the dialog for a new session, closes it again, and says how long the slower of both took.
pub fn dialog(run: &Run) -> Result<f64> {
    let before = run.display.pixels(SIDEBAR)?;
    let began = Instant::now();
    run.display.press(&[CONTROL, SHIFT], 'n'.into())?;
    let opened = run.display.wait(SIDEBAR, began, LIMIT, |pixels| pixels != before)?;
    let began = Instant::now();
    run.display.press(&[], ESCAPE)?;
    let closed = run.display.wait(SIDEBAR, began, LIMIT, |pixels| pixels == before)?;
    Ok(opened.max(closed).as_secs_f64())
}
