//! The copies of our programs under the root: which versions, and whether they are whole.

use std::path::Path;

use protocol::examine::{Area, Finding, Severity};
use protocol::launch::program_in;
use protocol::paths::Root;

/// Looks at every copy.
pub(super) fn check(root: &Root, found: &mut Vec<Finding>) {
    let entries = std::fs::read_dir(root.bin()).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    found.extend(paths.iter().map(|path| look(path)));
}

fn look(path: &Path) -> Finding {
    let subject = path.display().to_string();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if name.starts_with('.') || !path.is_dir() {
        let finding = Finding::new(Severity::Note, Area::Programs, subject, "a copy that was cut off left it");
        return finding.remedy(format!("remove it: rm -r {}", path.display()));
    }
    let missing: Vec<&str> = ["holdfastd", "holdfast-host", "holdfast"]
        .into_iter()
        .filter(|name| !program_in(path, name).is_file())
        .collect();
    if missing.is_empty() {
        let version = name.rsplit_once('-').map_or(name.as_str(), |(version, _)| version);
        return Finding::new(Severity::Note, Area::Programs, subject, format!("version {version}"));
    }
    let message = format!("not all of its programs are there: {}", missing.join(", "));
    let finding = Finding::new(Severity::Problem, Area::Programs, subject, message);
    finding.remedy(format!("remove it: rm -r {}; the next start makes it anew", path.display()))
}
