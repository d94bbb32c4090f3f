//! Writes the files of ours that an agent reads into its run's directory. Nothing outside of that is touched. Blocking.

use std::io;
use std::path::Path;

use store::disk;
use store::durable::{self, Sync};

use super::OwnFile;
use crate::platform;

/// Makes the directory `own` and writes files below it, for this user only. They mean nothing once the run is over.
///
/// # Errors
/// Whatever the file system says.
pub fn write(own: &Path, files: &[OwnFile]) -> io::Result<()> {
    disk::create_directory(own)?;
    for file in files {
        let below = file.path.strip_prefix(own).map_err(|_| io::Error::other("a file of ours lies elsewhere"))?;
        let mut dir = own.to_owned();
        for name in below.parent().into_iter().flat_map(Path::components) {
            dir.push(name);
            match disk::create_directory(&dir) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                outcome => outcome?,
            }
        }
        durable::create(&file.path, file.text.as_bytes(), Sync::Rename)?;
        if file.executable {
            platform::make_executable(&file.path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_below_the_runs_own_directory_and_nowhere_else() {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("agent");
        let file = |path: &str, executable| OwnFile { path: own.join(path), text: path.to_owned(), executable };
        write(&own, &[file("a/b/run.sh", true), file("a/b/c", false), file("d", false)]).unwrap();
        assert_eq!(std::fs::read_to_string(own.join("a/b/c")).unwrap(), "a/b/c");
        assert!(platform::is_executable(&own.join("a/b/run.sh")));
        let outside = OwnFile { path: dir.path().join("x"), text: String::new(), executable: false };
        assert!(write(&dir.path().join("other"), &[outside]).is_err());
        assert!(!dir.path().join("x").exists());
    }
}
