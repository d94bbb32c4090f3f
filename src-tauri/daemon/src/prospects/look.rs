//! Looks up where a host stands, and what its session would need to be started again. Blocking; it decides nothing.

use std::path::Path;

use protocol::paths::Root;
use store::cgroup;
use store::records::{Host, SessionRecord};

use super::Facts;
use crate::platform::{self, Login};
use crate::program;

/// What is the same for all sessions, and looked up once.
#[derive(Debug)]
pub struct Around {
    daemon_group: Option<String>,
    /// Whether this system has control groups.
    grouped: bool,
    login: Login,
}

impl Around {
    /// Looks around. `daemon_group`: the daemon's control group. Absent: none runs, or there are none.
    pub fn of(daemon_group: Option<String>) -> Self {
        Self { daemon_group, grouped: cgroup::of(std::process::id()).is_some(), login: platform::login() }
    }
}

/// What is known of one session. Absent: its run file, or its record, cannot be read.
pub fn facts<'a>(root: &Root, host: Option<&'a Host>, known: Option<&SessionRecord>, around: &'a Around) -> Facts<'a> {
    let cwd = known.map(|record| Path::new(&record.spec.cwd));
    let name = known.and_then(|record| record.spec.command.first());
    let copy = host.and_then(|host| host.programs.as_ref()).map(Path::new);
    Facts {
        grouped: around.grouped,
        group: host.and_then(|host| host.cgroup.as_deref()),
        scope: host.and_then(|host| host.scope.as_deref()),
        daemon_group: around.daemon_group.as_deref(),
        copy: copy.map(|copy| copy.starts_with(root.bin()) && copy.is_dir()),
        login: around.login,
        directory: cwd.is_some_and(Path::is_dir),
        program: cwd.zip(name).is_some_and(|(cwd, name)| program::seems_there(name, cwd)),
    }
}
