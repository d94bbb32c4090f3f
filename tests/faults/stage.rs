//! A home whose daemon has a fault, and what must be true of it once a whole daemon has taken over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::thread;

use protocol::client::Client;
use protocol::envelope::Call;
use protocol::error::WireError;
use protocol::hello::{GoodbyeReason, Hello, Role};
use protocol::id::SessionId;
use protocol::requests::{DaemonStatus, List, New, Status as AskStatus, Stop};
use protocol::session::{Session, Status};
use store::process;

use crate::support::sandbox::kill;
use crate::support::{LIMIT, Sandbox, until, until_ok};

/// A home, and its daemon.
pub struct Stage {
    pub sandbox: Sandbox,
    daemon: Option<Child>,
}

impl Stage {
    /// A home whose daemon has these faults, by the names of their variables.
    pub fn new(faults: &[(&str, &str)]) -> Self {
        let mut stage = Self { sandbox: Sandbox::new(), daemon: None };
        stage.start(faults);
        stage
    }

    /// Starts a daemon and waits until it has looked at everything.
    pub fn start(&mut self, faults: &[(&str, &str)]) {
        let mut command = self.sandbox.command("holdfastd");
        command.arg("--foreground").envs(faults.iter().copied()).stdout(Stdio::null()).stderr(Stdio::null());
        self.daemon = Some(command.spawn().unwrap());
        until("the daemon has looked at everything", || {
            let status: DaemonStatus = self.ask(&AskStatus {}).ok()?;
            (!status.reconciling).then_some(())
        });
    }

    /// Has the daemon leave; sessions stay.
    pub fn stop_daemon(&mut self) {
        self.ask(&Stop { keep_sessions: true, goodbye: GoodbyeReason::KeepSessions }).unwrap();
        self.wait_until_daemon_gone();
    }

    /// Waits until the daemon has died of its fault, or left.
    pub fn wait_until_daemon_gone(&mut self) {
        let daemon = self.daemon.as_mut().unwrap();
        until("the daemon has died", || daemon.try_wait().unwrap());
        self.daemon = None;
    }

    /// Asks the daemon, on a connection of its own.
    pub fn ask<C: Call>(&self, call: &C) -> Result<C::Reply, WireError> {
        let socket = self.sandbox.root_dir().join("run/daemon.sock");
        Client::connect(&socket, &Hello::new("test", Role::Client))
            .map_err(|error| WireError::new(protocol::error::ErrorCode::DaemonUnreachable, error.to_string()))?
            .call_within(call, LIMIT)
    }

    /// Starts a session that sleeps.
    pub fn sleeping(&self) -> SessionId {
        self.ask(&sleep("sleeper")).unwrap().session.id
    }

    pub fn sessions(&self) -> Vec<Session> {
        self.ask(&List { all: true }).unwrap()
    }

    /// Waits until every session runs or has ended, and returns them all.
    pub fn settled(&self, when: &str) -> Vec<Session> {
        until_ok(when, || {
            let sessions = self.sessions();
            let undecided = sessions.iter().find(|one| !matches!(one.status, Status::Running | Status::Ended));
            undecided.map_or(Ok(()), |one| Err(format!("{one:#?}")))?;
            let (listed, real) = (running(&sessions), self.programs(&sessions));
            if listed == real { Ok(sessions) } else { Err(format!("listed {listed:?}, running {real:?}")) }
        })
    }

    /// How many programs of each session's runs there are.
    fn programs(&self, sessions: &[Session]) -> BTreeMap<SessionId, usize> {
        let count = |one: &Session| -> usize {
            (1..=one.generation + 1).map(|run| process::marked(one.id.as_str(), run).map_or(9, |all| all.len())).sum()
        };
        sessions.iter().map(|one| (one.id.clone(), count(one))).filter(|(_, count)| *count > 0).collect()
    }

    /// Nothing is left of the daemon that died, nothing is half there, and no end is recorded twice.
    pub fn is_tidy(&self, when: &str) {
        let root = self.sandbox.root_dir();
        // Hosts write meanwhile: what they have not finished is gone in a moment.
        until_ok(when, || {
            let names = names(root);
            let litter = names.iter().find(|name| name.ends_with(".tmp") || name.contains(".removed"));
            litter.map_or(Ok(()), |name| Err(format!("{name} is left")))?;
            for name in names.iter().filter(|name| name.ends_with("/closed.json")) {
                let other = name.replace("closed", "end");
                assert!(!names.contains(&other), "{when}: {name} beside {other}");
                let room = name.replace("closed.json", ".end.reserve");
                assert!(!names.contains(&room), "{when}: {room} is left");
            }
            Ok(())
        });
        for name in names(root).iter().filter(|name| name.ends_with(".json")) {
            let Ok(bytes) = fs::read(root.join(name)) else { continue };
            let whole = serde_json::from_slice::<serde_json::Value>(&bytes);
            assert!(whole.is_ok_and(|value| value.is_object()), "{when}: {name} is half there");
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            kill(daemon.id());
            let _ = daemon.wait();
        }
    }
}

/// How many homes at the same time: more than there are processors, because most of a death is waiting.
const AT_ONCE: usize = 6;

/// Does all of the work, some of it at the same time.
pub fn in_parallel<T: Send>(work: Vec<T>, each: impl Fn(T) + Sync) {
    eprintln!("{} deaths", work.len());
    let work = Mutex::new(work);
    let next = || work.lock().unwrap().pop();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(one) = next() {
                    each(one)
                }
            });
        }
    });
}

/// What starts a session that sleeps.
pub fn sleep(name: &str) -> New {
    New {
        name: Some(name.to_owned()),
        cwd: Some("/".to_owned()),
        command: ["sleep", "1000"].map(str::to_owned).to_vec(),
        environment: Some(std::env::vars().filter(|(name, _)| name == "PATH").collect()),
        ..New::default()
    }
}

fn running(sessions: &[Session]) -> BTreeMap<SessionId, usize> {
    let running = sessions.iter().filter(|one| one.status == Status::Running);
    running.map(|one| (one.id.clone(), 1)).collect()
}

/// Every file below a directory by its name within it; what vanishes meanwhile is left out.
fn names(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        found.extend(names(&entry.path()).into_iter().map(|below| format!("{name}/{below}")));
        found.push(name);
    }
    found
}
