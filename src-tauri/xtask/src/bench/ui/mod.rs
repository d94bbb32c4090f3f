//! `cargo xtask bench --ui`: the app's window beside a bare Tauri window with a bare xterm.js, in one run, on a display
//! of its own. It looks from outside, at pixels and processes, and presses keys as a person does.

mod display;
mod measures;
mod subject;

use std::path::Path;

use anyhow::{Context, Result};

use super::bed::Bed;
use super::figures::Row;
use super::holders::{BARE, HOLDFAST};
use super::table;
use crate::command;
use crate::packages::{self, TEST, WINDOW};
use crate::programs::{self, EMBEDDED_UI, Profile};
use crate::{ui, workspace};
use display::Display;

/// What is compared, in the order of the table's columns.
pub const LABELS: [&str; 2] = [BARE, HOLDFAST];

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

/// The names of the measures, and what they are about.
pub fn known() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    measures::ALL.iter().map(|(name, about, _)| (*name, *about))
}

/// Takes the measures whose names are asked for; none means all. One that fails is named, and the others are taken.
pub fn take(names: &[String], rounds: usize, quick: bool, stage: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, (name, about, measure)) in measures::ALL.iter().enumerate() {
        if !names.is_empty() && names.iter().all(|wanted| wanted != name) {
            continue;
        }
        eprintln!("== {name}: {about}");
        let dir = stage.join(number.to_string());
        let taken = Bed::for_one(&dir, HOLDFAST).and_then(|bed| {
            let display = Display::start(bed.dir())?;
            measure(&Run { bed: &bed, display: &display, rounds, quick })
        });
        match taken {
            Ok(taken) => {
                eprint!("{}", table::markdown(&taken, &LABELS));
                rows.extend(taken);
            }
            Err(error) => eprintln!("== {name} was not taken: {error:#}"),
        }
    }
    rows
}
