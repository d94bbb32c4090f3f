//! Removes the copies of our programs under the root that nobody runs from any more. When in doubt a copy stays.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::paths::Root;
use protocol::session::{Session, Status};
use store::records::{self, Found, Host};

/// A copy that is younger may be one that another program is about to start from.
const YOUNG: Duration = Duration::from_secs(60 * 60);

/// Removes the copies that neither `own` nor the host of a session that may live runs from. Blocking.
pub fn remove(root: &Root, own: &Path, sessions: &[Session]) {
    let Some(mut used) = used(root, sessions) else { return };
    used.insert(own.to_owned());
    for dir in unused(&root.bin(), &used) {
        match fs::remove_dir_all(&dir) {
            Ok(()) => tracing::info!("removed {}: nobody runs from it", dir.display()),
            Err(error) => tracing::warn!("removing {}: {error}", dir.display()),
        }
    }
}

/// Where hosts run from. `None` where one of them cannot be told.
fn used(root: &Root, sessions: &[Session]) -> Option<BTreeSet<PathBuf>> {
    let may_live = sessions.iter().filter(|session| session.status != Status::Ended && session.generation > 0);
    may_live
        .map(|session| {
            let path = root.generation(&session.id, session.generation).join("host.json");
            let host = records::read::<Host>(&path).ok().and_then(Found::record)?;
            host.programs.map(PathBuf::from)
        })
        .collect()
}

fn unused(bin: &Path, used: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
    let entries = fs::read_dir(bin).into_iter().flatten().flatten();
    let old = |path: &PathBuf| {
        path.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at.elapsed().is_ok_and(|age| age > YOUNG))
    };
    entries.map(|entry| entry.path()).filter(|path| !used.contains(path) && old(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_copies_that_nobody_uses_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let copy = |name: &str, hours: u64| {
            let path = dir.path().join(name);
            fs::create_dir(&path).unwrap();
            let then = std::time::SystemTime::now() - Duration::from_secs(hours * 3600);
            fs::File::open(&path).unwrap().set_modified(then).unwrap();
            path
        };
        let (old, used, _young) = (copy("0.1.0-a", 5), copy("0.1.0-b", 5), copy("0.2.0-c", 0));
        assert_eq!(unused(dir.path(), &BTreeSet::from([used])), [old]);
    }
}
