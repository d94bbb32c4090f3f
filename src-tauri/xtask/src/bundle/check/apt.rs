//! The package and the system's list of packages: installing, asking, removing.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::bundle::version::Version;
use crate::command;

/// The name of our package.
const NAME: &str = "holdfast";

/// Installs the package as a person would, with whatever it depends on, and checks what is installed then.
pub fn install(deb: &Path, version: Version) -> Result<()> {
    command::run(command::program("apt-get").args(["install", "-y", "-q", "-o", "Dpkg::Use-Pty=0"]).arg(deb))
        .context("installing the package")?;
    let installed = command::output(command::program("dpkg-query").args(["-W", "-f=${Status} ${Version}", NAME]))?;
    ensure!(installed == format!("install ok installed {version}"), "after the installation dpkg says {installed:?}");
    let audit = command::output(command::program("dpkg").arg("--verify").arg(NAME))?;
    ensure!(audit.is_empty(), "these files are not as they were packed:\n{audit}");
    for program in ["holdfast", "holdfast-desktop"] {
        let said = command::output(command::program(program).arg("--version"))?;
        ensure!(said.trim() == format!("{program} {version}"), "{program} says {said:?}");
    }
    Ok(())
}

/// Removes the package with everything of it.
pub fn remove() -> Result<()> {
    command::run(command::program("apt-get").args(["purge", "-y", "-q", "-o", "Dpkg::Use-Pty=0", NAME]))
        .context("removing the package")
}

/// Returns what the package has installed.
pub fn files() -> Result<Vec<String>> {
    let list = command::output(command::program("dpkg").args(["-L", NAME]))?;
    Ok(list.lines().filter(|line| line.to_lowercase().contains(NAME)).map(str::to_owned).collect())
}

/// Checks that neither the list of packages nor the disk knows anything of it any more.
pub fn gone(files: &[String]) -> Result<()> {
    ensure!(files.len() > 30, "the package had installed next to nothing: {files:?}");
    let known = command::program("dpkg").args(["-L", NAME]).output().context("asking dpkg")?;
    ensure!(!known.status.success() && known.stdout.is_empty(), "dpkg still lists files of the package");
    let left: Vec<&String> = files.iter().filter(|file| Path::new(file).exists()).collect();
    if !left.is_empty() {
        bail!("these are still there: {left:?}");
    }
    Ok(())
}
