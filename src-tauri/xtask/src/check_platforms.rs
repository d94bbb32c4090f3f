//! `cargo xtask check-platforms`: all programs but the app must compile for macOS and Windows, checked from Linux.
//! It links nothing and runs nothing of what it checked, so it says nothing about behaviour there.

use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::packages::{self, Package};
use crate::{command, workspace};

/// Apple's for macOS, GNU's for Windows: its headers are a Debian package.
const TARGETS: [&str; 2] = ["aarch64-apple-darwin", "x86_64-pc-windows-gnu"];

/// A compiler with the sources of its standard library, which are compiled for each target.
const DEBIAN: &[Package] = &[
    ("rustc-web", "a compiler that has the sources of its standard library"),
    ("cargo-web", "the cargo of that compiler"),
    ("rust-web-src", "the standard library, to be compiled for macOS and Windows"),
    ("gcc-mingw-w64-x86-64", "compiles the C parts of libraries for Windows"),
];

/// What Debian's compiler cannot be installed beside.
const CONFLICTS: &[Package] = &[("rustc", ""), ("rustup", ""), ("rustc-mozilla", "")];

#[derive(Args)]
pub struct Arguments {
    /// Install missing system packages without asking
    #[arg(long)]
    pub yes: bool,
}

/// Where a compiler for other systems comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Toolchain {
    Debian,
    Rustup,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let toolchain = find(arguments.yes)?;
    match toolchain {
        Toolchain::Debian => packages::ensure(DEBIAN, arguments.yes)?,
        Toolchain::Rustup => add_targets()?,
    }
    for target in TARGETS {
        command::run(&mut check(toolchain, target)).with_context(|| format!("checking for {target}"))?;
    }
    Ok(())
}

/// Returns which compiler to use; one that is complete is taken as it is.
fn find(yes: bool) -> Result<Toolchain> {
    if !packages::has_apt() {
        return Ok(Toolchain::Rustup);
    }
    if packages::missing(DEBIAN)?.is_empty() {
        return Ok(Toolchain::Debian);
    }
    let conflicts = packages::missing(CONFLICTS)?.len() < CONFLICTS.len();
    let version = packages::candidate("rustc-web", yes)?;
    Ok(choose(conflicts, version.as_deref(), env!("CARGO_PKG_RUST_VERSION")))
}

/// Debian's needs no download from elsewhere, but must be new enough and must not push out the user's own.
fn choose(conflicts: bool, debian: Option<&str>, needed: &str) -> Toolchain {
    let new_enough = debian.is_some_and(|version| release(version) >= release(needed));
    if new_enough && !conflicts { Toolchain::Debian } else { Toolchain::Rustup }
}

/// Returns major and minor number of versions such as `1.96.0+dfsg1-1~deb12u2` and `1.95`.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn add_targets() -> Result<()> {
    println!("Debian's rustc-web is not to be had here, so rustup adds the standard libraries of the other systems.");
    if !command::exists("rustup") {
        bail!("neither Debian's rustc-web nor rustup is here to check for other systems; install rustup");
    }
    command::run(command::program("rustup").args(["target", "add"]).args(TARGETS))
        .context("adding the other systems' standard libraries")
}

fn check(toolchain: Toolchain, target: &str) -> Command {
    let mut check = match toolchain {
        Toolchain::Debian => command::program("/usr/bin/cargo"),
        Toolchain::Rustup => command::cargo([]),
    };
    check.args(["check", "--workspace", "--exclude", "shell", "--exclude", "e2e", "--target", target]);
    check.current_dir(workspace::root()).env("CARGO_TARGET_DIR", workspace::target().join("platforms"));
    if toolchain == Toolchain::Debian {
        check.arg("-Zbuild-std=std,panic_unwind").env("RUSTC_BOOTSTRAP", "1").env("RUSTC", "/usr/bin/rustc");
    }
    if target.contains("apple") && std::env::consts::OS != "macos" {
        // signal-hook has a C file and nobody here has Apple's headers. A check links nothing, so no object is missed.
        check.env("CC_aarch64_apple_darwin", "true").env("AR_aarch64_apple_darwin", "true");
    }
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debians_compiler_is_taken_if_it_is_new_enough_and_pushes_nothing_out() {
        let table = [
            (false, Some("1.96.0+dfsg1-1~deb12u2"), Toolchain::Debian),
            (false, Some("1.95.1-1"), Toolchain::Debian),
            (false, Some("2.0.0"), Toolchain::Debian),
            (false, Some("1.85.0+dfsg3-1~deb12u3"), Toolchain::Rustup),
            (false, None, Toolchain::Rustup),
            (true, Some("1.96.0+dfsg1-1~deb12u2"), Toolchain::Rustup),
        ];
        for (conflicts, debian, expected) in table {
            assert_eq!(choose(conflicts, debian, "1.95"), expected, "{conflicts} {debian:?}");
        }
    }
}
