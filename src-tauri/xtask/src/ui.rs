//! The UI's npm project: installing its packages, checking and building it. What is fresh is left alone.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::{command, workspace};

/// Installs the UI's packages, unless npm did since the lock file was last changed.
pub fn install() -> Result<()> {
    let ui = workspace::ui();
    if !ui.join("package.json").is_file() {
        bail!("ui/package.json is missing, so there is no window to build");
    }
    let asked = changed(&ui.join("package-lock.json")).max(changed(&ui.join("package.json")));
    // npm writes this file last, so a broken installation does not look like a whole one.
    let installed = changed(&ui.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= asked {
        return Ok(());
    }
    command::run(&mut npm(&["ci", "--engine-strict", "--no-audit", "--no-fund"], &ui)?)
        .context("installing the UI's packages")
}

/// Builds `ui/dist`, unless it is newer than everything that it is made of.
pub fn build() -> Result<()> {
    install()?;
    let ui = workspace::ui();
    let built = changed(&ui.join("dist/index.html"));
    if built.is_some() && built >= newest_source(&ui)? {
        return Ok(());
    }
    command::run(&mut npm(&["run", "build"], &ui)?).context("building the UI")
}

/// Runs the UI's own checks: types, format, lint.
pub fn check() -> Result<()> {
    install()?;
    command::run(&mut npm(&["run", "check"], &workspace::ui())?).context("checking the UI")
}

/// Runs the UI's tests and adds the runner's closing lines to `closing`.
pub fn test(closing: &mut Vec<String>) -> Result<()> {
    install()?;
    command::run_tests(&mut npm(&["test"], &workspace::ui())?, closing).context("testing the UI")
}

/// Runs the tests of the window in a browser, on its scripted double.
pub fn browser_tests(closing: &mut Vec<String>) -> Result<()> {
    install()?;
    command::run_tests(&mut npm(&["run", "test:browser"], &workspace::ui())?, closing)
        .context("testing the window in a browser")
}

/// Returns npm in a folder. On Windows it is a script, which must be named with its ending.
pub fn npm(arguments: &[&str], folder: &Path) -> Result<Command> {
    if !command::exists("npm") && !command::exists("npm.cmd") {
        bail!("npm is missing: install Node.js 20 or newer, https://nodejs.org");
    }
    let name = if std::env::consts::OS == "windows" { "npm.cmd" } else { "npm" };
    let mut npm = command::program(name);
    npm.args(arguments).current_dir(folder);
    Ok(npm)
}

/// Returns when a file was last changed, or nothing if it is not there.
fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}

/// Returns the last change of anything under a folder, deletions included: they change the folder itself.
fn newest_source(folder: &Path) -> Result<Option<SystemTime>> {
    let mut newest = None;
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry.context("reading the UI's sources")?.path();
        if path.ends_with("node_modules") || path.ends_with("dist") {
            continue;
        }
        newest = newest.max(changed(&path));
        if path.is_dir() {
            newest = newest.max(newest_source(&path)?);
        }
    }
    Ok(newest)
}
