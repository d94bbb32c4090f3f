//! The package of the other family. Here it can be unpacked and taken back, which says nothing of what it depends on.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::command;

/// Checks that the .rpm holds what the .deb holds, can be installed, and leaves nothing behind. Nothing of ours is
/// installed yet.
pub fn check(rpm: &Path, deb: &Path) -> Result<()> {
    let listed = command::output(command::program("rpm").args(["-q", "-l", "-p"]).arg(rpm))?;
    let contents = command::output(command::program("dpkg-deb").arg("--contents").arg(deb))?;
    let (ours, others) = (of_rpm(&listed), of_deb(&contents));
    let different: Vec<_> = ours.symmetric_difference(&others).collect();
    ensure!(different.is_empty(), "only one of the two packages has {different:?}");
    // No list of that family is here that could know of what it depends on.
    call(&["--install", "--nodeps"], rpm.as_os_str())?;
    call(&["--verify", "--nodeps"], "holdfast".as_ref())?;
    call(&["--erase"], "holdfast".as_ref())?;
    let left: Vec<_> = ours.iter().flat_map(|file| own(file)).filter(|place| place.exists()).collect();
    ensure!(left.is_empty(), "this is left: {left:?}");
    Ok(())
}

fn call(words: &[&str], what: &std::ffi::OsStr) -> Result<()> {
    command::run(command::program("rpm").args(words).arg(what)).context("calling rpm")
}

/// A file and the directories above it that are nobody else's.
fn own(file: &str) -> impl Iterator<Item = &Path> {
    let is_own = |place: &&Path| place.file_name().is_some_and(|name| name == "holdfast");
    std::iter::once(Path::new(file)).chain(Path::new(file).ancestors().skip(1).filter(is_own))
}

/// The files in a list of `rpm`.
fn of_rpm(list: &str) -> BTreeSet<String> {
    list.lines().map(str::to_owned).collect()
}

/// The files in a list of `dpkg-deb`, under the names that the other family has for their places.
fn of_deb(list: &str) -> BTreeSet<String> {
    let files = list.lines().filter(|line| !line.starts_with('d'));
    files.filter_map(|line| line.split_whitespace().last()).map(|place| elsewhere(&format!("/{place}"))).collect()
}

fn elsewhere(place: &str) -> String {
    match place {
        "/usr/share/zsh/vendor-completions/_holdfast" => "/usr/share/zsh/site-functions/_holdfast".to_owned(),
        "/usr/share/doc/holdfast/copyright" => "/usr/share/licenses/holdfast/LICENSE".to_owned(),
        place => place.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_have_the_same_files_but_for_those_that_each_has_elsewhere() {
        let deb = "drwxr-xr-x 0/0 0 2026-11-30 04:34 usr/bin\n\
                   -rwxr-xr-x 0/0 35664 2026-11-30 04:34 usr/bin/holdfast\n\
                   -rw-r--r-- 0/0 1077 2026-11-30 04:34 usr/share/doc/holdfast/copyright\n\
                   -rw-r--r-- 0/0 1077 2026-11-30 04:34 usr/share/zsh/vendor-completions/_holdfast\n";
        let rpm = "/usr/bin/holdfast\n/usr/share/licenses/holdfast/LICENSE\n/usr/share/zsh/site-functions/_holdfast\n";
        assert_eq!(of_deb(deb), of_rpm(rpm));
        assert_eq!(of_rpm(rpm).len(), 3);
    }
}
