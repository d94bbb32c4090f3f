//! Locks of the operating system on files: held for life, gone with the process that held them, close-on-exec.
//! The file's content means nothing and the file is never removed while anybody may want it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a taker waits for a lock that a probe may hold briefly.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// A held lock. Released when dropped, and by the kernel when the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// What became of trying to take a lock.
#[derive(Debug)]
pub enum Taken {
    /// It is held now.
    Yes(Lock),
    /// Somebody else holds it.
    Held,
}

/// Tries once to take the lock on `path`, creating the file where it is absent.
///
/// # Errors
/// Whatever the file system says, such as a missing directory; never for a lock that is held.
pub fn try_take(path: &Path) -> io::Result<Taken> {
    let file = open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Taken::Yes(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(Taken::Held),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// On a disk that has become read-only the holder of an old lock must still be seen.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    match protocol::platform::private(&mut options).open(path) {
        Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => File::open(path).map_err(|_| error),
        outcome => outcome,
    }
}

/// Whether somebody holds the lock. Makes no file and keeps nobody from taking it for longer than the look.
///
/// # Errors
/// Whatever the file system says; a missing file is held by nobody.
pub fn is_held(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        outcome => outcome?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Tries for up to `limit`, for those who mean to keep the lock: a probe may hold it for a moment.
///
/// # Errors
/// As [`try_take`].
pub fn take_within(path: &Path, limit: Duration) -> io::Result<Taken> {
    let deadline = Instant::now() + limit;
    loop {
        match try_take(path)? {
            Taken::Held if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(5)),
            outcome => return Ok(outcome),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_by_one_and_free_after_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("l");
        let Taken::Yes(first) = try_take(&path).unwrap() else { panic!("nobody holds it") };
        assert!(matches!(try_take(&path).unwrap(), Taken::Held) && is_held(&path).unwrap());
        drop(first);
        assert!(!is_held(&path).unwrap() && !is_held(&dir.path().join("none")).unwrap());
        assert!(matches!(try_take(&path).unwrap(), Taken::Yes(_)));
    }

    #[test]
    fn a_missing_directory_is_an_error_and_not_a_held_lock() {
        assert!(try_take(Path::new("/nonexistent/holdfast/l")).is_err());
    }
}
