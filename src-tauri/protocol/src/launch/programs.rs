//! Our programs under the root: copies that a long-lived process runs from, whatever becomes of the installed ones.
//! A copy is filled aside, renamed in and never modified.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::VERSION;
use crate::error::{ErrorCode, WireError};
use crate::paths::Root;

/// What long-lived processes run from, and what runs inside sessions.
const PROGRAMS: [&str; 3] = ["holdfastd", "holdfast-host", "holdfast"];

/// The file name of a program on this system.
pub(super) fn file_name(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}

/// One of our programs beside the running one.
///
/// # Errors
/// `program_missing` where it is not there.
pub fn sibling(program: &str) -> Result<PathBuf, WireError> {
    let own = std::env::current_exe()?;
    let path = own.parent().unwrap_or(Path::new("/")).join(file_name(program));
    if path.is_file() { Ok(path) } else { Err(missing(&path)) }
}

/// Copies our programs to `bin/<version>-<hash of their contents>/` under the root, unless they are there, and returns
/// that directory.
///
/// # Errors
/// `program_missing` where one of them is not beside the running program; `io`.
pub fn install(root: &Root) -> Result<PathBuf, WireError> {
    let sources = PROGRAMS.iter().map(|program| sibling(program)).collect::<Result<Vec<_>, _>>()?;
    if sources[0].parent().and_then(Path::parent) == Some(&root.bin()) {
        return Ok(sources[0].parent().expect("a file path has a parent").to_owned());
    }
    let target = root.bin().join(format!("{VERSION}-{:08x}", hash(&sources)?));
    if target.is_dir() {
        return Ok(target);
    }
    let aside = root.bin().join(format!(".{VERSION}-{}", std::process::id()));
    let outcome = fill(&aside, &sources).and_then(|()| rename_in(&aside, &target));
    if outcome.is_err() {
        // What is left of a failed copy is of no use to anybody.
        fs::remove_dir_all(&aside).ok();
    }
    outcome.map_err(|error| {
        WireError::new(ErrorCode::Io, format!("copying our programs to {}: {error}", target.display()))
    })?;
    Ok(target)
}

fn hash(sources: &[PathBuf]) -> io::Result<u32> {
    let mut hasher = crc32fast::Hasher::new();
    for source in sources {
        hasher.update(&fs::read(source)?);
    }
    Ok(hasher.finalize())
}

fn fill(aside: &Path, sources: &[PathBuf]) -> io::Result<()> {
    fs::create_dir(aside)?;
    for source in sources {
        let copy = aside.join(source.file_name().unwrap_or_default());
        fs::copy(source, &copy)?;
        fs::File::open(&copy)?.sync_all()?;
    }
    Ok(())
}

/// Two launchers may copy at once: the one that comes second finds the work done.
fn rename_in(aside: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(aside, target) {
        Err(_) if target.is_dir() => fs::remove_dir_all(aside),
        outcome => outcome,
    }
}

fn missing(path: &Path) -> WireError {
    WireError::new(ErrorCode::ProgramMissing, format!("{} is missing", path.display()))
        .hint("install Holdfast again, or build all its programs")
}
