//! `cargo xtask bench --ui`: the app's window beside a bare Tauri window with a bare xterm.js, in one run, on a display
//! of its own. It looks from outside, at pixels and processes, and presses keys as a person does.

mod display;
mod measures;
mod subject;

use std::path::Path;

use anyhow::{Context, Result};

use super::bed::Bed;
use super::figures::Row;
use super::holders::HOLDFAST;
use crate::command;
use crate::packages::{self, TEST, WINDOW};
use crate::programs::{self, EMBEDDED_UI, Profile};
use crate::{ui, workspace};
use display::Display;

/// What every measure gets.
pub struct Run<'a> {
    pub bed: &'a Bed,
    pub display: &'a Display,
    pub rounds: usize,
    /// A short look: less of everything.
    pub quick: bool,
}

/// Builds what is measured, as it ships.
pub fn build(yes: bool) -> Result<()> {
    packages::ensure(WINDOW, yes)?;
    packages::ensure(TEST, yes)?;
    ui::build()?;
    command::run(&mut ui::npm(&["run", "build:bench"], &workspace::ui())?).context("building the bare pages")?;
    programs::build_app(Profile::Release)?;
    let mut bare = command::cargo(["build", "--release", "-p", "shell", "--example", "bare-window"]);
    command::run(bare.args(EMBEDDED_UI)).context("building the bare window")
}

/// Takes the measures whose names are asked for; none means all. One that fails is named, and the others are taken.
pub fn take(names: &[String], rounds: usize, quick: bool, stage: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, (name, measure)) in measures::ALL.iter().enumerate() {
        if !names.is_empty() && names.iter().all(|wanted| wanted != name) {
            continue;
        }
        eprintln!("== {name}");
        let dir = stage.join(number.to_string());
        let taken = Bed::for_one(&dir, HOLDFAST).and_then(|bed| {
            let display = Display::start(bed.dir())?;
            measure(&Run { bed: &bed, display: &display, rounds, quick })
        });
        match taken {
            Ok(taken) => rows.extend(taken),
            Err(error) => eprintln!("== {name} was not taken: {error:#}"),
        }
    }
    rows
}
