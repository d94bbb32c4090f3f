//! Every change to records and to the directories of runs passes here, one operation at a time, so that a test can count
//! them, have any one fail, or end the process at it. It decides nothing. Reading and the output log do not pass here.

#[cfg(debug_assertions)]
pub mod faults;
#[cfg(debug_assertions)]
pub mod power;
mod real;
#[cfg(debug_assertions)]
mod scope;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

pub use real::Real;
#[cfg(debug_assertions)]
pub use scope::{begin_environment_faults, with};

/// One change to what lies on the disk. Its names are whole paths.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// Writes bytes to the beginning of a file: each is written once, in one piece, and then given its name.
    Write {
        /// Where the file lies.
        path: &'a Path,
        /// The file.
        file: &'a File,
        /// All of them.
        bytes: &'a [u8],
    },
    /// Keeps room for a file's first bytes.
    Allocate {
        /// Where the file lies.
        path: &'a Path,
        /// The file.
        file: &'a File,
        /// How many bytes.
        length: u64,
    },
    /// Cuts a file.
    Cut {
        /// Where the file lies.
        path: &'a Path,
        /// The file.
        file: &'a File,
        /// What is left of it, in bytes.
        length: u64,
    },
    /// Makes what a file holds outlive a power cut; its name does not thereby.
    SyncFile {
        /// Where the file lies.
        path: &'a Path,
        /// The file.
        file: &'a File,
    },
    /// Gives a file the mode that another one has.
    CopyMode {
        /// The file.
        file: &'a File,
        /// Where it lies.
        path: &'a Path,
        /// Whose mode.
        from: &'a Path,
    },
    /// Gives a name to what has another, whatever had the name.
    Rename {
        /// The name before.
        from: &'a Path,
        /// The name from now on.
        to: &'a Path,
    },
    /// As `Rename`, but `AlreadyExists` where anything has the name.
    RenameNew {
        /// The name before.
        from: &'a Path,
        /// The name from now on.
        to: &'a Path,
    },
    /// Removes a file.
    Remove {
        /// Its path.
        path: &'a Path,
    },
    /// Removes an empty directory.
    RemoveDirectory {
        /// Its path.
        path: &'a Path,
    },
    /// Removes a directory and all below it.
    RemoveTree {
        /// Its path.
        path: &'a Path,
    },
    /// Creates a directory open to this user only: `AlreadyExists` where anything has the name.
    CreateDirectory {
        /// Its path.
        path: &'a Path,
    },
    /// Makes the names in a directory outlive a power cut.
    SyncDirectory {
        /// Its path.
        path: &'a Path,
    },
}

impl Change<'_> {
    /// What is changed: where a name changes, the new one.
    pub fn path(&self) -> &Path {
        match self {
            Self::Rename { to, .. } | Self::RenameNew { to, .. } => to,
            Self::Write { path, .. }
            | Self::Allocate { path, .. }
            | Self::Cut { path, .. }
            | Self::SyncFile { path, .. }
            | Self::CopyMode { path, .. }
            | Self::Remove { path }
            | Self::RemoveDirectory { path }
            | Self::RemoveTree { path }
            | Self::CreateDirectory { path }
            | Self::SyncDirectory { path } => path,
        }
    }
}

/// What carries changes out.
pub trait Disk: Send + Sync {
    /// Creates a file open to this user only, to be written.
    ///
    /// # Errors
    /// `AlreadyExists` where anything has the name, or whatever the file system says.
    fn create(&self, path: &Path) -> io::Result<File>;

    /// Carries out one change.
    ///
    /// # Errors
    /// Whatever the file system says.
    fn carry_out(&self, change: &Change<'_>) -> io::Result<()>;
}

/// In a release build there is no other disk than the real one.
#[cfg(not(debug_assertions))]
fn on_current<T>(work: impl FnOnce(&dyn Disk) -> T) -> T {
    work(&Real)
}
#[cfg(debug_assertions)]
use scope::on_current;

/// As the tests' namesake, in a release build: nothing is heeded.
#[cfg(not(debug_assertions))]
pub fn begin_environment_faults() {}

/// Creates a file open to this user only, to be written.
///
/// # Errors
/// `AlreadyExists` where anything has the name, or whatever the file system says.
pub fn create(path: &Path) -> io::Result<File> {
    on_current(|disk| disk.create(path))
}

/// Carries out one change.
///
/// # Errors
/// Whatever the file system says.
pub fn carry_out(change: &Change<'_>) -> io::Result<()> {
    on_current(|disk| disk.carry_out(change))
}

/// Creates a directory open to this user only.
///
/// # Errors
/// `AlreadyExists`, or whatever the file system says.
pub fn create_directory(path: &Path) -> io::Result<()> {
    carry_out(&Change::CreateDirectory { path })
}

/// Gives another name.
///
/// # Errors
/// Whatever the file system says.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    carry_out(&Change::Rename { from, to })
}

/// Gives another name, if nothing has it.
///
/// # Errors
/// `AlreadyExists`, or whatever the file system says.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    carry_out(&Change::RenameNew { from, to })
}

/// Removes a file.
///
/// # Errors
/// Whatever the file system says.
pub fn remove(path: &Path) -> io::Result<()> {
    carry_out(&Change::Remove { path })
}

/// Removes an empty directory.
///
/// # Errors
/// Whatever the file system says.
pub fn remove_directory(path: &Path) -> io::Result<()> {
    carry_out(&Change::RemoveDirectory { path })
}

/// Removes a directory and all below it.
///
/// # Errors
/// Whatever the file system says; then part of it may be gone.
pub fn remove_tree(path: &Path) -> io::Result<()> {
    carry_out(&Change::RemoveTree { path })
}

/// Makes the names in a directory outlive a power cut.
///
/// # Errors
/// Whatever the file system says; one that cannot sync directories is no error.
pub fn sync_directory(path: &Path) -> io::Result<()> {
    carry_out(&Change::SyncDirectory { path })
}

/// The directory that a path lies in.
pub fn parent(path: &Path) -> PathBuf {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}
