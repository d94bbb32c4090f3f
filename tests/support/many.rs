//! Many sessions at once, and the list of them over a connection that is held.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::hello::Role;
use protocol::requests::{List, New};
use protocol::session::Session;

use super::Sandbox;

/// How many are started at the same time.
const AT_ONCE: usize = 8;

/// Starts `count` sessions of one command, several at the same time.
pub fn start(sandbox: &Sandbox, count: usize, command: &[&str]) -> Vec<Session> {
    let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
    start_each(sandbox, &vec![command; count])
}

/// Starts a session of each command, several at the same time, and returns them in the same order.
pub fn start_each(sandbox: &Sandbox, commands: &[Vec<String>]) -> Vec<Session> {
    let environment = BTreeMap::from(["PATH", "HOME"].map(|name| (name.to_owned(), std::env::var(name).unwrap())));
    let new = |command: &Vec<String>| New {
        command: command.clone(),
        environment: Some(environment.clone()),
        ..New::default()
    };
    std::thread::scope(|scope| {
        let share = |commands| {
            let (mut client, new) = (sandbox.client(Role::Client), &new);
            let start = move |command| client.call(&new(command)).unwrap().session;
            scope.spawn(move || <[Vec<String>]>::iter(commands).map(start).collect::<Vec<_>>())
        };
        let threads: Vec<_> = commands.chunks(commands.len().div_ceil(AT_ONCE)).map(share).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// A held connection, and how long each list took.
pub struct Lists {
    client: Client,
    took: Vec<Duration>,
}

impl Lists {
    /// Connects.
    pub fn new(sandbox: &Sandbox) -> Self {
        Self { client: sandbox.client(Role::Client), took: Vec::new() }
    }

    /// All sessions.
    pub fn list(&mut self) -> Vec<Session> {
        let began = Instant::now();
        let rows = self.client.call(&List { all: true }).unwrap();
        self.took.push(began.elapsed());
        rows
    }

    /// Lists until the rows are as wanted, and says how long that took.
    ///
    /// # Panics
    /// Where they are not within the limit.
    pub fn until(&mut self, what: &str, mut wanted: impl FnMut(&[Session]) -> bool) -> Duration {
        let began = Instant::now();
        super::until(what, || wanted(&self.list()).then_some(()));
        began.elapsed()
    }

    /// How many there were, and how long the slowest took but for one in a hundred.
    pub fn slowest(&self) -> (usize, Duration) {
        let mut took = self.took.clone();
        took.sort();
        (took.len(), took[(took.len() * 99 / 100).min(took.len() - 1)])
    }
}
