//! The root itself: whose it is, whether it may be trusted, what its file system takes.

use std::path::Path;

use protocol::examine::{Area, Finding, Severity};
use protocol::paths::Root;

use crate::platform;

/// Below this much room a session's end may find no place, in bytes.
const TIGHT: u64 = 50 * 1024 * 1024;
/// Below this much room output fills it soon, in bytes.
const LITTLE: u64 = 500 * 1024 * 1024;

/// Checks the root. `None` where there is none, or none that may be used.
pub(super) fn check(dir: &Path, found: &mut Vec<Finding>) -> Option<Root> {
    let subject = dir.display().to_string();
    let root = match Root::peek(dir) {
        Ok(Some(root)) => root,
        Ok(None) => {
            found.push(Finding::new(
                Severity::Note,
                Area::Root,
                subject,
                "it is not there yet: nothing was ever started",
            ));
            return None;
        }
        Err(error) => {
            let finding = Finding::new(Severity::Problem, Area::Root, subject, error.message);
            found.push(error.hint.into_iter().fold(finding, Finding::remedy));
            return None;
        }
    };
    let run = super::sockets::directory(&root);
    if !run.starts_with(dir) {
        let message = format!("its path is too long for sockets: they lie in {}", run.display());
        found.push(Finding::new(Severity::Note, Area::Root, subject, message));
    }
    check_room(dir, found);
    Some(root)
}

fn check_room(dir: &Path, found: &mut Vec<Finding>) {
    let subject = dir.display().to_string();
    let Ok(room) = platform::room(dir) else { return };
    if room.read_only {
        let finding = Finding::new(Severity::Problem, Area::Disk, subject, "its file system takes no writes");
        return found.push(finding.remedy("mount it for writing, or set HOLDFAST_HOME to another directory"));
    }
    let severity = match room.free {
        ..TIGHT => Severity::Problem,
        TIGHT..LITTLE => Severity::Warning,
        _ => return,
    };
    let message = format!("its file system has {} MiB left", room.free / (1024 * 1024));
    found
        .push(Finding::new(severity, Area::Disk, subject, message).remedy("make room: output and ends are kept there"));
}
