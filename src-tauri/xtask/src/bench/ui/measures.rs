//! What is measured of a window, a function each. Colours are what is waited for: programs paint them, and no other part
//! of a window has them.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::Run;
use super::display::{Area, CONTROL, ESCAPE, NEXT, PREVIOUS, RETURN, SHIFT, all};
use super::subject::{self, Subject};
use crate::bench::bed;
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit, median};
use crate::bench::holders::{BARE, HOLDFAST, Holdfast};
use crate::bench::measures::flood;
use crate::bench::texts::Text;

/// Takes a measure.
type Take = fn(&Run) -> Result<Vec<Row>>;

/// The measures by name, with what they are about.
pub const ALL: &[(&str, &str, Take)] = &[
    ("start", "from double-click to a usable window", start),
    ("key", "from a key to its letter on the display", key),
    ("flood", "much text in sight, and how the window answers meanwhile", flood_in_sight),
    ("switch", "from a key to another session's screen", switch),
    ("memory", "what the window takes, open and hidden", memory),
    ("sidebar", "the frames of a list of a thousand sessions", sidebar),
];

const PINK: [u8; 3] = [255, 0, 255];
const LIME: [u8; 3] = [0, 255, 0];
/// Within the terminal, whatever stands around it.
const TERMINAL: Area = Area(640, 400, 4, 4);
/// Where the first lines of the terminal are in the app's window, and in a bare one.
const LINES: Area = Area(300, 90, 600, 200);
const BARE_LINES: Area = Area(0, 0, 600, 200);
/// Within the sidebar, where no row is.
const SIDEBAR: Area = Area(2, 790, 4, 4);
/// How long anything may take to be shown.
const LIMIT: Duration = Duration::from_secs(60);
/// How many sessions stand behind a window.
const SESSIONS: usize = 50;
/// How often a dialog is opened in a window that has nothing else to do.
const QUIET_DIALOGS: usize = 10;
/// After so long a window has nothing more to do.
const SETTLED: Duration = Duration::from_secs(2);

/// A program that fills its terminal with a colour, and goes on with `then`.
fn painter([red, green, blue]: [u8; 3], then: &str) -> Vec<String> {
    let script = format!("stty -echo; printf '\\033[48;2;{red};{green};{blue}m\\033[2J\\033[H'; {then}");
    ["sh", "-c", &script].map(str::to_owned).to_vec()
}

fn begin(run: &Run, program: &[String]) -> Result<String> {
    run.bed.begin_detached(run.bed.only()?, program)?.context("a session starts unseen")
}

