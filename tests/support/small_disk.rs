//! A disk that a test can fill to the last byte.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system of its own at a directory. Unmounted when dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None`, and a word, where mounting is not permitted.
    pub fn at(dir: &Path) -> Option<Self> {
        let mounted = mount(dir, "size=400m,mode=0700");
        if !mounted {
            eprintln!("skipped: nothing can be mounted here");
        }
        mounted.then(|| Self(dir.to_owned()))
    }

    /// Takes up all the room there is. Returns the file to remove for having it back.
    pub fn fill(&self) -> PathBuf {
        let used: u64 =
            fs::read_dir(&self.0).into_iter().flatten().flatten().map(|entry| size_of_all(&entry.path())).sum();
        assert!(mount(&self.0, &format!("remount,size={}k", used / 1024 + 8 * 1024)));
        let path = self.0.join("ballast");
        let mut file = fs::File::create(&path).unwrap();
        let mut piece: &[u8] = &[0; 64 * 1024];
        loop {
            match file.write_all(piece) {
                Ok(()) => {}
                Err(_) if piece.len() > 1 => piece = &piece[..piece.len() / 2],
                Err(_) => return path,
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: programs that the sandbox ends later still have files open in it.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

fn mount(dir: &Path, options: &str) -> bool {
    let status = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(dir).status();
    status.is_ok_and(|status| status.success())
}

fn size_of_all(path: &Path) -> u64 {
    let meta = fs::symlink_metadata(path).unwrap();
    let below = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| size_of_all(&entry.path()));
    // A page for each, however small it is.
    meta.len().next_multiple_of(4096) + below.sum::<u64>()
}
