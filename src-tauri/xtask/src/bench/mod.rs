//! `cargo xtask bench`: Holdfast beside other holders of sessions and beside a bare terminal, in one run.
//! It measures from outside, as a person at a terminal would see it, in a directory of its own, and touches no session
//! of the user.

mod bed;
mod bounds;
mod figures;
mod holders;
mod measures;
mod platform;
mod plot;
mod proc;
mod table;
mod terminal;
mod texts;
mod ui;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::packages::{self, BENCH, BUILD};
use crate::programs::{self, Profile};
use crate::workspace;
use bed::Bed;
use figures::Row;
use holders::LABELS;
use measures::{ALL, Measure, Run};

#[derive(Args)]
pub struct Arguments {
    /// Install missing system packages without asking
    #[arg(long)]
    yes: bool,
    /// How often everything is measured; medians count
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// A short look: one round, less of everything; the figures are rough
    #[arg(long)]
    quick: bool,
    /// Among how many sessions a daemon is started [default: 1000; 100 for a short look]
    #[arg(long, value_name = "N")]
    sessions: Option<usize>,
    /// Measures the app's window instead, beside a bare window with a bare terminal
    #[arg(long)]
    ui: bool,
    /// What to measure [default: everything]
    #[arg(value_name = "MEASURE")]
    measures: Vec<String>,
}

impl Arguments {
    /// How often everything is measured.
    fn rounds(&self) -> usize {
        if self.quick { 1 } else { self.rounds.into() }
    }
}

pub fn run(arguments: &Arguments) -> Result<()> {
    ensure!(std::env::consts::OS == "linux", "the benchmark reads what only Linux tells of processes");
    if arguments.ui {
        return run_ui(arguments);
    }
    let wanted = wanted(&arguments.measures)?;
    packages::ensure(BUILD, arguments.yes)?;
    if let Err(error) = packages::ensure(BENCH, arguments.yes) {
        println!("Not everything to compare with is here: {error:#}");
    }
    for label in holders::LABELS.iter().filter(|label| !holders::is_installed(label)) {
        println!("{label} is not installed and is left out");
    }
    programs::build(Profile::Release)?;
    let stage = stage()?;
    let caption = caption(arguments);
    let rows = take(&wanted, arguments, stage.path());
    write("bench", &rows, &LABELS, &caption)
}

/// The same for the app's window.
fn run_ui(arguments: &Arguments) -> Result<()> {
    refuse_unknown(&arguments.measures, ui::known())?;
    packages::ensure(BUILD, arguments.yes)?;
    programs::build(Profile::Release)?;
    ui::build(arguments.yes)?;
    let stage = stage()?;
    let caption = caption(arguments);
    let rows = ui::take(&arguments.measures, arguments.rounds(), arguments.quick, stage.path());
    write("bench-ui", &rows, &ui::LABELS, &caption)
}

/// The directory of all that is started, which is cleared also where the benchmark is interrupted.
fn stage() -> Result<tempfile::TempDir> {
    let stage = tempfile::Builder::new().prefix("hf-bench-").tempdir_in("/tmp").context("making a directory")?;
    let dir = stage.path().to_owned();
    platform::on_interrupt(move || bed::clear_for_good(&dir))?;
    Ok(stage)
}

fn wanted(names: &[String]) -> Result<Vec<&'static Measure>> {
    refuse_unknown(names, ALL.iter().map(|measure| (measure.name, measure.about)))?;
    Ok(ALL.iter().filter(|measure| names.is_empty() || names.iter().any(|name| name == measure.name)).collect())
}

/// `known`: names of measures and what they are about.
fn refuse_unknown<'a>(names: &[String], known: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| known.clone().all(|(known, _)| known != **name)) {
        let known: Vec<String> = known.map(|(name, about)| format!("  {name:10} {about}")).collect();
        bail!("there is no measure `{unknown}`; there are\n{}", known.join("\n"));
    }
    Ok(())
}

/// What the figures depend on. Taken before anything is measured: a machine that is busy with something else measures that.
fn caption(arguments: &Arguments) -> String {
    let rounds = if arguments.quick { "a short look".to_owned() } else { format!("{} rounds", arguments.rounds) };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = proc::load().map_or(String::new(), |load| format!(", load {load} before"));
    format!(
        "{rounds} on {cores} cores{load}; medians; –: cannot be or was not measured; stalls: makes the program wait"
    )
}

/// Takes one measure after the other, each on a new bed. One that fails is named, and the others are taken.
fn take(wanted: &[&Measure], arguments: &Arguments, stage: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, measure) in wanted.iter().enumerate() {
        eprintln!("== {}: {}", measure.name, measure.about);
        let taken = Bed::new(&stage.join(number.to_string())).and_then(|bed| {
            let sessions = arguments.sessions.unwrap_or(if arguments.quick { 100 } else { 1000 });
            (measure.take)(&Run { bed: &bed, rounds: arguments.rounds(), sessions, quick: arguments.quick })
        });
        match taken {
            Ok(taken) => {
                eprint!("{}", table::markdown(&taken, &LABELS));
                rows.extend(taken);
            }
            Err(error) => eprintln!("== {} was not taken: {error:#}", measure.name),
        }
    }
    rows
}

/// Prints the table and keeps it, with the plot, under `target/bench`.
fn write(name: &str, rows: &[Row], labels: &[&str], caption: &str) -> Result<()> {
    let table = format!("{}\n{caption}\n", table::markdown(rows, labels));
    println!("\n{table}");
    let folder = workspace::target().join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let plot = plot::svg(rows, caption);
    for (ending, text) in [("md", &table), ("svg", &plot)] {
        let path = folder.join(name).with_extension(ending);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_taken_by_name_in_their_own_order() {
        let names = |asked: &[&str]| {
            let asked: Vec<String> = asked.iter().map(|name| (*name).to_owned()).collect();
            wanted(&asked).map(|found| found.iter().map(|measure| measure.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["memory", "flood"]).unwrap(), ["flood", "memory"]);
        assert_eq!(names(&[]).unwrap().len(), ALL.len());
        assert!(names(&["flod"]).unwrap_err().to_string().contains("flood"), "it says what there is");
        let window = refuse_unknown(&["swich".to_owned()], ui::known());
        assert!(window.unwrap_err().to_string().contains("switch"), "and what there is of a window");
    }
}
