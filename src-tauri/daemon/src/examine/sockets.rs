//! Sockets: names that nobody listens at any more, and what is none of ours.

use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::examine::{Area, Finding, Severity};
use protocol::paths::Root;
use protocol::transport::Stream;

use crate::platform;

/// How long a listener may take to accept.
const ACCEPT: Duration = Duration::from_millis(500);

/// Where sockets lie.
pub(super) fn directory(root: &Root) -> PathBuf {
    root.daemon_socket().parent().unwrap_or(root.dir()).to_owned()
}

/// Looks at every name there.
pub(super) fn check(root: &Root, found: &mut Vec<Finding>) {
    let entries = std::fs::read_dir(directory(root)).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        found.extend(look(&path));
    }
}

fn look(path: &Path) -> Option<Finding> {
    let say =
        |severity, message: &str| Some(Finding::new(severity, Area::Sockets, path.display().to_string(), message));
    let meta = std::fs::symlink_metadata(path).ok()?;
    let (is_socket, is_ours) = platform::socket(&meta);
    if !is_ours {
        let finding = say(Severity::Problem, "it belongs to another user")?;
        return Some(finding.remedy("find out who put it there, then remove it"));
    }
    let name = path.file_name()?.to_str().unwrap_or_default();
    if !is_socket || !is_name(name) {
        return say(Severity::Warning, "it is none of Holdfast's")
            .map(|finding| finding.remedy("remove it, if nothing else needs it"));
    }
    match Stream::connect(path, ACCEPT) {
        Ok(_) => None,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            say(Severity::Note, "nobody listens there: a dead process left it, and it is in nobody's way")
        }
        Err(error) => say(Severity::Warning, &format!("connecting: {error}")),
    }
}

/// `daemon.sock`, `app.sock`, `<8 digits>-<run>.sock`, `<8 digits>-<run>.replay.sock`.
fn is_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".sock") else { return false };
    let run = |stem: &str| {
        let stem = stem.strip_suffix(".replay").unwrap_or(stem);
        stem.split_once('-').is_some_and(|(id, run)| {
            id.len() == protocol::id::SHORT && protocol::id::looks_like_id(id) && run.parse::<u32>().is_ok()
        })
    };
    matches!(stem, "daemon" | "app") || run(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_ours_are_told_from_others() {
        for (name, ours) in [
            ("daemon.sock", true),
            ("app.sock", true),
            ("0123abcd-1.sock", true),
            ("0123abcd-12.replay.sock", true),
            ("0123abcd.sock", false),
            ("0123abcX-1.sock", false),
            ("0123abcd-x.sock", false),
            ("notes.txt", false),
        ] {
            assert_eq!(is_name(name), ours, "{name}");
        }
    }
}
