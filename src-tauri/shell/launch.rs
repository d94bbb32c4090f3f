//! One connection to a daemon that fits this app: starts one where none runs, replaces an older one of an app, and
//! is its life sign if it belongs to the app. It decides nothing about restarts and never ends a process by its number.

use std::process::Child;
use std::thread;
use std::time::Duration;

use protocol::client::{Client, Message};
use protocol::error::{ErrorCode, WireError};
use protocol::hello::{GoodbyeReason, Hello, Role};
use protocol::launch;
use protocol::paths::Root;
use protocol::requests::{DaemonStatus, Owner, Status, Stop, Subscribe, Subscribed};

use crate::PROGRAM;

/// How long the daemon may take to answer from memory.
const ANSWER: Duration = Duration::from_secs(10);

/// A daemon that this app listens to, and whose life sign it is if the daemon is the app's.
pub struct Linked {
    /// Subscribed; events follow.
    pub client: Client,
    /// Everything as it is at this moment.
    pub subscribed: Subscribed,
}

/// Connects to the daemon of `root`, or starts one for `owner`.
///
/// # Errors
/// Where no daemon can be reached or started; the code says whether trying again makes sense.
pub fn link(root: &Root, owner: Owner) -> Result<Linked, WireError> {
    let mut reached = reach(root, owner)?;
    if replaces(protocol::VERSION, &reached.status) {
        tracing::info!(ours = protocol::VERSION, theirs = reached.status.version, "replacing an older daemon");
        replace(&mut reached.client)?;
        reached = reach(root, Owner::App)?;
    }
    let fitting = role_for(reached.status.owner);
    let mut client = match reached.role {
        role if role == fitting => reached.client,
        _ => launch::connect(root, &Hello::new(PROGRAM, fitting))?,
    };
    let subscribed = client.call_within(&Subscribe {}, ANSWER)?;
    Ok(Linked { client, subscribed })
}

/// A daemon that was found or started, and as what this app speaks to it.
struct Reached {
    client: Client,
    role: Role,
    status: DaemonStatus,
}

/// Connects without a life sign first: whose the daemon is must be known before a role is chosen. One that this app
/// starts gets the life sign from the beginning.
fn reach(root: &Root, owner: Owner) -> Result<Reached, WireError> {
    let (mut client, role) = match launch::connect(root, &Hello::new(PROGRAM, Role::Client)) {
        Err(error) if error.code == ErrorCode::DaemonUnreachable => (start(root, owner)?, role_for(owner)),
        probe => (probe?, Role::Client),
    };
    let status = client.call_within(&Status {}, ANSWER)?;
    Ok(Reached { client, role, status })
}

fn start(root: &Root, owner: Owner) -> Result<Client, WireError> {
    let link = launch::connect_or_start(root, &Hello::new(PROGRAM, role_for(owner)), owner)?;
    if let Some(child) = link.started {
        tracing::info!(pid = child.id(), "started a daemon");
        reap(child);
    }
    Ok(link.client)
}

/// Waits for the end of a daemon that this app started, so that it leaves no zombie behind.
fn reap(mut child: Child) {
    thread::spawn(move || {
        let ended = child.wait();
        tracing::info!(pid = child.id(), ?ended, "a daemon that this app started has ended");
    });
}

/// A headless daemon does not care who lives; being counted there would only mislead `holdfast status`.
fn role_for(owner: Owner) -> Role {
    match owner {
        Owner::App => Role::Supervisor,
        Owner::Headless | Owner::Unknown => Role::Client,
    }
}

/// Whether an app of version `ours` brings its own daemon instead of this one.
fn replaces(ours: &str, daemon: &DaemonStatus) -> bool {
    daemon.owner == Owner::App && is_newer(ours, &daemon.version)
}

/// Asks an older daemon to leave and waits until it is gone. Sessions run on.
fn replace(daemon: &mut Client) -> Result<(), WireError> {
    daemon.call_within(&Stop { keep_sessions: true, goodbye: GoodbyeReason::Replaced }, ANSWER)?;
    // A named pipe cannot bound a read.
    daemon.set_timeout(Some(ANSWER)).ok();
    while !matches!(daemon.next_message(), Ok(Message::Closed) | Err(_)) {}
    Ok(())
}

/// Whether version `a` is newer than `b`. What is no version is never newer, and nothing is newer than it.
fn is_newer(a: &str, b: &str) -> bool {
    match (numbers(a), numbers(b)) {
        (Some(a), Some(b)) => a > b,
        _ => false,
    }
}

/// Major, minor and patch; then whether it is a release, which is newer than its own pre-releases.
fn numbers(version: &str) -> Option<(u32, u32, u32, bool)> {
    let version = version.split('+').next().unwrap_or_default();
    let (core, release) = version.split_once('-').map_or((version, true), |(core, _)| (core, false));
    let mut parts = core.split('.').map(|part| part.parse().ok());
    let numbers = (parts.next()??, parts.next()??, parts.next()??, release);
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        for (a, b, newer) in [
            ("0.2.0", "0.1.9", true),
            ("0.10.0", "0.9.0", true),
            ("1.0.0", "1.0.0", false),
            ("1.0.0", "1.0.1", false),
            ("1.0.0", "1.0.0-beta.2", true),
            ("1.0.0-beta.2", "1.0.0", false),
            ("1.0.0+build", "1.0.0", false),
            ("nightly", "0.1.0", false),
            ("2.0.0", "nightly", false),
            ("1.0", "0.9", false),
        ] {
            assert_eq!(is_newer(a, b), newer, "{a} {b}");
        }
    }

    #[test]
    fn only_an_older_daemon_of_an_app_is_replaced() {
        let daemon = |owner, version: &str| DaemonStatus {
            pid: 1,
            version: version.to_owned(),
            owner,
            root: String::new(),
            started_at: 0,
            reconciling: false,
            sessions: 0,
            supervisors: 0,
            log_bytes: None,
            awake: None,
            problems: Vec::new(),
        };
        for (owner, version, replaced) in [
            (Owner::App, "0.1.0", true),
            (Owner::App, "0.2.0", false),
            (Owner::App, "0.3.0", false),
            (Owner::Headless, "0.1.0", false),
            (Owner::Unknown, "0.1.0", false),
        ] {
            assert_eq!(replaces("0.2.0", &daemon(owner, version)), replaced, "{owner:?} {version}");
        }
    }

    #[test]
    fn the_app_is_the_life_sign_of_its_own_daemon_only() {
        assert_eq!(role_for(Owner::App), Role::Supervisor);
        assert_eq!(role_for(Owner::Headless), Role::Client);
        assert_eq!(role_for(Owner::Unknown), Role::Client);
    }
}
