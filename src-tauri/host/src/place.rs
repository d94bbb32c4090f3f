//! Which run a host is about, and where its files lie. It reads and writes none of them.

use std::path::PathBuf;

use protocol::hello::{Hello, Role};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;

/// Which run this is, and where it lies.
#[derive(Clone, Debug)]
pub struct Place {
    /// The root.
    pub root: Root,
    /// The session.
    pub session: SessionId,
    /// Its run.
    pub generation: Generation,
    /// What the hello carries, as proof.
    pub nonce: String,
    /// When the run began, in milliseconds since 1970.
    pub started_at: u64,
    /// The run whose text is shown above this one's.
    pub previous: Option<Generation>,
}

impl Place {
    /// The directory of this run.
    pub fn dir(&self) -> PathBuf {
        self.root.generation(&self.session, self.generation)
    }

    /// The directory of its log.
    pub fn log(&self) -> PathBuf {
        self.dir().join("log")
    }

    /// What we say first.
    pub fn hello(&self) -> Hello {
        let mut hello = Hello::new("holdfast-host", Role::Host);
        hello.nonce.clone_from(&self.nonce);
        hello.session = Some(self.session.clone());
        hello.generation = Some(self.generation);
        hello
    }
}
