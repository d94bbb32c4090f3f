//! A control group of a test's own, below the one that the test runs in. Whoever is in it is killed when it is dropped.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::super::sandbox::kill;

/// A group, and those below it.
pub struct Group {
    path: PathBuf,
}

impl Group {
    /// Makes one in the tree of version 2.
    ///
    /// # Errors
    /// Where there is no such tree, or nobody may write to it.
    pub fn new() -> io::Result<Self> {
        Self::below(&own("cgroup2", "", "0::")?)
    }

    /// Makes one in the tree of version 1 that counts memory, with a limit in bytes.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of_memory(limit: u64) -> io::Result<Self> {
        let group = Self::below(&own("cgroup", "memory", ":memory:")?)?;
        fs::write(group.path.join("memory.limit_in_bytes"), limit.to_string())?;
        Ok(group)
    }

    fn below(parent: &Path) -> io::Result<Self> {
        let name = tempfile::Builder::new().prefix("hf-e2e-").tempdir_in("/tmp")?;
        let path = parent.join(name.path().file_name().unwrap_or_default());
        fs::create_dir(&path)?;
        Ok(Self { path })
    }

    /// Where its files are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a group below it and moves processes there.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn take(&self, name: &str, pids: &[u32]) -> io::Result<()> {
        let path = self.path.join(name);
        fs::create_dir_all(&path)?;
        pids.iter().try_for_each(|pid| fs::write(path.join("cgroup.procs"), pid.to_string()))
    }

    /// Everybody in it and below.
    pub fn pids(&self) -> Vec<u32> {
        let files = directories(&self.path).into_iter().map(|dir| dir.join("cgroup.procs"));
        let texts = files.filter_map(|file| fs::read_to_string(file).ok());
        texts.flat_map(|text| text.lines().filter_map(|line| line.parse().ok()).collect::<Vec<_>>()).collect()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.path.exists() && Instant::now() < deadline {
            self.pids().into_iter().for_each(kill);
            // Those below first; a directory with processes in it stays.
            for dir in directories(&self.path).iter().rev() {
                let _ = fs::remove_dir(dir);
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }
}

/// A directory and all below it, parents first.
fn directories(path: &Path) -> Vec<PathBuf> {
    let mut all = vec![path.to_owned()];
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        all.extend(directories(&entry.path()));
    }
    all
}

/// The directory of this process's own group in a tree.
fn own(kind: &str, option: &str, line: &str) -> io::Result<PathBuf> {
    let none = || io::Error::other(format!("no tree of control groups: {kind} {option}"));
    let mounts = fs::read_to_string("/proc/mounts")?;
    let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let is_it = |fields: &Vec<&str>| {
        fields.len() > 3 && fields[2] == kind && (option.is_empty() || fields[3].split(',').any(|one| one == option))
    };
    let mount = fields.filter(is_it).map(|fields| PathBuf::from(fields[1])).next().ok_or_else(none)?;
    let groups = fs::read_to_string("/proc/self/cgroup")?;
    let path = groups.lines().find_map(|text| text.split_once(line)).ok_or_else(none)?.1.to_owned();
    Ok(mount.join(path.trim_start_matches('/')))
}
