//! Windows: directories are not synced; a rename is written through. Checked to compile; not yet seen to run.

use std::fs::File;
use std::io;
use std::path::Path;

/// Nothing to do.
pub(crate) fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes zeros.
pub(crate) fn keep_space(mut file: &File, length: u64) -> io::Result<()> {
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file).map(drop)
}

/// The system is not asked.
pub(crate) fn find_room(_file: &File, _length: u64) -> io::Result<()> {
    Ok(())
}

/// Ends this process as a crash would, for tests.
#[cfg(debug_assertions)]
pub(crate) fn end_self() {
    std::process::abort();
}

/// A process cannot stop itself here.
#[cfg(debug_assertions)]
pub(crate) fn stop_self() {}
