//! A daemon that answers nothing for a minute: how the window answers meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::dialog::dialog;
use super::key::{one_key, take_back};
use super::{LINES, Run, begin, of_holdfast, settle};
use crate::bench::bounds::Bound;
use crate::bench::figures::Row;
use crate::bench::platform;
use crate::bench::ui::subject::{Subject, daemon};

/// How many letters are typed between two dialogs.
const LETTERS: usize = 10;

/// Letters and dialogs in turn; the slowest of each count.
pub fn take(run: &Run) -> Result<Vec<Row>> {
    begin(run, &["cat".to_owned()])?;
    let _window = Subject::app(run)?;
    settle(run)?;
    // The first one ever shown is not what is asked about.
    dialog(run)?;
    let daemon = daemon(run.bed).context("a daemon runs")?;
    let (mut letters, mut dialogs) = (0.0_f64, 0.0_f64);
    platform::stop(daemon);
    let began = Instant::now();
    let _running = GoesOn(daemon);
    while began.elapsed() < Duration::from_secs(if run.quick { 10 } else { 60 }) {
        for _ in 0..LETTERS {
            letters = letters.max(one_key(run, LINES)?);
        }
        dialogs = dialogs.max(dialog(run)?);
        take_back(run)?;
    }
    let row = |name, slowest| of_holdfast(name, slowest).bound(Some(Bound::limit(0.1)));
    Ok(vec![row("daemon stopped, slowest letter", letters), row("daemon stopped, slowest dialog", dialogs)])
}

/// Lets a process run again, whatever happened meanwhile.
struct GoesOn(u32);

impl Drop for GoesOn {
    fn drop(&mut self) {
        platform::go_on(self.0);
    }
}
