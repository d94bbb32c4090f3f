//! Unix: a directory is synced like a file.

use std::fs::File;
use std::io;
use std::path::Path;

/// Makes the names in a directory outlive a power cut. A file system that cannot is no error.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    match File::open(directory)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        outcome => outcome,
    }
}
