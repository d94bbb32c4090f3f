//! Building the programs, and where they lie afterwards. It builds and starts nothing that it built.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{command, workspace};

/// The feature that has the shell serve the built UI from inside itself. Given wherever the shell is compiled, so that
/// one set of files under `target` serves them all.
pub const EMBEDDED_UI: [&str; 2] = ["--features", "tauri/custom-protocol"];

/// How the programs are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Debug,
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Profile::Debug => "debug",
            Profile::Release => "release",
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Profile::Debug => &[],
            Profile::Release => &["--release"],
        }
    }
}

/// Returns where a program of ours lies once it is built.
pub fn path(profile: Profile, name: &str) -> PathBuf {
    workspace::target().join(profile.folder()).join(name).with_extension(std::env::consts::EXE_EXTENSION)
}

/// Builds daemon, host and command line: all of the product but its window.
pub fn build(profile: Profile) -> Result<()> {
    command::run(&mut build_command(profile)).context("building the programs")
}

/// Returns the command that does.
///
/// Apart from the shell on purpose: in one call Cargo would compile them with the features that Tauri asks of the
/// libraries that they share, and each change between the two would build them anew.
pub fn build_command(profile: Profile) -> Command {
    let mut build = command::cargo(["build", "-p", "daemon", "-p", "host", "-p", "cli"]);
    build.args(profile.flags());
    build
}

/// Builds the app. The UI must have been built before: it becomes part of it.
pub fn build_app(profile: Profile) -> Result<()> {
    command::run(&mut build_app_command(profile)).context("building the app")
}

/// Returns the command that does.
pub fn build_app_command(profile: Profile) -> Command {
    let mut build = command::cargo(["build", "-p", "shell"]);
    build.args(EMBEDDED_UI).args(profile.flags());
    build
}

/// Returns the folder with the programs that only tests need.
pub fn tools() -> PathBuf {
    workspace::target().join("tools")
}

/// Installs `tauri-driver`, which speaks WebDriver for the app's web view, unless it is there.
pub fn install_tauri_driver() -> Result<()> {
    let tools = tools();
    if tools.join("bin/tauri-driver").with_extension(std::env::consts::EXE_EXTENSION).is_file() {
        return Ok(());
    }
    let mut install = command::cargo(["install", "tauri-driver", "--version", "^2", "--locked"]);
    install.arg("--root").arg(&tools).arg("--target-dir").arg(tools.join("build"));
    command::run(&mut install).context("installing tauri-driver")
}
