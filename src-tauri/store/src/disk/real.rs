//! The real disk: each change is one call of the system, or as few as the system needs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write as _};
use std::path::Path;

use super::{Change, Disk};
use crate::platform;

/// The disk of this machine.
#[derive(Clone, Copy, Debug)]
pub struct Real;

impl Disk for Real {
    fn create(&self, path: &Path) -> io::Result<File> {
        protocol::platform::private(OpenOptions::new().read(true).write(true).create_new(true)).open(path)
    }

    fn carry_out(&self, change: &Change<'_>) -> io::Result<()> {
        match *change {
            Change::Write { mut file, bytes, .. } => {
                file.rewind()?;
                file.write_all(bytes)
            }
            Change::Allocate { file, length, .. } => platform::keep_space(file, length),
            Change::Cut { file, length, .. } => file.set_len(length),
            Change::SyncFile { file, .. } => file.sync_all(),
            Change::CopyMode { file, from, .. } => file.set_permissions(fs::metadata(from)?.permissions()),
            Change::Rename { from, to } => fs::rename(from, to),
            // In one step where the system has it, else by a hard link.
            Change::RenameNew { from, to } => {
                let from = tempfile::TempPath::try_from_path(from)?;
                from.persist_noclobber(to).map_err(|failed| {
                    // Whoever wrote it removes it.
                    let _ = failed.path.keep();
                    failed.error
                })
            }
            Change::Remove { path } => fs::remove_file(path),
            Change::RemoveDirectory { path } => fs::remove_dir(path),
            Change::RemoveTree { path } => fs::remove_dir_all(path),
            Change::CreateDirectory { path } => protocol::paths::create_private_directory(path),
            Change::SyncDirectory { path } => platform::sync_directory(path),
        }
    }
}
