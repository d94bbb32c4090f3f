//! Examines a root without a daemon, for `holdfast doctor`: reads what is there and says what is wrong with it. It starts
//! nothing, repairs nothing, makes no file, and holds no lock for longer than a look.

mod agents;
mod daemon;
mod place;
mod programs;
mod records;
mod sockets;
mod space;
mod system;
mod trail;

use std::path::Path;
use std::process::ExitCode;

use protocol::examine::{Area, Examination, Examined, Finding, Severity};
use protocol::id::SessionId;
use protocol::paths::{self, Root};

use crate::settings::Settings;

/// Examines a root and prints what was found as one JSON document.
pub fn main(root: Option<&Path>) -> ExitCode {
    let dir = match root.map_or_else(paths::locate, |dir| Ok(dir.to_owned())) {
        Ok(dir) => dir,
        Err(error) => {
            eprintln!("holdfastd: {}", error.message);
            return ExitCode::FAILURE;
        }
    };
    match serde_json::to_string(&examine(&dir)) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("holdfastd: writing the report: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Examines a root. Blocking.
pub fn examine(dir: &Path) -> Examination {
    let mut found = Vec::new();
    let root = place::check(dir, &mut found);
    let sessions = root.map(|root| look_around(&root, &mut found)).unwrap_or_default();
    system::check(&mut found);
    found.sort_by_key(|finding| finding.severity);
    Examination {
        version: protocol::VERSION.to_owned(),
        root: dir.to_string_lossy().into_owned(),
        at: store::now_ms(),
        findings: found,
        sessions,
    }
}

fn look_around(root: &Root, found: &mut Vec<Finding>) -> Vec<Examined> {
    let daemon = daemon::check(root, found);
    if let Err(error) = Settings::read(&root.settings()) {
        let path = root.settings().display().to_string();
        let finding = Finding::new(Severity::Problem, Area::Settings, path, error.message);
        found.push(finding.remedy(error.hint.unwrap_or_default()));
    }
    let sessions = records::check(root, &daemon, found);
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    space::check(root, &ids, found);
    sockets::check(root, found);
    trail::check(root, found);
    programs::check(root, found);
    agents::check(root, &ids, found);
    sessions
}
