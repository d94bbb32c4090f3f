//! `cargo xtask test --real-agents`: the end-to-end tests with agents as they are published.
//! No agent may reach a network: it is started where there is none but loopback.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::packages::{self, BUILD, NAMESPACE};
use crate::programs::{self, Profile};
use crate::steps::Steps;
use crate::{command, ui};

/// An npm package, the version that the tests were seen to pass with, and its program.
const AGENTS: [(&str, &str, &str); 4] = [
    ("@anthropic-ai/claude-code", "2.1.197", "claude"),
    ("@openai/codex", "0.171.0", "codex"),
    ("@google/gemini-cli", "0.61.0", "gemini"),
    ("opencode-ai", "1.18.33", "opencode"),
];

/// Does the steps. `filter` is passed on to the runner of the tests.
pub fn test(steps: &mut Steps, yes: bool, filter: &[String]) -> Result<()> {
    steps.step("system packages", |_| packages::ensure(&[BUILD, NAMESPACE].concat(), yes))?;
    steps.step("agents", |_| install())?;
    steps.step("build", |_| build())?;
    steps.step("adapters", adapters)?;
    steps.step("e2e with real agents", |closing| end_to_end(filter, closing))
}

/// Installs the agents, unless they are there at these versions, and prints what they say of theirs.
fn install() -> Result<()> {
    let (folder, wanted) = (folder(), AGENTS.map(|(package, version, _)| format!("{package}@{version}")));
    // Written last, so that a broken installation does not look like a whole one.
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).ok() != Some(wanted.join("\n")) {
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let mut npm = ui::npm(&["install", "--no-audit", "--no-fund", "--prefix", "."], &folder)?;
        command::run(npm.args(&wanted)).context("installing the agents")?;
        fs::write(&installed, wanted.join("\n")).with_context(|| format!("writing {}", installed.display()))?;
    }
    AGENTS.into_iter().try_for_each(|(_, version, program)| tell_version(program, version))
}

/// An agent that has replaced itself by a newer one is not the one that is meant.
fn tell_version(program: &str, expected: &str) -> Result<()> {
    let mut ask = apart(binaries().join(program));
    let said = command::output(ask.arg("--version").env("HOME", folder()))?;
    println!("{program}: {}", said.trim());
    if !said.contains(expected) {
        bail!(
            "{program} was installed as {expected} and is another one now; remove {} and try again",
            folder().display()
        );
    }
    Ok(())
}

fn build() -> Result<()> {
    programs::build(Profile::Debug)?;
    // Apart from each other, as the suite builds them.
    let package = |name| command::run(&mut command::cargo(["test", "-p", name, "--no-run"]));
    ["daemon", "e2e"].into_iter().try_for_each(package).context("building the tests")
}

/// What the adapters start the agents with, against what these say of it.
fn adapters(closing: &mut Vec<String>) -> Result<()> {
    let mut test =
        command::cargo_by(apart("cargo"), ["test", "-p", "daemon", "agents::builtin::help", "--", "--ignored"]);
    command::run_tests(test.env("HOLDFAST_AGENTS", binaries()), closing)
}

fn end_to_end(filter: &[String], closing: &mut Vec<String>) -> Result<()> {
    let all = ["real_agents::".to_owned()];
    let filter = if filter.is_empty() { &all } else { filter };
    let mut test = command::cargo_by(apart("cargo"), ["test", "-p", "e2e", "--test", "e2e", "--", "--ignored"]);
    // One after the other: an agent that starts keeps a machine busy.
    test.env("RUST_TEST_THREADS", "1").env("HOLDFAST_AGENTS", binaries());
    command::run_tests(test.args(filter), closing)
}

/// Returns a command where there is no network but `lo`. Whoever runs it is root there, and may do no more outside than before.
fn apart(program: impl AsRef<OsStr>) -> Command {
    let mut command = command::program("unshare");
    command.args(["-rn", "sh", "-ec", "ip link set lo up; exec \"$@\"", "sh"]).arg(program);
    command
}

/// Where the agents are installed.
fn folder() -> PathBuf {
    programs::tools().join("agents")
}

fn binaries() -> PathBuf {
    folder().join("node_modules/.bin")
}
