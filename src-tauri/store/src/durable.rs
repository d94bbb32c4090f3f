//! The one routine by which every record reaches the disk: old or new, never neither, never half.
//! It writes whole small files only; the output log has its own way.

use std::fs::File;
use std::io;
use std::path::Path;

use tempfile::TempPath;

use crate::disk::{self, Change};

/// How sure a write must be before it is reported as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// It outlives a power cut.
    Durable,
    /// What it holds outlives a power cut; its name does once its directory is synced, which the caller does later.
    Content,
    /// It outlives every process; for run files, which mean nothing after a reboot.
    Rename,
}

/// Writes `bytes` to `path`, whatever was there: temp file in the same directory, write, fsync, rename, fsync of the
/// directory. A rewrite keeps the file's mode; a new file is open to this user only.
///
/// # Errors
/// Whatever the file system says; then the temp file is gone, and the old content is still there. Only where the last
/// step failed, the fsync of the directory, the new content is there and may not outlive a power cut.
pub fn write(path: &Path, bytes: &[u8], sync: Sync) -> io::Result<()> {
    let (file, temp) = filled(path, bytes)?;
    if path.exists() {
        disk::carry_out(&Change::CopyMode { file: &file, path: &temp, from: path })?;
    }
    place(&file, temp, sync, path, disk::rename)
}

/// As [`write()`], but never over an existing file: `AlreadyExists` then, and nothing has changed.
///
/// # Errors
/// `AlreadyExists`, or as [`write()`].
pub fn create(path: &Path, bytes: &[u8], sync: Sync) -> io::Result<()> {
    let (file, temp) = filled(path, bytes)?;
    place(&file, temp, sync, path, disk::rename_new)
}

/// Makes a name in a directory outlive a power cut, after a create, a rename or a removal there.
///
/// # Errors
/// Whatever the file system says; one that cannot sync directories is no error.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    disk::sync_directory(&disk::parent(path))
}

/// Whether a file of this name is a temp file of this routine: one that is found while nobody can be writing there was
/// left by a process that died.
pub fn is_temp(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(TEMP)
}

/// How the names of temp files end.
const TEMP: &str = ".tmp";

/// A temp file beside `path` that holds `bytes`. Removed when dropped.
fn filled(path: &Path, bytes: &[u8]) -> io::Result<(File, TempPath)> {
    let prefix = format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy());
    let temp = tempfile::Builder::new().prefix(&prefix).suffix(TEMP).make_in(disk::parent(path), disk::create)?;
    let (file, temp) = temp.into_parts();
    disk::carry_out(&Change::Write { path: &temp, file: &file, bytes })?;
    Ok((file, temp))
}

/// Gives the temp file its name.
fn place(
    file: &File,
    mut temp: TempPath,
    sync: Sync,
    to: &Path,
    rename: fn(&Path, &Path) -> io::Result<()>,
) -> io::Result<()> {
    if sync != Sync::Rename {
        disk::carry_out(&Change::SyncFile { path: &temp, file })?;
    }
    rename(&temp, to)?;
    temp.disable_cleanup(true);
    if sync == Sync::Durable { sync_parent(to) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_rewrite_replaces_and_leaves_no_temp_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        write(&path, b"one", Sync::Durable).unwrap();
        write(&path, b"two", Sync::Rename).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(dir.path()), ["a.json"]);
    }

    #[test]
    fn a_create_never_overwrites() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        create(&path, b"one", Sync::Durable).unwrap();
        assert_eq!(create(&path, b"two", Sync::Durable).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(names(dir.path()), ["a.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn new_files_are_private_and_a_rewrite_keeps_the_mode() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        write(&path, b"one", Sync::Durable).unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(&path, b"two", Sync::Durable).unwrap();
        assert_eq!(mode(), 0o640);
    }
}
