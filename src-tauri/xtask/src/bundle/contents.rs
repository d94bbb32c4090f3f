//! What a package holds beside the app's own program, gathered in `target/bundle`. The command line that was just built
//! writes its own manual and completions, so that they cannot differ from it.

use std::env::consts::{EXE_EXTENSION, OS};
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::glibc;
use super::version::Version;
use crate::programs::{self, Profile};
use crate::{command, workspace};

/// The programs that must lie beside the app.
const BESIDE: [&str; 3] = ["holdfast", "holdfastd", "holdfast-host"];

/// A kind of Linux system by its packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Deb,
    Rpm,
}

/// A file of a package.
pub struct File {
    /// Where it is installed.
    pub at: String,
    /// Where it lies now.
    pub from: PathBuf,
    /// The only family that has it there. Absent: both.
    pub family: Option<Family>,
}

/// All that the bundler must be told of.
pub struct Contents {
    /// The programs beside the app, named without the target that the bundler wants at the end of their files.
    pub programs: Vec<PathBuf>,
    /// What else is installed on Linux.
    pub files: Vec<File>,
    /// The minor version of glibc 2 that the programs need. Absent elsewhere than on Linux.
    pub glibc: Option<u32>,
}

/// Gathers everything for packages of that version. The programs are built.
pub fn gather(version: Version) -> Result<Contents> {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("clearing {}", folder.display()))?;
    }
    let programs = link_programs(&folder.join("programs"))?;
    if OS != "linux" {
        return Ok(Contents { programs, files: Vec::new(), glibc: None });
    }
    let mut files = manual(&folder.join("man"), version)?;
    files.extend(completions(&folder.join("completions"))?);
    files.extend(described(&folder, version)?);
    let built: Vec<PathBuf> =
        BESIDE.iter().chain(&["holdfast-desktop"]).map(|name| programs::path(Profile::Release, name)).collect();
    Ok(Contents { programs, files, glibc: Some(glibc::newest(&built)?) })
}

/// Where everything is gathered.
pub fn folder() -> PathBuf {
    workspace::target().join("bundle")
}

/// Puts the programs where the bundler looks for them: with the target at the end of their names.
fn link_programs(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let target = target()?;
    let link = |name: &&str| {
        let (from, plain) = (programs::path(Profile::Release, name), folder.join(name));
        let named = folder.join(format!("{name}-{target}")).with_extension(EXE_EXTENSION);
        fs::hard_link(&from, &named).with_context(|| format!("linking {}", from.display()))?;
        Ok(plain)
    };
    BESIDE.iter().map(link).collect()
}

fn target() -> Result<String> {
    let said = command::output(command::program("rustc").arg("-vV")).context("asking rustc for its target")?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say for what it compiles")
}

fn manual(folder: &Path, version: Version) -> Result<Vec<File>> {
    command::output(holdfast().arg("man-pages").arg(folder)).context("writing the manual")?;
    fill_in("holdfast-desktop.1", &folder.join("holdfast-desktop.1"), version)?;
    // Without the time and the names, so that the same pages always give the same files.
    command::run(command::program("gzip").args(["-9", "-n", "-r"]).arg(folder)).context("packing the manual")?;
    let file = |page: io::Result<DirEntry>| {
        let page = page.context("reading the manual")?;
        let at = format!("/usr/share/man/man1/{}", page.file_name().to_string_lossy());
        Ok(File { at, from: page.path(), family: None })
    };
    fs::read_dir(folder).context("reading the manual")?.map(file).collect()
}

fn completions(folder: &Path) -> Result<Vec<File>> {
    const PLACES: [(&str, &str, Option<Family>); 4] = [
        ("bash", "/usr/share/bash-completion/completions/holdfast", None),
        ("fish", "/usr/share/fish/vendor_completions.d/holdfast.fish", None),
        ("zsh", "/usr/share/zsh/vendor-completions/_holdfast", Some(Family::Deb)),
        ("zsh", "/usr/share/zsh/site-functions/_holdfast", Some(Family::Rpm)),
    ];
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let write = |(shell, at, family): (&str, &str, Option<Family>)| {
        let script = command::output(holdfast().args(["completions", shell])).context("writing the completions")?;
        let from = folder.join(shell);
        fs::write(&from, script).with_context(|| format!("writing {}", from.display()))?;
        Ok(File { at: at.to_owned(), from, family })
    };
    PLACES.into_iter().map(write).collect()
}

/// What tells software centres, lawyers and icon themes of the program.
fn described(folder: &Path, version: Version) -> Result<Vec<File>> {
    let metainfo = folder.join("app.holdfast.desktop.metainfo.xml");
    fill_in("metainfo.xml", &metainfo, version)?;
    let here = |name: &str| workspace::root().join(name);
    let file = |at: &str, from: PathBuf, family| File { at: at.to_owned(), from, family };
    Ok(vec![
        file("/usr/share/metainfo/app.holdfast.desktop.metainfo.xml", metainfo, None),
        file("/usr/share/icons/hicolor/scalable/apps/holdfast-desktop.svg", here("icons/icon.svg"), None),
        file("/usr/share/doc/holdfast/copyright", here("LICENSE"), Some(Family::Deb)),
        file("/usr/share/licenses/holdfast/LICENSE", here("LICENSE"), Some(Family::Rpm)),
    ])
}

/// Writes a file of `src-tauri/bundle` with the version and today's date in it.
fn fill_in(name: &str, to: &Path, version: Version) -> Result<()> {
    let from = workspace::root().join("src-tauri/bundle").join(name);
    let text = fs::read_to_string(&from).with_context(|| format!("reading {}", from.display()))?;
    let date = command::output(command::program("date").args(["-u", "+%F"])).context("asking for the date")?;
    let text = text.replace("{version}", &version.to_string()).replace("{date}", date.trim());
    fs::write(to, text).with_context(|| format!("writing {}", to.display()))
}

fn holdfast() -> std::process::Command {
    command::program(programs::path(Profile::Release, "holdfast"))
}
