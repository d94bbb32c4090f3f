//! Removes what was left by processes of ours that died in the middle of a change: temp files, room kept for an end that
//! nobody records any more, sessions that were half wiped or never announced. Only what certainly nobody writes now:
//! the daemon's own files while it holds its lock, a run's files while its `host.lock` is held here. Blocking.
//!
//! Where something cannot be removed it stays, and nobody fails for it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use protocol::id::SessionId;
use protocol::paths::Root;
use store::lock::{self, Lock, Taken};
use store::records::RESERVE;
use store::{disk, durable};

/// The daemon's records that lie in the root itself.
const IN_ROOT: [&str; 4] = ["daemon.json", "last-stop.json", "decisions.json", "farewells.json"];
/// The daemon's records of a run, by how their names begin. All others are its host's.
const IN_RUN: [&str; 3] = ["launch.json", "intent-", "closed.json"];

/// Tidies up the root, once the daemon's lock is held and before it writes anything there.
pub fn sweep_root(root: &Root, _held: &Lock) {
    let names = names(root.dir());
    names.iter().filter(|name| is_temp_of(name, &IN_ROOT)).for_each(|name| remove(&root.dir().join(name)));
}

/// Removes what is left of sessions that were being wiped, before any session is listed: none is wiped yet.
pub fn sweep_wiped(root: &Root) {
    let dir = root.sessions();
    for name in names(&dir).iter().filter_map(|name| name.to_str()) {
        if name.strip_suffix(WIPED).is_some_and(|id| id.parse::<SessionId>().is_ok()) {
            let path = dir.join(name);
            report(&path, disk::remove_tree(&path));
        }
    }
}

/// How the name of a session's directory ends while it is wiped.
const WIPED: &str = ".removed";

/// Where a session's directory is put while it is wiped.
pub fn aside(session: &Path) -> PathBuf {
    session.with_extension(&WIPED[1..])
}

/// Tidies up the directory of a session, before it is listed. One that holds nothing but temp files and a run that was
/// claimed and could not start was never announced.
pub fn sweep_session(dir: &Path) {
    let (temps, others): (Vec<_>, Vec<_>) = names(dir).into_iter().partition(is_temp);
    temps.iter().for_each(|name| remove(&dir.join(name)));
    match others.as_slice() {
        [] if dir.is_dir() => report(dir, disk::remove_directory(dir)),
        [run] if run == FIRST_RUN => sweep_unannounced(dir, &dir.join(run)),
        _ => {}
    }
}

/// The directory of a session's first run.
const FIRST_RUN: &str = "1";

/// Removes a session of which there is nothing but its first run, and of that nothing but the lock of a host that was
/// waiting for its leave.
fn sweep_unannounced(session: &Path, run: &Path) {
    let is_nothing = |run: &Path| names(run).iter().all(|name| is_temp(name) || name == "host.lock");
    if !run.is_dir() || !is_nothing(run) {
        return;
    }
    // Its daemon is gone, so that a host that still waits gives up in a moment: then the next daemon removes it.
    if let Ok(Taken::Yes(_held)) = lock::try_take(&run.join("host.lock"))
        && is_nothing(run)
    {
        report(session, disk::remove_tree(session));
    }
}

/// Tidies up the directory of a run; while its host lives, only what is the daemon's own. Where there is nothing to do its
/// lock is not touched. Called by the one task that makes the daemon's changes to the session.
pub fn sweep_run(dir: &Path) {
    names(dir).iter().filter(|name| is_temp_of(name, &IN_RUN)).for_each(|name| remove(&dir.join(name)));
    if of_run(dir).is_empty() {
        return;
    }
    match lock::try_take(&dir.join("host.lock")) {
        Ok(Taken::Yes(lock)) => sweep_closed(dir, &lock),
        Ok(Taken::Held) => {}
        Err(error) => tracing::warn!("tidying up {}: {error}", dir.display()),
    }
}

/// As [`sweep_run`], where the run's lock is held already.
pub fn sweep_closed(dir: &Path, _held: &Lock) {
    of_run(dir).iter().for_each(|path| remove(path));
}

/// What nobody needs any more once the run's host is gone. The room for an end counts only once there is one.
fn of_run(dir: &Path) -> Vec<PathBuf> {
    let names = names(dir);
    let over = names.iter().any(|name| name == "end.json" || name == "closed.json");
    let left = names.into_iter().filter(|name| is_temp(name) || (over && name == RESERVE));
    let log = dir.join("log");
    // Texts for searching that were not finished.
    let texts = self::names(&log).into_iter().filter(is_temp).map(|name| log.join(name));
    left.map(|name| dir.join(name)).chain(texts).collect()
}

fn is_temp(name: &OsString) -> bool {
    name.to_str().is_some_and(durable::is_temp)
}

/// Whether it is a temp file of one of these records.
fn is_temp_of(name: &OsString, records: &[&str]) -> bool {
    let record = name.to_str().filter(|name| durable::is_temp(name)).and_then(|name| name.strip_prefix('.'));
    record.is_some_and(|name| records.iter().any(|record| name.starts_with(record)))
}

fn names(dir: &Path) -> Vec<OsString> {
    std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect()
}

fn remove(path: &Path) {
    report(path, disk::remove(path));
}

fn report(path: &Path, outcome: std::io::Result<()>) {
    match outcome {
        Ok(()) => tracing::info!("removed {}: somebody died over it", path.display()),
        Err(error) => tracing::warn!("removing {}: {error}", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_daemon_left_of_any_of_its_records_in_the_root_goes_with_the_next_one() {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(&dir.path().join("root")).unwrap();
        let Ok(Taken::Yes(lock)) = lock::try_take(&root.daemon_lock()) else { panic!("held") };
        for record in [root.daemon_json(), root.last_stop(), root.decisions(), root.farewells()] {
            let name = record.file_name().unwrap().to_str().unwrap();
            let left = record.with_file_name(format!(".{name}.abc.tmp"));
            std::fs::write(&left, "{").unwrap();
            sweep_root(&root, &lock);
            assert!(!left.exists(), "{}", left.display());
        }
    }
}
