//! The files that an agent needs in its project so that its hooks reach us, where it has no other way: merged with what is
//! there, ignored by git, and taken out again. What somebody else wrote is never lost; where that cannot be had, nothing is
//! written and it is said. Blocking.
//!
//! | a death leaves | and then |
//! |---|---|
//! | the note of what is to be written, and some of it | it is taken out when the run is seen to be over |
//! | some of it taken out | the rest is, by the note, which goes last |

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::disk;
use store::durable::{self, Sync};

use super::{Content, ProjectFile, merge};
use crate::{platform, project};

/// One of all runs at a time: they may share the files.
static TURN: Mutex<()> = Mutex::new(());

/// What was put into a project for a session, in the session's directory.
#[derive(Debug, Serialize, Deserialize)]
pub struct Note {
    /// The directory that the paths are of.
    dir: PathBuf,
    files: Vec<Noted>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    path: PathBuf,
    #[serde(flatten)]
    content: NotedContent,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NotedContent {
    Text(String),
    Merge(Json),
}

/// Puts `files` into the project's directory `dir`, after a note of that in `note`. Returns what could not be done, for people.
///
/// # Errors
/// Where the note cannot be written; then nothing was.
pub fn put(note: &Path, dir: &Path, files: &[ProjectFile]) -> io::Result<Vec<String>> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    // What an earlier run has left may be of another version.
    take_back(note, |_| false)?;
    let noted = |file: &ProjectFile| Noted { path: file.path.clone(), content: NotedContent::from(&file.content) };
    let written = Note { dir: dir.to_owned(), files: files.iter().map(noted).collect() };
    durable::write(note, &serde_json::to_vec(&written)?, Sync::Content)?;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let told = |(file, error): (&ProjectFile, String)| format!("{}: {error}", dir.join(&file.path).display());
    Ok(files.iter().filter_map(|file| Some((file, put_one(dir, file).err()?))).map(told).collect())
}

fn put_one(dir: &Path, file: &ProjectFile) -> Result<(), String> {
    let path = dir.join(&file.path);
    let before = existing(&path)?;
    let after = match (&file.content, &before) {
        (Content::Merge(ours), _) => merge::merge(before.as_deref(), ours).map_err(|error| error.to_string())?,
        (Content::Text(ours), Some(there)) if there != ours => return Err("something else is there".to_owned()),
        (Content::Text(ours), _) => ours.clone(),
    };
    if before.as_ref() == Some(&after) {
        return Ok(());
    }
    if before.is_none() {
        make_parents(dir, &file.path).map_err(|error| error.to_string())?;
        ignore(dir, &file.path);
    }
    durable::write(&path, after.as_bytes(), Sync::Rename).map_err(|error| error.to_string())?;
    if file.executable {
        platform::make_executable(&path).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// What a file holds; absent where there is none. A link is not followed: it may lead out of the project.
fn existing(path: &Path) -> Result<Option<String>, String> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
        Ok(meta) if !meta.is_file() => Err("it is no plain file".to_owned()),
        Ok(_) => fs::read_to_string(path).map(Some).map_err(|error| error.to_string()),
    }
}

fn make_parents(dir: &Path, below: &Path) -> io::Result<()> {
    let mut path = dir.to_owned();
    for name in below.parent().into_iter().flat_map(Path::components) {
        path.push(name);
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            outcome => outcome?,
        }
    }
    Ok(())
}

/// Takes out again what the note says, unless somebody else still needs it, and removes the note.
///
/// # Errors
/// Where a file cannot be changed; the note is still there then. A file that is no JSON any more is left as it is.
pub fn take_back(note: &Path, is_needed: impl FnOnce(&Path) -> bool) -> io::Result<()> {
    let text = match fs::read(note) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read?,
    };
    let noted: Note = serde_json::from_slice(&text)?;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    if !is_needed(&noted.dir) {
        noted.files.iter().try_for_each(|file| take_back_one(&noted.dir, file))?;
    }
    disk::remove(note)
}

fn take_back_one(dir: &Path, file: &Noted) -> io::Result<()> {
    let path = dir.join(&file.path);
    let Ok(Some(there)) = existing(&path) else { return Ok(()) };
    let left = match &file.content {
        NotedContent::Text(ours) => (there != *ours).then(|| there.clone()),
        NotedContent::Merge(ours) => match merge::unmerge(&there, ours) {
            Ok(left) => left,
            Err(error) => {
                tracing::warn!("leaving {} as it is: {error}", path.display());
                return Ok(());
            }
        },
    };
    match left {
        Some(text) if text == there => Ok(()),
        Some(text) => durable::write(&path, text.as_bytes(), Sync::Rename),
        None => {
            disk::remove(&path)?;
            no_longer_ignore(dir, &file.path);
            // Those that hold anything else stay.
            let parents = file.path.ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty());
            parents.for_each(|parent| drop(fs::remove_dir(dir.join(parent))));
            Ok(())
        }
    }
}

/// Has git ignore a file of ours. Nobody fails where that cannot be written.
fn ignore(dir: &Path, below: &Path) {
    change_exclude(dir, below, |lines, line| {
        if !lines.iter().any(|one| one == line) {
            lines.push(line.to_owned());
        }
    });
}

fn no_longer_ignore(dir: &Path, below: &Path) {
    change_exclude(dir, below, |lines, line| lines.retain(|one| one != line));
}

fn change_exclude(dir: &Path, below: &Path, change: impl FnOnce(&mut Vec<String>, &str)) {
    let Some((list, place)) = project::exclude(dir) else { return };
    let line = format!("{place}{}", below.to_string_lossy().replace('\\', "/"));
    let before = fs::read_to_string(&list).unwrap_or_default();
    let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
    change(&mut lines, &line);
    let after: String = lines.iter().map(|line| format!("{line}\n")).collect();
    if after == before {
        return;
    }
    let written = list.parent().map_or(Ok(()), fs::create_dir_all);
    if let Err(error) = written.and_then(|()| durable::write(&list, after.as_bytes(), Sync::Rename)) {
        tracing::warn!("having git ignore {}: {error}", dir.join(below).display());
    }
}

impl From<&Content> for NotedContent {
    fn from(content: &Content) -> Self {
        match content {
            Content::Text(text) => Self::Text(text.clone()),
            Content::Merge(json) => Self::Merge(json.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
