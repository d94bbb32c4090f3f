//! Requests to the daemon over a few control connections that are kept for the next one.
//! It never starts a daemon and never repeats a request: only the daemon knows whether it was carried out.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::client::Client;
use protocol::envelope::{Call, Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::frame::Kind;
use protocol::hello::{Hello, Role};
use protocol::launch;
use protocol::paths::Root;
use protocol::requests::Subscribe;
use serde_json::Value;
use tauri::State;

use crate::PROGRAM;
use crate::app::Shell;

/// Connections kept for the next request; more are opened where more is asked at once.
const KEPT: usize = 4;
/// How long an answer from memory may take.
const ANSWER: Duration = Duration::from_secs(15);
/// How long an answer may take that waits for programs to start or to end.
const WORK: Duration = Duration::from_secs(15 * 60);

/// The way to ask the daemon something.
pub struct Control {
    root: Root,
    idle: Mutex<Idle>,
}

/// Connections that nobody uses now.
#[derive(Default)]
struct Idle {
    connections: Vec<Connection>,
    /// Raised when the daemon went away, so that a connection in use then is not kept afterwards.
    epoch: u64,
}

struct Connection {
    client: Client,
    /// The id of the next request.
    next: u64,
    epoch: u64,
}

impl Control {
    /// Asks the daemon that serves `root`.
    pub fn new(root: Root) -> Self {
        Self { root, idle: Mutex::default() }
    }

    /// Asks by name and waits for the answer; takes a thread meanwhile.
    ///
    /// # Errors
    /// What the daemon answers; `daemon_unreachable`, `timed_out`, `shutting_down`.
    pub fn ask(&self, name: &str, params: Value, limit: Duration) -> Result<Value, WireError> {
        let mut connection = self.take()?;
        let response = connection.exchange(name, params, limit)?;
        self.keep(connection);
        match response.error {
            Some(error) => Err(error),
            None => serde_json::from_str(response.text()).map_err(|error| {
                WireError::new(ErrorCode::NotHoldfast, format!("reading the answer to {name}: {error}"))
            }),
        }
    }

    /// As [`Self::ask`], typed.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn call<C: Call>(&self, call: &C, limit: Duration) -> Result<C::Reply, WireError> {
        let request = Request::of(0, call)?;
        let answer = self.ask(&request.request, request.params, limit)?;
        Response::of(0, Ok(answer)).read::<C>()
    }

    /// The daemon is gone: what is connected to it is of no more use.
    pub fn forget(&self) {
        let mut idle = self.lock();
        idle.epoch += 1;
        let gone = std::mem::take(&mut idle.connections);
        // Sockets are closed without the lock.
        drop(idle);
        drop(gone);
    }

    fn take(&self) -> Result<Connection, WireError> {
        let (kept, epoch) = {
            let mut idle = self.lock();
            (idle.connections.pop(), idle.epoch)
        };
        match kept {
            Some(connection) => Ok(connection),
            None => {
                let client = launch::connect(&self.root, &Hello::new(PROGRAM, Role::Client))?;
                Ok(Connection { client, next: 1, epoch })
            }
        }
    }

    fn keep(&self, connection: Connection) {
        let mut idle = self.lock();
        if connection.epoch == idle.epoch && idle.connections.len() < KEPT {
            idle.connections.push(connection);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        // Nothing panics between taking and giving back, and if it did, an idle connection more or less is no matter.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    fn exchange(&mut self, name: &str, params: Value, limit: Duration) -> Result<Response, WireError> {
        let id = self.next;
        self.next += 1;
        // A named pipe cannot bound a read.
        self.client.set_timeout(Some(limit)).ok();
        let request = Request { id, request: name.to_owned(), params };
        self.client.sender().send_json(Kind::REQUEST, &request)?;
        self.client.answer(id)
    }
}

/// How long the answer to a request may take. The longer one only saves a window that would wait for ever.
fn limit(name: &str) -> Duration {
    match name {
        "new" | "resume" | "restart" | "restore" | "kill" | "remove" | "stop" | "archive" => WORK,
        // Programs are asked for their versions, or the login shell for its environment; each with a limit of its own.
        "agents" | "environment" => WORK,
        _ => ANSWER,
    }
}

/// Asks the daemon. See [the contract](crate::bridge).
#[tauri::command]
pub async fn request(name: String, params: Value, shell: State<'_, Shell>) -> Result<Value, WireError> {
    if name == Subscribe::NAME {
        return Err(WireError::new(ErrorCode::BadRequest, "the window hears events through the command `events`"));
    }
    let control = shell.control.clone();
    apart(move || control.ask(&name, params, limit(&name))).await
}

/// Runs what blocks where it blocks nobody.
pub async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WireError> + Send + 'static,
) -> Result<T, WireError> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(WireError::new(ErrorCode::Internal, format!("working on a request: {error}"))),
    }
}
