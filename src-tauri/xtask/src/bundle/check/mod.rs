//! `cargo xtask bundle --check`: what becomes of a package on a system: installed, started by its desktop entry, upgraded
//! while sessions run, removed. All of it in a root to throw away; no session of the user is ever touched.

mod apt;
mod desktop;
mod documents;
mod life;
mod network;
mod root;
mod rpm;

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::version::Version;
use crate::packages::{self, PACKAGE};
use crate::programs::{self, Profile};
use crate::steps::Steps;
use desktop::Desktop;

/// How long something may take that a person would wait for. Generous: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes the root and has the check done in it.
pub fn outside(old: Version, new: Version, yes: bool) -> Result<()> {
    let bundles = programs::path(Profile::Release, "bundle");
    let packages = [deb(&bundles.join("deb"), old), deb(&bundles.join("deb"), new), rpm(&bundles.join("rpm"), old)];
    root::call(old, new, &packages, yes)
}

/// Does the check, in the root.
pub fn inside(steps: &mut Steps, old: Version, new: Version, folder: &Path) -> Result<()> {
    steps.step("tools", |_| packages::ensure(PACKAGE, true))?;
    steps.step("rpm", |_| rpm::check(&rpm(folder, old), &deb(folder, old)))?;
    steps.step("install", |_| apt::install(&deb(folder, old), old))?;
    steps.step("desktop entry", |_| documents::desktop_entry())?;
    steps.step("icons", |_| documents::icons())?;
    steps.step("manual", |_| documents::manual())?;
    steps.step("completions", |_| documents::completions())?;
    let (mut desktop, mut session) = (None, None);
    steps.step("launch", |_| {
        let desktop = desktop.insert(Desktop::open()?);
        life::launch(desktop)?;
        session = Some(life::start_session(desktop)?);
        Ok(())
    })?;
    let (desktop, session) = (desktop.context("there is no desktop")?, session.context("there is no session")?);
    steps.step("network", |_| network::unused(&desktop))?;
    steps.step("upgrade", |_| {
        apt::install(&deb(folder, new), new).and_then(|()| life::after_upgrade(&desktop, &session, new))
    })?;
    steps.step("newer app", |_| life::newer_app(&desktop, &session, new))?;
    steps.step("remove", |_| {
        let files = apt::files()?;
        apt::remove()?;
        apt::gone(&files)?;
        life::after_removal(&desktop, &session)
    })
}

/// Where the bundler puts the .deb of a version.
fn deb(folder: &Path, version: Version) -> PathBuf {
    let architecture = if ARCH == "aarch64" { "arm64" } else { "amd64" };
    folder.join(format!("Holdfast_{version}_{architecture}.deb"))
}

/// Where the bundler puts the .rpm of a version.
fn rpm(folder: &Path, version: Version) -> PathBuf {
    folder.join(format!("Holdfast-{version}-1.{ARCH}.rpm"))
}

/// Looks again and again until there is something to see.
fn until<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let began = Instant::now();
    loop {
        if let Some(seen) = look().with_context(|| format!("waiting for {what}"))? {
            return Ok(seen);
        }
        if began.elapsed() > PATIENCE {
            bail!("waited {} s for {what}", PATIENCE.as_secs());
        }
        thread::sleep(Duration::from_millis(100));
    }
}
