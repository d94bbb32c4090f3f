//! Much text in sight: when the end is painted, and how long a dialog takes to open meanwhile.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use super::dialog::dialog;
use super::{LIME, LIMIT, PINK, Run, TERMINAL, begin, of_holdfast, painter, settle};
use crate::bench::bed;
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit, median};
use crate::bench::holders::{HOLDFAST, Holdfast};
use crate::bench::measures::flood;
use crate::bench::texts::Text;
use crate::bench::ui::display::{RETURN, all};
use crate::bench::ui::subject::Subject;

/// How often a dialog is opened in a window that has nothing else to do.
const QUIET_DIALOGS: usize = 10;

/// Fifty mebibytes, to its end and then with dialogs.
pub fn take(run: &Run) -> Result<Vec<Row>> {
    let mebibytes = if run.quick { 5 } else { 50 };
    let file = Text::Plain.write(run.bed.dir(), mebibytes << 20)?;
    let (mut shown, mut held, mut quiet, mut answers) = (Samples::default(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..run.rounds {
        shown.add(HOLDFAST, Figure::Value(one_flood(run, &file, None)?));
        one_flood(run, &file, Some((&mut quiet, &mut answers)))?;
    }
    // Last: a session that has finished unseen would be what the window shows.
    for _ in 0..run.rounds {
        if let Figure::Value(took) = flood::attached(run.bed, run.bed.only()?, &file)? {
            held.push(took);
        }
    }
    let time = Row::new(format!("{mebibytes} MiB in the visible pane"), Unit::Seconds, shown.medians());
    let bound = median(&held).map(|held| Bound::cost("its host", held, 1.5));
    let slowest = answers.iter().copied().fold(0.0, f64::max);
    let most = || Some(Bound::limit(0.05));
    Ok(vec![
        time.bound(bound),
        of_holdfast("dialog in a quiet window, median", median(&quiet).unwrap_or_default()),
        of_holdfast("dialog meanwhile, median", median(&answers).unwrap_or_default()).bound(most()),
        of_holdfast("dialog meanwhile, slowest", slowest).bound(most()),
    ])
}

/// One flood. `dialogs`: a dialog is opened and closed before it and all the while, and how long each took is added.
fn one_flood(run: &Run, file: &Path, mut dialogs: Option<(&mut Vec<f64>, &mut Vec<f64>)>) -> Result<f64> {
    let paint = "printf '\\033[48;2;0;255;0m\\033[2J'; exec sleep 100000";
    let name = begin(run, &painter(PINK, &format!("read x; cat '{}'; {paint}", file.display())))?;
    let window = Subject::app(run)?;
    run.display.wait(TERMINAL, Instant::now(), LIMIT, |pixels| all(pixels, PINK))?;
    settle(run)?;
    if let Some((quiet, _)) = &mut dialogs {
        // The first one ever shown is not what is asked about.
        dialog(run)?;
        quiet.extend((0..QUIET_DIALOGS).map(|_| dialog(run)).collect::<Result<Vec<f64>>>()?);
    }
    let began = Instant::now();
    run.display.press(&[], RETURN)?;
    if let Some((_, answers)) = &mut dialogs {
        while !all(&run.display.pixels(TERMINAL)?, LIME) && began.elapsed() < LIMIT {
            answers.push(dialog(run)?);
        }
    }
    let took = run.display.wait(TERMINAL, began, LIMIT, |pixels| all(pixels, LIME))?;
    drop(window);
    // Wiped as well: the next window would open with what this one showed.
    for verb in [&["kill", "--now"][..], &["rm"]] {
        bed::run(Holdfast::new(run.bed.dir()).command().args(verb).arg(&name), LIMIT)?;
    }
    Ok(took.as_secs_f64())
}
