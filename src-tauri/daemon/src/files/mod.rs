//! Finds files in a directory by parts of their names, for people who type them. It lists and ranks; it opens none.

mod rank;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use protocol::requests::FoundFiles;

use crate::git;

/// How long a list holds: somebody who types asks again with every letter.
const HOLDS: Duration = Duration::from_secs(5);

/// The files of one directory.
#[derive(Debug)]
struct Listed {
    dir: PathBuf,
    at: Instant,
    paths: Vec<String>,
    /// These are not all.
    limited: bool,
}

/// The list of the directory that was last asked for.
#[derive(Clone, Debug, Default)]
pub struct Files(Arc<Mutex<Option<Arc<Listed>>>>);

impl Files {
    /// The best `limit` files below a directory for a text. Blocking.
    pub fn find(&self, dir: &Path, text: &str, limit: usize) -> FoundFiles {
        let listed = self.list(dir);
        let best = rank::best(&listed.paths, text);
        // What is in the index need not be in the directory.
        let there = best.into_iter().filter(|path| dir.join(path).symlink_metadata().is_ok());
        let mut files: Vec<String> = there.take(limit + 1).cloned().collect();
        let limited = listed.limited || files.len() > limit;
        files.truncate(limit);
        FoundFiles { files, limited }
    }

    fn list(&self, dir: &Path) -> Arc<Listed> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.dir == dir && known.at.elapsed() < HOLDS) {
            return known;
        }
        let (paths, limited) = git::files::list(dir).unwrap_or_else(|why| {
            tracing::debug!("listing the files of {} without git: {why}", dir.display());
            walk::list(dir)
        });
        let listed = Arc::new(Listed { dir: dir.to_owned(), at: Instant::now(), paths, limited });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(listed.clone());
        listed
    }
}
