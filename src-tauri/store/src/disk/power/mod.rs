//! What a power cut may leave, for tests: a disk that carries out every change and remembers it, and then builds every
//! state that a file system may be in after the first so many of them. It takes the worst that POSIX permits: what was
//! not synced may be there, half there, empty or zero; names that were not synced may be there or not, each by itself;
//! a rename is there as a whole or not at all.

mod model;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Change, Disk, Real};
use model::{Model, Tree};

/// One change, as it is remembered.
#[derive(Clone, Debug)]
enum Event {
    Create(PathBuf),
    Write(PathBuf, Vec<u8>),
    /// The file has at least this length.
    Grow(PathBuf, u64),
    Cut(PathBuf, u64),
    SyncFile(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    CreateDirectory(PathBuf),
    SyncDirectory(PathBuf),
}

/// A disk that remembers. All changes must be below one directory.
#[derive(Debug)]
pub struct Recorder {
    dir: PathBuf,
    before: Model,
    events: Mutex<Vec<Event>>,
}

impl Recorder {
    /// A disk that takes for durable what lies below `dir` now.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub fn new(dir: &Path) -> io::Result<Self> {
        Ok(Self { dir: dir.to_owned(), before: Model::of(dir)?, events: Mutex::default() })
    }

    /// How many changes it remembers.
    pub fn count(&self) -> usize {
        self.events().len()
    }

    /// Builds each state that a cut after the first `done` changes may leave, one after the other in a directory of its
    /// own, and shows it to `look`.
    ///
    /// # Errors
    /// Where it cannot be built.
    pub fn cut(&self, done: usize, mut look: impl FnMut(&Path)) -> io::Result<usize> {
        let mut model = self.before.clone();
        self.events().iter().take(done).for_each(|event| model.apply(event));
        let states = model.states();
        for state in &states {
            let home = tempfile::tempdir()?;
            build(&home.path().join("root"), state)?;
            look(&home.path().join("root"));
        }
        Ok(states.len())
    }

    fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn within(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.dir).map_or_else(|_| panic!("{} is not below it", path.display()), Path::to_owned)
    }

    fn remember(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    /// Everything below a directory goes, one name after the other.
    fn remember_removal(&self, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let below = entry?.path();
            if below.is_dir() {
                self.remember_removal(&below)?;
            } else {
                self.remember(Event::Remove(self.within(&below)));
            }
        }
        self.remember(Event::Remove(self.within(path)));
        Ok(())
    }
}

impl Disk for Recorder {
    fn create(&self, path: &Path) -> io::Result<File> {
        let file = Real.create(path)?;
        self.remember(Event::Create(self.within(path)));
        Ok(file)
    }

    fn carry_out(&self, change: &Change<'_>) -> io::Result<()> {
        if let Change::RemoveTree { path } = change {
            self.remember_removal(path)?;
        }
        Real.carry_out(change)?;
        let path = self.within(change.path());
        match *change {
            Change::Write { bytes, .. } => self.remember(Event::Write(path, bytes.to_vec())),
            Change::Allocate { length, .. } => self.remember(Event::Grow(path, length)),
            Change::Cut { length, .. } => self.remember(Event::Cut(path, length)),
            Change::SyncFile { .. } => self.remember(Event::SyncFile(path)),
            Change::Rename { from, .. } | Change::RenameNew { from, .. } => {
                self.remember(Event::Rename(self.within(from), path));
            }
            Change::Remove { .. } | Change::RemoveDirectory { .. } => self.remember(Event::Remove(path)),
            Change::CreateDirectory { .. } => self.remember(Event::CreateDirectory(path)),
            Change::SyncDirectory { .. } => self.remember(Event::SyncDirectory(path)),
            // Whether a mode outlives a cut is nobody's concern, and a tree is remembered above.
            Change::CopyMode { .. } | Change::RemoveTree { .. } => {}
        }
        Ok(())
    }
}

fn build(dir: &Path, tree: &Tree) -> io::Result<()> {
    protocol::paths::create_private_directory(dir)?;
    for (name, below) in tree {
        match below {
            model::Left::File(bytes) => fs::write(dir.join(name), bytes)?,
            model::Left::Directory(tree) => build(&dir.join(name), tree)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::*;
    use crate::disk::{self, with};
    use crate::durable::{self, Sync};

    /// What a file may hold after a cut at any moment of `work`, and after one when it was done.
    fn possible(before: Option<&str>, work: impl FnOnce(&Path)) -> (BTreeSet<String>, BTreeSet<String>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        before.iter().for_each(|text| fs::write(&path, text).unwrap());
        let disk = Arc::new(Recorder::new(dir.path()).unwrap());
        with(disk.clone(), || work(&path));
        let seen = |done| {
            let mut seen = BTreeSet::new();
            let look = |root: &Path| {
                seen.insert(fs::read_to_string(root.join("a.json")).unwrap_or_else(|_| "absent".to_owned()));
            };
            assert!(disk.cut(done, look).unwrap() > 0);
            seen
        };
        ((0..=disk.count()).flat_map(seen).collect(), seen(disk.count()))
    }

    fn all(texts: &[&str]) -> BTreeSet<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_record_is_the_old_or_the_new_one_and_once_it_is_announced_the_new_one() {
        let write = |path: &Path| durable::write(path, b"new", Sync::Durable).unwrap();
        assert_eq!(possible(Some("old"), write), (all(&["old", "new"]), all(&["new"])));
        assert_eq!(possible(None, write), (all(&["absent", "new"]), all(&["new"])));
        let create = |path: &Path| durable::create(path, b"new", Sync::Durable).unwrap();
        assert_eq!(possible(None, create), (all(&["absent", "new"]), all(&["new"])));
    }

    #[test]
    fn what_is_not_synced_may_be_anything() {
        let write = |path: &Path| durable::write(path, b"new!", Sync::Rename).unwrap();
        let (any, last) = possible(Some("old"), write);
        assert_eq!((any, last.clone()), (last.clone(), all(&["", "ne", "new!", "old", "\0\0\0\0"])));
    }

    #[test]
    fn a_rename_that_was_not_synced_may_not_have_happened() {
        let (_, last) = possible(Some("old"), |path| disk::rename(path, &path.with_extension("aside")).unwrap());
        assert_eq!(last, all(&["absent", "old"]));
    }
}
