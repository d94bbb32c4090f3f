//! What is kept of the sessions' output takes, against what it may.

use protocol::examine::{Area, Finding, Severity};
use protocol::id::SessionId;
use protocol::paths::Root;

use crate::settings::Settings;
use crate::space::walk;

/// Measures all sessions. Settings that cannot be read are told elsewhere.
pub(super) fn check(root: &Root, ids: &[SessionId], found: &mut Vec<Finding>) {
    let bound = Settings::read(&root.settings()).unwrap_or_default().bounds().total;
    let kept: u64 = ids.iter().map(|id| walk::measure(root, id, None).over).sum();
    let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
    let message = format!("output takes {} of at most {} MiB", mib(kept), mib(bound));
    found.push(Finding::new(Severity::Note, Area::Disk, root.sessions().display().to_string(), message));
}
