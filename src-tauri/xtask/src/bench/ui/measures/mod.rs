//! What is measured of a window, one file each. Colours are what is waited for: programs paint them, and no other part
//! of a window has them.

mod dialog;
mod flood;
mod key;
mod memory;
mod sidebar;
mod start;
mod stopped;
mod switch;

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Run;
use super::display::Area;
use crate::bench::figures::{Figure, Row, Unit};
use crate::bench::holders::HOLDFAST;

/// Takes a measure.
type Take = fn(&Run) -> Result<Vec<Row>>;

/// The measures by name, with what they are about.
pub const ALL: &[(&str, &str, Take)] = &[
    ("start", "from double-click to a usable window", start::take),
    ("key", "from a key to its letter on the display", key::take),
    ("flood", "much text in sight, and how the window answers meanwhile", flood::take),
    ("switch", "from a key to another session's screen", switch::take),
    ("memory", "what the window takes, open and hidden", memory::take),
    ("sidebar", "the frames of a list of a thousand sessions", sidebar::take),
    ("stopped", "a daemon that answers nothing, and how the window answers", stopped::take),
];

const PINK: [u8; 3] = [255, 0, 255];
const LIME: [u8; 3] = [0, 255, 0];
/// Within the terminal, whatever stands around it.
const TERMINAL: Area = Area(640, 400, 4, 4);
/// Where the first lines of the terminal are in the app's window, and in a bare one.
const LINES: Area = Area(300, 90, 600, 200);
const BARE_LINES: Area = Area(0, 0, 600, 200);
/// How long anything may take to be shown.
const LIMIT: Duration = Duration::from_secs(60);
/// How many sessions stand behind a window.
const SESSIONS: usize = 50;
/// After so long a window has nothing more to do.
const SETTLED: Duration = Duration::from_secs(2);

/// A program that fills its terminal with a colour, and goes on with `then`.
fn painter([red, green, blue]: [u8; 3], then: &str) -> Vec<String> {
    let script = format!("stty -echo; printf '\\033[48;2;{red};{green};{blue}m\\033[2J\\033[H'; {then}");
    ["sh", "-c", &script].map(str::to_owned).to_vec()
}

/// A program that shows a colour and nothing else.
fn still(colour: [u8; 3]) -> Vec<String> {
    painter(colour, "exec sleep 100000")
}

/// The sessions that stand behind a window.
fn begin_all(run: &Run) -> Result<()> {
    (0..SESSIONS).try_for_each(|_| begin(run, &still(PINK)).map(drop))
}

/// Gives the window the keyboard, and waits until it has nothing more to do.
fn settle(run: &Run) -> Result<()> {
    run.display.window(LIMIT)?;
    thread::sleep(SETTLED);
    Ok(())
}

/// How long Holdfast alone took for something.
fn of_holdfast(name: &str, seconds: f64) -> Row {
    Row::new(name, Unit::Milliseconds, BTreeMap::from([(HOLDFAST, Figure::Value(seconds))]))
}

fn begin(run: &Run, program: &[String]) -> Result<String> {
    run.bed.begin_detached(run.bed.only()?, program)?.context("a session starts unseen")
}
