//! The one routine by which every record reaches the disk: old or new, never neither, never half.
//! It writes whole small files only; the output log has its own way.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use crate::platform;

/// How sure a write must be before it is reported as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// It outlives a power cut.
    Durable,
    /// It outlives every process; for run files, which mean nothing after a reboot.
    Rename,
}

/// Writes `bytes` to `path`, whatever was there: temp file in the same directory, write, fsync, rename, fsync of the
/// directory. A rewrite keeps the file's mode; a new file is open to this user only.
///
/// # Errors
/// Whatever the file system says; then the old content is still there and the temp file is not.
pub fn write(path: &Path, bytes: &[u8], sync: Sync) -> io::Result<()> {
    let temp = filled(path, bytes, sync)?;
    if let Ok(meta) = fs::metadata(path) {
        temp.as_file().set_permissions(meta.permissions())?;
    }
    temp.persist(path).map_err(|error| error.error)?;
    if sync == Sync::Durable { sync_parent(path) } else { Ok(()) }
}

/// As [`write()`], but never over an existing file: `AlreadyExists` then, and nothing has changed.
///
/// # Errors
/// `AlreadyExists`, or whatever the file system says.
pub fn create(path: &Path, bytes: &[u8], sync: Sync) -> io::Result<()> {
    let temp = filled(path, bytes, sync)?;
    temp.persist_noclobber(path).map_err(|error| error.error)?;
    if sync == Sync::Durable { sync_parent(path) } else { Ok(()) }
}

/// Makes a name in a directory outlive a power cut, after a create, a rename or a removal there.
///
/// # Errors
/// Whatever the file system says; one that cannot sync directories is no error.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    platform::sync_directory(parent(path))
}

fn filled(path: &Path, bytes: &[u8], sync: Sync) -> io::Result<tempfile::NamedTempFile> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Created exclusively with mode 0600, removed when dropped.
    let mut temp = tempfile::Builder::new().prefix(&format!(".{name}.")).suffix(".tmp").tempfile_in(parent(path))?;
    temp.write_all(bytes)?;
    if sync == Sync::Durable {
        temp.as_file().sync_all()?;
    }
    Ok(temp)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
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
