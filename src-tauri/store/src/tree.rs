//! Everybody who is left of one run: the terminal session that its program led, whatever carries the run's marks, and
//! whoever is in the control group that the run has for itself. It signals nobody.

use std::io;

use crate::cgroup;
use crate::platform::processes as platform;
use crate::process::{self, Identity, Liveness};

/// Our programs that serve sessions. They and what they start belong to no session, wherever they were started.
const SERVERS: [&str; 2] = ["holdfastd", "holdfast-host"];

/// What names one run's processes.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    /// Whose run.
    pub session: &'a str,
    /// Which run.
    pub generation: u32,
    /// The program. Absent where nobody could write it down.
    pub program: Option<&'a Identity>,
    /// The control group that the run has for itself. Absent where it has none, or shares it.
    pub group: Option<&'a str>,
    /// The run's host, if it is the one that asks: it is not of the tree, but what it started is.
    pub host: Option<u32>,
}

/// Whether a process runs one of our programs that serve sessions.
pub fn is_server(pid: u32) -> bool {
    platform::program(pid).is_some_and(|name| SERVERS.contains(&name.as_str()))
}

impl Tree<'_> {
    /// Everybody who is left; zombies do not count.
    ///
    /// # Errors
    /// Where the system does not tell; that is never "nobody".
    pub fn left(&self) -> io::Result<Vec<Identity>> {
        let mut left = self.program.map(process::survivors).transpose()?.unwrap_or_default();
        let marked = process::marked(self.session, self.generation)?;
        let grouped = self.group.map(|group| self.grouped(group)).transpose()?.unwrap_or_default();
        for one in marked.into_iter().chain(grouped) {
            if !left.contains(&one) {
                left.push(one);
            }
        }
        Ok(left)
    }

    fn grouped(&self, group: &str) -> io::Result<Vec<Identity>> {
        let mut found = Vec::new();
        for pid in cgroup::members(group)? {
            match process::identify(pid) {
                Ok(one) if process::liveness(&one) != Liveness::Gone && !self.is_foreign(pid) => found.push(one),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// A daemon that was started in a session, and what that daemon started, lies in the session's group until it has one
    /// of its own. Neither is of the session.
    fn is_foreign(&self, pid: u32) -> bool {
        let mark = platform::variable(pid, "HOLDFAST_SESSION");
        Some(pid) == self.host
            || mark.is_some_and(|mark| mark != self.session)
            || process::ancestors(pid).into_iter().any(|one| Some(one) != self.host && is_server(one))
    }
}
