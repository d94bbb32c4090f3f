//! `cargo xtask bundle`: packages for those who do not build, with all programs side by side, manual and completions.
//! What a package holds is said here and in tauri.conf.json; the bundler of Tauri writes it.

mod check;
mod config;
mod contents;
mod glibc;
mod tauri;
mod version;

use std::env::consts::OS;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::packages::{self, BUILD, WINDOW};
use crate::programs::{self, Profile};
use crate::steps::Steps;
use crate::{command, ui, workspace};
use version::Version;

#[derive(Args)]
pub struct Arguments {
    /// Install missing system packages without asking
    #[arg(long)]
    yes: bool,
    /// The version that the programs and packages say [default: that of Cargo.toml]
    #[arg(long, value_name = "X.Y.Z")]
    version: Option<Version>,
    /// Which packages, such as deb,rpm,appimage [default: deb,rpm here, elsewhere those of the system]
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    bundles: Vec<String>,
    /// Afterwards install, use, upgrade and remove the .deb, in a root of its own (Debian and its kin, as root); also
    /// builds the next version
    #[arg(long, conflicts_with = "bundles")]
    check: bool,
}

/// What the check is called with inside the root that was made for it.
#[derive(Args)]
pub struct Checked {
    /// The version to install
    old: Version,
    /// The version to upgrade to
    new: Version,
    /// Where their packages lie
    folder: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    let outcome = all(&mut steps, arguments);
    steps.close();
    outcome
}

/// Does what only makes sense inside the root that [`run`] made.
pub fn check_inside(checked: &Checked) -> Result<()> {
    let mut steps = Steps::default();
    let outcome = check::inside(&mut steps, checked.old, checked.new, &checked.folder);
    steps.close();
    outcome
}

fn all(steps: &mut Steps, arguments: &Arguments) -> Result<()> {
    let version = arguments.version.unwrap_or_else(Version::of_workspace);
    let kinds = kinds(&arguments.bundles, OS);
    if arguments.check && OS != "linux" {
        bail!("the check installs a .deb, which only Debian and its kin can do");
    }
    let configured =
        fs::read_to_string(workspace::root().join("tauri.conf.json")).context("reading tauri.conf.json")?;
    check_key(signs(), &configured)?;
    steps.step("system packages", |_| packages::ensure(&[BUILD, WINDOW].concat(), arguments.yes))?;
    steps.step("ui build", |_| ui::build())?;
    let next = version.next();
    if arguments.check {
        // First, so that what lies in target/release afterwards is the version that was asked for.
        steps.step("next version", |_| package(next, &["deb".to_owned()]).map(drop))?;
    }
    let mut made = Vec::new();
    steps.step("packages", |closing| {
        made = package(version, &kinds)?;
        closing.extend(made.iter().map(|path| path.display().to_string()));
        Ok(())
    })?;
    if arguments.check {
        steps.step("check", |_| check::outside(version, next, arguments.yes))?;
    }
    Ok(())
}

/// Builds the programs as that version and packs them. Returns where the packages lie.
fn package(version: Version, kinds: &[String]) -> Result<Vec<PathBuf>> {
    build(version)?;
    let contents = contents::gather(version)?;
    tauri::bundle(&config::overlay(version, &contents, signs()), kinds)
}

fn build(version: Version) -> Result<()> {
    for mut build in [programs::build_command(Profile::Release), programs::build_app_command(Profile::Release)] {
        build.env_remove("HOLDFAST_VERSION");
        if version != Version::of_workspace() {
            build.env("HOLDFAST_VERSION", version.to_string());
        }
        command::run(&mut build).context("building the programs")?;
    }
    Ok(())
}

/// Whether there is a key to sign packages with, so that apps which have its public half take them as updates.
fn signs() -> bool {
    std::env::var_os("TAURI_SIGNING_PRIVATE_KEY").is_some_and(|key| !key.is_empty())
}

/// Checks, before anything is built, that what is signed could be known to be genuine.
fn check_key(signs: bool, configured: &str) -> Result<()> {
    let config: serde_json::Value = serde_json::from_str(configured).context("reading tauri.conf.json")?;
    let has_public = config["plugins"]["updater"]["pubkey"].as_str().is_some_and(|key| !key.is_empty());
    if signs && !has_public {
        bail!(
            "TAURI_SIGNING_PRIVATE_KEY is set, but tauri.conf.json has no public half of it in plugins.updater.pubkey: \
             no app would take the packages as updates"
        );
    }
    Ok(())
}

/// What is packed: what was asked for, else what needs nothing that is not here.
fn kinds(asked: &[String], os: &str) -> Vec<String> {
    let usual: &[&str] = match os {
        "linux" => &["deb", "rpm"],
        "macos" => &["app", "dmg"],
        _ => &["nsis", "msi"],
    };
    if asked.is_empty() { usual.iter().map(|&kind| kind.to_owned()).collect() } else { asked.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_for_apps_that_could_not_tell_is_refused_before_the_work() {
        let with = |key: &str| format!("{{\"plugins\": {{\"updater\": {{\"pubkey\": \"{key}\"}}}}}}");
        assert!(check_key(true, &with("dW50cnVzdGVk")).is_ok());
        assert!(check_key(false, &with("")).is_ok());
        assert!(check_key(true, &with("")).unwrap_err().to_string().contains("plugins.updater.pubkey"));
        assert!(check_key(true, "{}").is_err());
    }

    #[test]
    fn each_system_packs_its_own_kinds_unless_told_otherwise() {
        assert_eq!(kinds(&[], "linux"), ["deb", "rpm"]);
        assert_eq!(kinds(&[], "macos"), ["app", "dmg"]);
        assert_eq!(kinds(&[], "windows"), ["nsis", "msi"]);
        assert_eq!(kinds(&["appimage".to_owned()], "linux"), ["appimage"]);
    }
}
