//! Scopes of one's own: the service manager of the user is asked over D-Bus to keep a process apart from whoever started
//! it, and what became of a scope, and whether system or user manager are going down. Every question is bounded in time,
//! and its failure is an answer. Linux only; it never ends a process.

use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use protocol::id::{Generation, SessionId};
use serde::{Deserialize, Serialize};

use crate::cgroup;
use crate::platform::systemd;
use crate::process::Identity;
use crate::records::FarewellKind;

/// How long a process waits for its scope.
pub const LIMIT: Duration = Duration::from_secs(1);

/// Where a process stands, as its run file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The unit that it has for itself and its children; absent where it has none.
    pub scope: Option<String>,
    /// Why it has none, for people.
    pub scope_error: Option<String>,
}

impl Standing {
    /// Why there is no scope.
    pub fn without(why: impl Into<String>) -> Self {
        Self { scope: None, scope_error: Some(why.into()) }
    }
}

/// The name of a host's scope: no other has it in this boot.
pub fn of_host(session: &SessionId, generation: Generation, host: &Identity) -> String {
    format!("holdfast-{}-{generation}-{}-{:x}.scope", session.short(), host.pid, host.start)
}

/// The beginning of the id of the session whose host's scope has this name. Absent: it is none of ours.
pub fn session_of(unit: &str) -> Option<&str> {
    unit.strip_suffix(".scope")?.strip_prefix("holdfast-")?.split('-').next()
}

/// The name of a daemon's scope: no other has it in this boot.
pub fn of_daemon(daemon: &Identity) -> String {
    format!("holdfastd-{}-{:x}.scope", daemon.pid, daemon.start)
}

/// Whether there is somebody to ask for a scope; costs a look at the environment and one at a file.
pub fn is_possible() -> bool {
    user_bus().is_some()
}

/// Has a process moved to a scope of its own, and makes sure that it is there.
pub fn join(unit: &str, description: &str, pid: u32, limit: Duration) -> Standing {
    let Some(bus) = user_bus() else { return Standing::without("there is no user bus") };
    let (asked, described) = (unit.to_owned(), description.to_owned());
    let joined = bounded(limit, move || {
        let arrived = || cgroup::of(pid).is_some_and(|group| cgroup::is_of(&group, &asked));
        systemd::join(&bus, &asked, &described, pid, limit, &arrived)
    });
    match joined {
        Ok(()) => Standing { scope: Some(unit.to_owned()), scope_error: None },
        Err(why) => Standing::without(why),
    }
}

/// How a scope ended by its manager's word, such as `oom-kill`. Absent where the manager knows it no more.
///
/// # Errors
/// Why it could not be asked, for people.
pub fn result(unit: &str, limit: Duration) -> Result<Option<String>, String> {
    let Some(bus) = user_bus() else { return Err("there is no user bus".to_owned()) };
    let unit = unit.to_owned();
    bounded(limit, move || systemd::result(&bus, &unit, limit))
}

/// Has the manager forget a scope that failed, once its result was read.
pub fn forget(unit: &str, limit: Duration) {
    let Some(bus) = user_bus() else { return };
    let asked = unit.to_owned();
    if let Err(error) = bounded(limit, move || systemd::forget(&bus, &asked, limit)) {
        tracing::debug!(error, unit, "forgetting a scope");
    }
}

/// Whether the system is being shut down or the user logged out, as the service managers say right now. Absent: neither,
/// or nobody tells.
pub fn farewell(limit: Duration) -> Option<FarewellKind> {
    let stopping = |asked: Result<String, String>| {
        tracing::debug!(?asked, "a service manager about itself");
        asked.ok().map(|state| state == "stopping")
    };
    let over = |bus: Option<String>| {
        let Some(bus) = bus else { return Err("there is no such bus".to_owned()) };
        bounded(limit, move || systemd::state(&bus, limit))
    };
    if stopping(over(system_bus())) == Some(true) {
        return Some(FarewellKind::Shutdown);
    }
    let user = stopping(over(user_bus())).or_else(|| {
        // Its bus may have been stopped before us. It listens itself, too, but not to everybody's D-Bus.
        private_socket().and_then(|_| stopping(bounded(limit, move || systemd::state_of_user(limit))))
    });
    (user == Some(true)).then_some(FarewellKind::Logout)
}

/// The address of the bus of this user. A variable that is set to nothing means that none shall be used.
pub fn user_bus() -> Option<String> {
    let of_directory = || at(Path::new(&std::env::var_os("XDG_RUNTIME_DIR")?).join("bus"));
    given("DBUS_SESSION_BUS_ADDRESS").unwrap_or_else(of_directory)
}

/// The address of the bus of the system, likewise.
pub fn system_bus() -> Option<String> {
    given("DBUS_SYSTEM_BUS_ADDRESS").unwrap_or_else(|| at("/run/dbus/system_bus_socket".into()))
}

/// Where the user's manager listens itself.
fn private_socket() -> Option<String> {
    user_bus()?;
    at(Path::new(&std::env::var_os("XDG_RUNTIME_DIR")?).join("systemd/private"))
}

fn given(variable: &str) -> Option<Option<String>> {
    let value = std::env::var(variable).ok()?;
    Some(Some(value).filter(|value| !value.is_empty()))
}

fn at(path: std::path::PathBuf) -> Option<String> {
    path.exists().then(|| format!("unix:path={}", path.display()))
}

/// Does the work on a thread that is left alone where it takes too long: a bus that hangs hangs nobody here.
fn bounded<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (said, heard) = mpsc::channel();
    let started = thread::Builder::new().name("bus".to_owned()).spawn(move || said.send(work()));
    started.map_err(|error| error.to_string())?;
    heard.recv_timeout(limit).unwrap_or_else(|_| Err(format!("no answer within {} ms", limit.as_millis())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_named_after_one_process_of_one_boot() {
        let session: SessionId = "0123456789abcdef".parse().unwrap();
        let identity = Identity { boot_id: "b".to_owned(), pid: 47, start: 255 };
        assert_eq!(of_host(&session, 2, &identity), "holdfast-01234567-2-47-ff.scope");
        assert_eq!(of_daemon(&identity), "holdfastd-47-ff.scope");
        assert_eq!(session_of(&of_host(&session, 2, &identity)), Some(session.short()));
        for other in [of_daemon(&identity).as_str(), "session-2.scope", "holdfast-01234567.service", ""] {
            assert_eq!(session_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_bus_that_hangs_hangs_nobody() {
        let outcome = bounded(Duration::from_millis(20), || {
            thread::park_timeout(Duration::from_secs(5));
            Ok(())
        });
        assert_eq!(outcome, Err("no answer within 20 ms".to_owned()));
    }
}