/// From the start of the process until the terminal in it is painted, its daemon started and all sessions adopted by it.
fn start(run: &Run) -> Result<Vec<Row>> {
    for _ in 0..SESSIONS {
        begin(run, &painter(PINK, "exec sleep 100000"))?;
    }
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

/// From a key to its letter on the display.
fn key(run: &Run) -> Result<Vec<Row>> {
    begin(run, &["cat".to_owned()])?;
    let mut samples = Samples::default();
    for _ in 0..run.rounds {
        for label in [HOLDFAST, BARE] {
            let (window, lines) = match label {
                HOLDFAST => (Subject::app(run)?, LINES),
                _ => (Subject::bare(run, "bare.html")?, BARE_LINES),
            };
            run.display.window(LIMIT)?;
            thread::sleep(SETTLED);
            let took = (0..keys(run)).map(|_| one_key(run, lines)).collect::<Result<Vec<f64>>>()?;
            samples.add(label, Figure::Value(median(&took).context("keys were pressed")?));
            drop(window);
        }
    }
    Ok(vec![Row::new("key to paint", Unit::Milliseconds, samples.medians()).at_most(1.2, BARE)])
}

fn keys(run: &Run) -> usize {
    if run.quick { 20 } else { 60 }
}

fn one_key(run: &Run, lines: Area) -> Result<f64> {
    let before = run.display.pixels(lines)?;
    let began = Instant::now();
    run.display.press(&[], 'x'.into())?;
    let took = run.display.wait(lines, began, LIMIT, |pixels| pixels != before)?;
    thread::sleep(Duration::from_millis(60));
    Ok(took.as_secs_f64())
}

/// Fifty mebibytes into the terminal in sight: when the end is painted, and how long a dialog takes to open meanwhile.
fn flood_in_sight(run: &Run) -> Result<Vec<Row>> {
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
    let row = |name, value| {
        let figures = BTreeMap::from([(HOLDFAST, Figure::Value(value))]);
        Row::new(name, Unit::Milliseconds, figures)
    };
    let most = || Some(Bound::limit(0.05));
    Ok(vec![
        time.bound(bound),
        row("dialog in a quiet window, median", median(&quiet).unwrap_or_default()),
        row("dialog meanwhile, median", median(&answers).unwrap_or_default()).bound(most()),
        row("dialog meanwhile, slowest", slowest).bound(most()),
    ])
}

/// One flood. `dialogs`: a dialog is opened and closed before it and all the while, and how long each took is added.
fn one_flood(run: &Run, file: &Path, mut dialogs: Option<(&mut Vec<f64>, &mut Vec<f64>)>) -> Result<f64> {
    let paint = "printf '\\033[48;2;0;255;0m\\033[2J'; exec sleep 100000";
    let name = begin(run, &painter(PINK, &format!("read x; cat '{}'; {paint}", file.display())))?;
    let window = Subject::app(run)?;
    run.display.wait(TERMINAL, Instant::now(), LIMIT, |pixels| all(pixels, PINK))?;
    run.display.window(LIMIT)?;
    thread::sleep(SETTLED);
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

/// Opens the dialog for a new session, closes it again, and says how long the slower of both took.
fn dialog(run: &Run) -> Result<f64> {
    let before = run.display.pixels(SIDEBAR)?;
    let began = Instant::now();
    run.display.press(&[CONTROL, SHIFT], 'n'.into())?;
    let opened = run.display.wait(SIDEBAR, began, LIMIT, |pixels| pixels != before)?;
    let began = Instant::now();
    run.display.press(&[], ESCAPE)?;
    let closed = run.display.wait(SIDEBAR, began, LIMIT, |pixels| pixels == before)?;
    Ok(opened.max(closed).as_secs_f64())
}

/// From the key to the other session's screen.
fn switch(run: &Run) -> Result<Vec<Row>> {
    for colour in [PINK, LIME] {
        begin(run, &painter(colour, "exec sleep 100000"))?;
    }
    let _window = Subject::app(run)?;
    run.display.window(LIMIT)?;
    let either = |pixels: &[u8]| all(pixels, PINK) || all(pixels, LIME);
    run.display.wait(TERMINAL, Instant::now(), LIMIT, either)?;
    thread::sleep(SETTLED);
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

/// What the windows take, and what is left once the app's is closed.
fn memory(run: &Run) -> Result<Vec<Row>> {
    for _ in 0..SESSIONS {
        begin(run, &painter(PINK, "exec sleep 100000"))?;
    }
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

/// The frames of a window with a thousand sessions, fifty of which change each second while the list is scrolled.
fn sidebar(run: &Run) -> Result<Vec<Row>> {
    let (mut middle, mut longest) = (Samples::default(), Samples::default());
    for _ in 0..run.rounds {
        let _window = Subject::bare(run, "sidebar.html")?;
        let deadline = Instant::now() + LIMIT;
        let frames = loop {
            if let Some(told) = subject::title(run.bed).as_deref().and_then(frames) {
                break told;
            }
            anyhow::ensure!(Instant::now() < deadline, "the page told of no frames within {LIMIT:?}");
            thread::sleep(Duration::from_millis(100));
        };
        middle.add(HOLDFAST, Figure::Value(frames.0));
        longest.add(HOLDFAST, Figure::Value(frames.1));
    }
    let row = |name, samples: &Samples, most| {
        Row::new(name, Unit::Milliseconds, samples.medians()).bound(Some(Bound::limit(most)))
    };
    // A sixtieth of a second, and the millisecond by which a page's clock is coarse.
    let frame = row("sidebar, 1000 sessions, 50 changes/s, median frame", &middle, 0.0177);
    Ok(vec![frame, row("sidebar, longest frame", &longest, 0.05)])
}

/// Reads the word "frames", the median and the longest one, both in milliseconds.
fn frames(title: &str) -> Option<(f64, f64)> {
    let (middle, longest) = title.strip_prefix("frames ")?.split_once(' ')?;
    Some((middle.parse::<f64>().ok()? / 1e3, longest.parse::<f64>().ok()? / 1e3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_from_a_title_in_seconds() {
        assert_eq!(frames("frames 16 48"), Some((0.016, 0.048)));
        assert_eq!(frames("payments · Holdfast"), None);
    }
}
