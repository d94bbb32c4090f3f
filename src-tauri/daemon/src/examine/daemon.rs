//! The daemon: whether one holds the lock, whether it answers, and where it stands.

use protocol::client::Client;
use protocol::examine::{Area, Finding, Severity};
use protocol::hello::{Hello, Role};
use protocol::paths::Root;
use protocol::requests::{DaemonStatus, Status};
use store::cgroup;
use store::lock;
use store::records::{self, Daemon, Found};

use std::time::Duration;

/// How long it may take to answer.
const ANSWER: Duration = Duration::from_secs(2);

/// The daemon, as far as it is of interest for sessions.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Its control group, where it runs and there is one.
    pub(super) group: Option<String>,
}

/// Looks for the daemon.
pub(super) fn check(root: &Root, found: &mut Vec<Finding>) -> Standing {
    let path = root.daemon_lock();
    let mut say = |severity, message: String| found.push(Finding::new(severity, Area::Daemon, subject(root), message));
    let file = records::read::<Daemon>(&root.daemon_json()).ok().and_then(Found::record);
    match lock::is_held(&path) {
        Err(error) => say(Severity::Problem, format!("looking at {}: {error}", path.display())),
        Ok(false) if file.is_some() => {
            say(Severity::Note, "the last one ended without a goodbye; the next one takes up its sessions".to_owned());
        }
        Ok(false) => say(Severity::Note, "none runs".to_owned()),
        Ok(true) => return held(root, file, found),
    }
    Standing::default()
}

fn held(root: &Root, file: Option<Daemon>, found: &mut Vec<Finding>) -> Standing {
    let group = match ask(root) {
        Ok(status) => {
            found.push(running(root, &status));
            cgroup::of(status.pid)
        }
        Err(why) => {
            let pid = file.as_ref().map(|file| file.identity.pid);
            let who = pid.map_or("one".to_owned(), |pid| format!("process {pid}"));
            let message = format!("{who} holds the lock and does not answer: {why}");
            let remedy = pid.map_or("find the process that holds daemon.lock, and end it".to_owned(), |pid| {
                format!("end it: `kill -9 {pid}`; sessions go on, and the next command starts another")
            });
            found.push(Finding::new(Severity::Problem, Area::Daemon, subject(root), message).remedy(remedy));
            pid.and_then(cgroup::of)
        }
    };
    if let Some(why) = file.and_then(|file| file.scope_error) {
        let message = format!("it has no scope of its own ({why}): it may be ended with whoever started it");
        found.push(Finding::new(Severity::Note, Area::Scopes, subject(root), message));
    }
    Standing { group }
}

fn ask(root: &Root) -> Result<DaemonStatus, String> {
    let greeted = Client::connect(&root.daemon_socket(), &Hello::new("holdfastd examine", Role::Client));
    greeted.and_then(|mut client| client.call_within(&Status {}, ANSWER)).map_err(|error| error.message)
}

fn running(root: &Root, status: &DaemonStatus) -> Finding {
    let message = format!("process {} serves, version {}", status.pid, status.version);
    let finding = Finding::new(Severity::Note, Area::Daemon, subject(root), message);
    if status.version == protocol::VERSION {
        return finding;
    }
    let finding = Finding { severity: Severity::Warning, ..finding };
    finding.remedy(format!("this is version {}: `holdfast stop --keep-sessions` lets it take over", protocol::VERSION))
}

fn subject(root: &Root) -> String {
    format!("the daemon of {}", root.dir().display())
}
