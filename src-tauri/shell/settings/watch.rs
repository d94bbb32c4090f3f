//! Notices when the settings file changes, whoever changed it and however: written in place, replaced, or through a link.
//! It reads nothing itself.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Weak};
use std::time::Duration;
use std::{fs, thread};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Settings, create_directory};

/// Editors write in several steps; the file is read when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(50);

type Told = notify::Result<Event>;

/// Has the settings read whenever their file may have changed, on a thread of its own, for as long as they are kept.
pub fn keep_fresh(settings: &Arc<Settings>) -> notify::Result<()> {
    let (tell, told) = mpsc::channel();
    let mut directories = Directories { watcher: notify::recommended_watcher(tell)?, watched: Vec::new() };
    create_directory(settings.path.parent()).map_err(notify::Error::io)?;
    directories.cover(&settings.path)?;
    let settings = Arc::downgrade(settings);
    thread::spawn(move || follow(&settings, &told, &mut directories));
    Ok(())
}

fn follow(settings: &Weak<Settings>, told: &Receiver<Told>, directories: &mut Directories) {
    while let Ok(first) = told.recv() {
        let Some(settings) = settings.upgrade() else { return };
        let mut concerns = is_about(&first, &settings.path);
        while let Ok(next) = told.recv_timeout(QUIET) {
            concerns |= is_about(&next, &settings.path);
        }
        if concerns {
            settings.refresh();
            if let Err(error) = directories.cover(&settings.path) {
                tracing::warn!(%error, "watching what {} leads to", settings.path.display());
            }
        }
    }
}

/// Whether the file may have changed. Reading it, as this app does, tells of nothing.
fn is_about(told: &Told, path: &Path) -> bool {
    let Ok(event) = told else { return true };
    let writes = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    let target = fs::canonicalize(path).ok();
    // What was lost of many events may have been about it.
    let named = event.paths.is_empty() || event.paths.iter().any(|one| one == path || Some(one) == target.as_ref());
    writes && named
}

/// Directories are watched, not the file: it may be replaced by another one of the same name.
struct Directories {
    watcher: RecommendedWatcher,
    watched: Vec<PathBuf>,
}

impl Directories {
    /// Watches the file's directory, and that of the file that it leads to.
    fn cover(&mut self, path: &Path) -> notify::Result<()> {
        let target = fs::canonicalize(path).ok();
        for file in [Some(path), target.as_deref()].into_iter().flatten() {
            let Some(dir) = file.parent().filter(|dir| !self.watched.iter().any(|known| known == dir)) else {
                continue;
            };
            self.watcher.watch(dir, RecursiveMode::NonRecursive)?;
            self.watched.push(dir.to_owned());
        }
        Ok(())
    }
}
