//! The files below a directory that is in no repository: the nearest first, so many and for so long at most. Blocking; it
//! follows no links and opens no file.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many files are listed.
const MOST: usize = 50_000;
/// How long it may take.
const LIMIT: Duration = Duration::from_secs(2);
/// Directories that hold what programs fetch or make, beside the hidden ones.
const LEFT_OUT: [&str; 3] = ["node_modules", "target", "__pycache__"];

/// Lists them, relative to the directory, and whether these are not all.
pub fn list(dir: &Path) -> (Vec<String>, bool) {
    let until = Instant::now() + LIMIT;
    let (mut files, mut folders) = (Vec::new(), VecDeque::from([PathBuf::new()]));
    while let Some(folder) = folders.pop_front() {
        // What may not be read has no files.
        let entries = fs::read_dir(dir.join(&folder)).into_iter().flatten().flatten();
        for entry in entries {
            if files.len() >= MOST || Instant::now() > until {
                return (files, true);
            }
            let (name, path) = (entry.file_name(), folder.join(entry.file_name()));
            let Ok(kind) = entry.file_type() else { continue };
            if !kind.is_dir() {
                files.push(path.to_string_lossy().into_owned());
            } else if !is_left_out(&name.to_string_lossy()) {
                folders.push_back(path);
            }
        }
    }
    (files, false)
}

fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || LEFT_OUT.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_listed_from_the_top_and_what_programs_keep_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        for path in ["a/b/c.txt", "a/d.txt", ".hidden/x", "node_modules/y", ".dotfile", "z"] {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let _ = crate::platform::link(dir.path(), &dir.path().join("loop"));
        let (mut files, limited) = list(dir.path());
        assert_eq!(files.last().map(String::as_str), Some("a/b/c.txt"), "the deepest comes last");
        files.retain(|file| file != "loop");
        files.sort();
        assert_eq!((files, limited), ([".dotfile", "a/b/c.txt", "a/d.txt", "z"].map(str::to_owned).to_vec(), false));
        assert_eq!(list(&dir.path().join("none")), (vec![], false));
    }
}
