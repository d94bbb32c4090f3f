//! `cargo xtask test`: everything that must hold before a change is taken, cheapest first, up to the first failure.

use std::env;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::packages::{self, BUILD, TEST, WINDOW};
use crate::programs::{self, EMBEDDED_UI, Profile};
use crate::steps::Steps;
use crate::{check_platforms, command, real_agents, rules, types, ui};

#[derive(Args)]
pub struct Arguments {
    /// Install missing system packages without asking
    #[arg(long)]
    yes: bool,
    /// Do only the steps whose names begin so: rules, format, ui, types, clippy, build, e2e …
    #[arg(long, value_name = "STEP")]
    only: Option<String>,
    /// Instead of the suite: install agents as they are published, and run the end-to-end tests with them
    #[arg(long)]
    pub real_agents: bool,
    /// Passed on to the runner of the end-to-end tests: names of tests, or its own options
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "FILTER")]
    pub filter: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::new(arguments.only.clone());
    let outcome = if arguments.real_agents {
        real_agents::test(&mut steps, arguments.yes, &arguments.filter)
    } else {
        suite(&mut steps, arguments)
    };
    steps.close();
    outcome?;
    if steps.count() == 0 {
        bail!("no step's name begins with `{}`", arguments.only.as_deref().unwrap_or_default());
    }
    println!("All {} steps passed.", steps.count());
    Ok(())
}

fn suite(steps: &mut Steps, arguments: &Arguments) -> Result<()> {
    steps.step("system packages", |_| packages::ensure(&[BUILD, WINDOW, TEST].concat(), arguments.yes))?;
    steps.step("rules: top level", |_| rules::top_level())?;
    steps.step("rules: platform names", |_| rules::platform_names())?;
    steps.step("rules: dependencies", |_| rules::dependencies())?;
    steps.step("format", |_| command::run(&mut command::cargo(["fmt", "--all", "--check"])))?;
    steps.step("ui check", |_| ui::check())?;
    steps.step("ui test", ui::test)?;
    steps.step("ui build", |_| ui::build())?;
    steps.step("browser tests", ui::browser_tests)?;
    steps.step("types", |_| types::run(&types::Arguments { check: true }))?;
    steps.step("clippy", |_| clippy())?;
    steps.step("documentation", |_| documentation())?;
    steps.step("platforms", |_| check_platforms::run(&check_platforms::Arguments { yes: arguments.yes }))?;
    steps.step("unit tests", unit_tests)?;
    steps.step("build", |_| build())?;
    steps.step("app unit tests", app_unit_tests)?;
    steps.step("e2e", |closing| end_to_end(&arguments.filter, closing))
}

fn clippy() -> Result<()> {
    let mut clippy = command::cargo(["clippy", "--workspace", "--all-targets"]);
    command::run(clippy.args(EMBEDDED_UI).args(["--", "-D", "warnings"]))
}

fn documentation() -> Result<()> {
    let mut doc = command::cargo(["doc", "--workspace", "--no-deps", "--document-private-items"]);
    command::run(doc.args(EMBEDDED_UI).env("RUSTDOCFLAGS", "-D warnings"))
}

fn unit_tests(closing: &mut Vec<String>) -> Result<()> {
    let mut test = command::cargo(["test", "--workspace", "--exclude", "shell", "--exclude", "e2e"]);
    command::run_tests(&mut test, closing)
}

fn build() -> Result<()> {
    programs::build(Profile::Debug)?;
    programs::build_app(Profile::Debug)
}

fn app_unit_tests(closing: &mut Vec<String>) -> Result<()> {
    command::run_tests(command::cargo(["test", "-p", "shell"]).args(EMBEDDED_UI), closing)
}

/// Runs the end-to-end tests on the programs built before, with `tauri-driver` on the path.
fn end_to_end(filter: &[String], closing: &mut Vec<String>) -> Result<()> {
    programs::install_tauri_driver()?;
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(programs::tools().join("bin")).chain(env::split_paths(&path));
    let path = env::join_paths(folders).context("putting the tools on the path")?;
    command::run_tests(command::cargo(["test", "-p", "e2e", "--"]).args(filter).env("PATH", path), closing)
}
