//! The system: limits, and who ends processes at log-out.

use protocol::examine::{Area, Finding, Severity};
use store::scope;

use crate::platform;

/// A daemon and its clients need one file for each session, and some.
const FEW_FILES: u64 = 4096;

/// Looks at what is the same for every session.
pub(super) fn check(found: &mut Vec<Finding>) {
    if let (_, Some(hard)) = platform::open_files()
        && hard < FEW_FILES
    {
        let message = format!("a process may have {hard} files open: each session needs one in the daemon");
        let finding = Finding::new(Severity::Warning, Area::Limits, "open files", message);
        found.push(finding.remedy("raise the hard limit: LimitNOFILE= of the service manager, or limits.conf"));
    }
    let login = platform::login();
    if login.systemd && !scope::is_possible() {
        let message =
            "there is no user bus: sessions get no scope of their own, and share the fate of who started them";
        let finding = Finding::new(Severity::Warning, Area::Scopes, "systemd", message);
        found.push(finding.remedy("log in through the log-in manager, or `systemctl --user start dbus.socket`"));
    }
    let facts = [("lingers", login.lingers), ("KillUserProcesses", login.kills)];
    let told = facts
        .map(|(name, value)| format!("{name}: {}", value.map_or("not known", |yes| if yes { "yes" } else { "no" })));
    let message = if login.systemd { told.join(", ") } else { "no log-in manager was found".to_owned() };
    found.push(Finding::new(Severity::Note, Area::Login, "log-out", message));
}
