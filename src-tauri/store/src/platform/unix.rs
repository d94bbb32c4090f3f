//! Unix: a directory is synced like a file; room is kept by allocating it.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// Makes the names in a directory outlive a power cut. A file system that cannot is no error.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    match File::open(directory)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        outcome => outcome,
    }
}

/// Makes sure that the first `length` bytes of the file can be written later on, even if the disk is full by then.
pub(crate) fn keep_space(mut file: &File, length: u64) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, length).is_ok() {
        return Ok(());
    }
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.flush()
}

/// Finds out whether `length` more bytes could be written to a file that is only appended to. Keeps nothing; where the
/// system does not tell, there is room.
pub(crate) fn find_room(file: &File, length: u64) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        let end = file.metadata()?.len();
        match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::KEEP_SIZE, end, length) {
            Err(error @ (rustix::io::Errno::NOSPC | rustix::io::Errno::DQUOT)) => return Err(error.into()),
            // Cutting it to what it is gives the room back.
            _ => file.set_len(end)?,
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (file, length);
    Ok(())
}

/// Ends this process as a crash would, for tests: nothing is cleaned up.
#[cfg(debug_assertions)]
pub(crate) fn end_self() {
    signal_self(rustix::process::Signal::KILL);
}

/// Stops this process until somebody has it continue, for tests.
#[cfg(debug_assertions)]
pub(crate) fn stop_self() {
    signal_self(rustix::process::Signal::STOP);
}

#[cfg(debug_assertions)]
fn signal_self(signal: rustix::process::Signal) {
    let sent = rustix::process::kill_process(rustix::process::getpid(), signal);
    debug_assert!(sent.is_ok(), "a process may signal itself");
}
