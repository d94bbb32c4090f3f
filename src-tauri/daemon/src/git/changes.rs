//! What was changed in a working tree since its last commit. Blocking; it reads and changes nothing.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use protocol::requests::{ChangedFile, Changes, FileStatus};

use super::{Git, Silence, numstat, status};

/// A person looks through no more.
const MOST_FILES: usize = 2000;
/// The lines of so many new files are counted, each of so many bytes at most: git counts only those that it knows.
const MOST_COUNTED: usize = 100;
const LONGEST_COUNTED: u64 = 512 * 1024;

/// Looks what was changed where a directory is. Where git does not tell, it says why.
pub fn look(dir: &Path) -> Changes {
    let workspace = dir.to_string_lossy().into_owned();
    Git::open(dir).and_then(|git| ask(&git)).unwrap_or_else(|silence| {
        let limited = matches!(silence, Silence::TooLong);
        Changes { workspace, limited, why_none: Some(silence.to_string()), ..Changes::default() }
    })
}

fn ask(git: &Git) -> Result<Changes, Silence> {
    let said = git.tell(&[
        "status",
        "--porcelain=v2",
        "--branch",
        "-z",
        "--untracked-files=all",
        "--ignore-submodules=dirty",
        "--find-renames",
        "--ahead-behind",
    ])?;
    let told = status::read(&said.out);
    let limited = said.more || told.files.len() > MOST_FILES;
    let mut files = told.files;
    files.truncate(MOST_FILES);
    count(git, &mut files, told.is_unborn);
    count_new(git.top(), &mut files);
    Ok(Changes {
        workspace: git.top().to_string_lossy().into_owned(),
        branch: told.branch,
        upstream: told.upstream,
        ahead: told.ahead,
        behind: told.behind,
        files,
        limited,
        why_none: None,
    })
}

/// Adds how many lines were added and removed. Where that takes too long they are not counted.
fn count(git: &Git, files: &mut [ChangedFile], is_unborn: bool) {
    let mut args = vec!["diff", "--numstat", "-z"];
    args.extend(super::diff::SAFELY);
    // Without a commit, everything is compared with nothing.
    args.extend([if is_unborn { "--cached" } else { "HEAD" }, "--"]);
    let counts = match git.tell(&args) {
        Ok(said) => numstat::read(&said.out),
        Err(why) => return tracing::debug!("counting lines in {}: {why}", git.top().display()),
    };
    for file in files {
        if let Some((added, removed)) = counts.get(&file.path) {
            (file.added, file.removed) = (Some(*added), Some(*removed));
        }
    }
}

fn count_new(top: &Path, files: &mut [ChangedFile]) {
    let new = files.iter_mut().filter(|file| file.status == FileStatus::Untracked);
    for file in new.take(MOST_COUNTED) {
        if let Some(lines) = lines_of(&top.join(&file.path)) {
            (file.added, file.removed) = (Some(lines), Some(0));
        }
    }
}

/// The lines of a file. Absent: it is no text, is long, or no file at all.
fn lines_of(path: &Path) -> Option<u32> {
    let meta = path.symlink_metadata().ok()?;
    if !meta.is_file() || meta.len() > LONGEST_COUNTED {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(LONGEST_COUNTED).read_to_end(&mut bytes).ok()?;
    if bytes.contains(&0) {
        return None;
    }
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
    let open_end = !bytes.is_empty() && !bytes.ends_with(b"\n");
    u32::try_from(ends + usize::from(open_end)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_text_are_counted_and_of_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        for (text, expected) in [("", Some(0)), ("a", Some(1)), ("a\n", Some(1)), ("a\nb", Some(2)), ("a\0b", None)] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(lines_of(&path), expected, "{text:?}");
        }
        assert_eq!(lines_of(dir.path()), None);
        assert_eq!(lines_of(&dir.path().join("none")), None);
    }
}
