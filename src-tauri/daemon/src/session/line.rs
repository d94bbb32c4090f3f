//! The way from a session's task to its host, and waiting for what comes along it. It decides nothing.

use std::path::{Path, PathBuf};

use protocol::envelope::Response;
use protocol::error::{ErrorCode, WireError};
use protocol::host::{HostEvent, HostStatus};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::link::{Expected, Link, Told};

/// A greeted host and its first word, or why there is none.
pub type Greeted = Result<(Box<Link>, Box<HostStatus>), WireError>;

/// The connection to the host.
#[derive(Debug)]
pub enum Line {
    /// None, and none is wanted.
    Down,
    /// Greeted. A host that has fallen silent stays connected: its late answer is heard at once.
    Up(Box<Link>),
    /// The host has not answered yet.
    Connecting(Connecting),
    /// The files are looked at again at this moment.
    LookAt(Instant),
}

/// What a session's task hears beside its commands.
#[derive(Debug)]
pub enum Heard {
    /// The host says something.
    Host(HostEvent),
    /// The answer to a request.
    Answer(Response),
    /// The host has not answered a probe in time.
    Silence,
    /// The connection has ended, or it is time: the files say more.
    Look,
    /// The host has been reached, or cannot be.
    Connected(Greeted),
    /// Somebody wants a fresh word.
    Wanted,
}

/// What a command that waits for the host got.
pub enum Attended {
    /// Nothing in time.
    Nothing,
    /// The answer to a request.
    Answer(Response),
    /// Something else, which was dealt with.
    News,
}

impl Line {
    /// Waits for the next. Nothing is lost when the future is dropped.
    pub async fn listen(&mut self) -> Heard {
        match self {
            Self::Down => std::future::pending().await,
            Self::Up(link) => match link.next().await {
                Some(Told::Event(event)) => Heard::Host(event),
                Some(Told::Answer(response)) => Heard::Answer(response),
                Some(Told::Silence) => Heard::Silence,
                None => Heard::Look,
            },
            Self::Connecting(connecting) => Heard::Connected(connecting.outcome().await),
            Self::LookAt(moment) => {
                sleep_until(*moment).await;
                Heard::Look
            }
        }
    }
}

/// Waits until a moment; without one, for ever.
pub async fn moment(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// An attempt to reach a host, which goes on beside whatever else happens. Given up when dropped.
#[derive(Debug)]
pub struct Connecting(JoinHandle<Greeted>);

impl Connecting {
    /// Begins to connect to the host that is expected at `socket`.
    pub fn begin(socket: PathBuf, expected: Expected) -> Self {
        Self(tokio::spawn(async move { Link::connect(Path::new(&socket), expected).await }))
    }

    /// Waits for what becomes of it. Nothing is lost when the future is dropped.
    pub async fn outcome(&mut self) -> Greeted {
        (&mut self.0).await.unwrap_or_else(|error| {
            Err(WireError::new(ErrorCode::Internal, format!("connecting to its host: {error}")))
        })
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        self.0.abort();
    }
}
