//! The command line of Tauri, which writes the packages: installing and calling it. It builds nothing.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::contents;
use crate::programs::{self, Profile};
use crate::{command, ui, workspace};

/// The package of npm, at the version that the packages were seen to be right with.
const PACKAGE: &str = "@tauri-apps/cli@2.12.5";

/// Packs what is built. Returns where the packages lie.
pub fn bundle(overlay: &Value, kinds: &[String]) -> Result<Vec<PathBuf>> {
    install()?;
    let config = contents::folder().join("tauri.json");
    fs::write(&config, serde_json::to_vec_pretty(overlay).context("writing the overlay")?)
        .with_context(|| format!("writing {}", config.display()))?;
    let mut tauri = ui::npm(&["exec", "--offline", "--prefix"], workspace::root())?;
    tauri.arg(folder()).args(["--", "tauri", "bundle", "--ci", "--bundles"]).arg(kinds.join(","));
    command::run(tauri.arg("--config").arg(&config).env("CARGO_TARGET_DIR", workspace::target()))
        .context("packing the programs")?;
    kinds.iter().map(|kind| packed(kind, overlay["version"].as_str().unwrap_or_default())).collect()
}

/// Installs Tauri's command line, unless it is there at this version.
fn install() -> Result<()> {
    let folder = folder();
    // Written last, so that a broken installation does not look like a whole one.
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|package| package == PACKAGE) {
        return Ok(());
    }
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut npm = ui::npm(&["install", "--no-audit", "--no-fund", "--prefix", "."], &folder)?;
    command::run(npm.arg(PACKAGE)).context("installing the command line of Tauri")?;
    fs::write(&installed, PACKAGE).with_context(|| format!("writing {}", installed.display()))
}

/// Returns the package of a kind and a version, which its file's name has in it.
fn packed(kind: &str, version: &str) -> Result<PathBuf> {
    let folder =
        programs::path(Profile::Release, "bundle").with_extension("").join(if kind == "app" { "macos" } else { kind });
    let entries = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let named = |name: &str| name.contains(version) || kind == "app";
    let found = entries.filter_map(Result::ok).map(|entry| entry.path()).find(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        named(&name) && path.extension().is_some_and(|end| !end.eq_ignore_ascii_case("sig"))
    });
    let Some(found) = found else { bail!("the bundler has left no {kind} in {}", folder.display()) };
    Ok(found)
}

/// Where Tauri's command line is installed.
fn folder() -> PathBuf {
    programs::tools().join("tauri")
}
