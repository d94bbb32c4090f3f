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

/// Returns the package of a kind and a version, and removes what the bundler packed it from.
fn packed(kind: &str, version: &str) -> Result<PathBuf> {
    let folder = programs::path(Profile::Release, "bundle").with_extension("");
    let folder = folder.join(if kind == "app" { "macos" } else { kind });
    let entries = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut names = entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let Some(name) = names.find(|name| is_package(name, kind, version)) else {
        bail!("the bundler has left no {kind} of {version} in {}", folder.display());
    };
    let package = folder.join(name);
    // Not there for most kinds.
    fs::remove_dir_all(package.with_extension("")).ok();
    Ok(package)
}

/// Whether a file is the package of a kind: those of all versions lie side by side, with their signatures and remains.
fn is_package(name: &str, kind: &str, version: &str) -> bool {
    let end = match kind {
        "appimage" => ".AppImage",
        "nsis" => ".exe",
        kind => &format!(".{kind}"),
    };
    name.ends_with(end)
        && (kind == "app" || name.contains(&format!("_{version}_")) || name.contains(&format!("-{version}-")))
}

/// Where Tauri's command line is installed.
fn folder() -> PathBuf {
    programs::tools().join("tauri")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_told_from_what_lies_beside_it() {
        for (name, kind) in [
            ("Holdfast_0.1.0_amd64.deb", "deb"),
            ("Holdfast-0.1.0-1.x86_64.rpm", "rpm"),
            ("Holdfast_0.1.0_amd64.AppImage", "appimage"),
            ("Holdfast_0.1.0_x64-setup.exe", "nsis"),
            ("Holdfast_0.1.0_x64_en-US.msi", "msi"),
            ("Holdfast_0.1.0_aarch64.dmg", "dmg"),
            ("Holdfast.app", "app"),
        ] {
            assert!(is_package(name, kind, "0.1.0"), "{name}");
        }
        for name in [
            "Holdfast_0.1.0_amd64",
            "Holdfast_0.1.0_amd64.deb.sig",
            "Holdfast_0.1.1_amd64.deb",
            "Holdfast_10.1.0_amd64.deb",
        ] {
            assert!(!is_package(name, "deb", "0.1.0"), "{name}");
        }
    }
}
