//! The way to a session's host, which serves its terminal, its screen and its log.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::error::{ErrorCode, WireError};
use protocol::id::Generation;
use protocol::paths::{Root, locate};
use protocol::requests::{Open, Opened};
use protocol::session::Session;

use crate::context::{Context, hello};

/// How long the daemon may name a host that has just gone.
const HANDOVER: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(20);

/// A connection to what serves a session: its host, or the replay of an ended one.
#[derive(Debug)]
pub struct Host {
    /// Which session and run.
    pub opened: Opened,
    /// Connected and greeted.
    pub client: Client,
}

impl Host {
    /// Asks the daemon where the session is served, connects to there and does what comes first. The daemon is not needed
    /// afterwards. A session that ends at this very moment changes hands, from its host to a replay: then all of it is
    /// done again, so `first` must not type.
    ///
    /// # Errors
    /// What the daemon answers and what `first` says; `unreachable` where the host is gone, `timed_out` where it does
    /// not answer.
    pub fn of<T>(
        id: &str,
        context: &Context,
        first: impl FnMut(&mut Self) -> Result<T, WireError>,
    ) -> Result<(Self, T), WireError> {
        Self::of_run(id, None, context, first)
    }

    /// As [`Self::of`], for an older run. Absent: the newest.
    ///
    /// # Errors
    /// As [`Self::of`]; `not_found` where there is no such run.
    pub fn of_run<T>(
        id: &str,
        run: Option<Generation>,
        context: &Context,
        mut first: impl FnMut(&mut Self) -> Result<T, WireError>,
    ) -> Result<(Self, T), WireError> {
        let last = Instant::now() + HANDOVER;
        loop {
            let outcome = Self::connect(id, run, context).and_then(|mut host| {
                let answer = first(&mut host).map_err(|error| host.lost(error))?;
                Ok((host, answer))
            });
            match outcome {
                Err(error) if error.code == ErrorCode::Unreachable && Instant::now() < last => thread::sleep(PAUSE),
                outcome => return outcome,
            }
        }
    }

    /// As [`Self::of`], for a session that the daemon has just started: it listens where every run does, so that the daemon is
    /// not asked first. One that has ended since is served by a replay, as any other.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn of_new<T>(
        session: &Session,
        context: &Context,
        mut first: impl FnMut(&mut Self) -> Result<T, WireError>,
    ) -> Result<(Self, T), WireError> {
        let direct = Self::connect_directly(session).and_then(|mut host| first(&mut host).map(|answer| (host, answer)));
        direct.or_else(|_| Self::of(session.id.as_str(), context, first))
    }

    fn connect_directly(session: &Session) -> Result<Self, WireError> {
        let socket = Root::open(&locate()?)?.host_socket(&session.id, session.generation);
        let client = Client::connect(&socket, &hello())?;
        let theirs = client.hello();
        if theirs.session.as_ref() != Some(&session.id) || theirs.generation != Some(session.generation) {
            return Err(WireError::new(ErrorCode::NotHoldfast, "somebody else listens at its host's socket"));
        }
        let (id, name, generation) = (session.id.clone(), session.name.clone(), session.generation);
        let opened = Opened { id, name, generation, socket: socket.to_string_lossy().into_owned(), live: true };
        Ok(Self { opened, client })
    }

    fn connect(id: &str, generation: Option<Generation>, context: &Context) -> Result<Self, WireError> {
        // A replay may have to be started, so the answer is waited for.
        let opened = context.daemon()?.call(&Open { id: id.to_owned(), generation })?;
        let client = Client::connect(Path::new(&opened.socket), &hello()).map_err(|error| gone(&opened, error))?;
        Ok(Self { opened, client })
    }

    /// The error of a host that went away or does not answer, or any other as it is.
    pub fn lost(&self, error: WireError) -> WireError {
        gone(&self.opened, error)
    }
}

/// On a host's connection, `daemon_unreachable` means the host.
fn gone(opened: &Opened, error: WireError) -> WireError {
    match error.code {
        ErrorCode::DaemonUnreachable | ErrorCode::ShuttingDown => host_gone(opened),
        ErrorCode::TimedOut => silent(opened),
        _ => error,
    }
}

/// The error of a host that is there and says nothing, such as one that was stopped.
fn silent(opened: &Opened) -> WireError {
    WireError::new(ErrorCode::TimedOut, format!("{}'s host does not answer", opened.name))
        .hint(format!("holdfast show {}", opened.id.short()))
}

/// The error of a host that went away.
pub fn host_gone(opened: &Opened) -> WireError {
    WireError::new(ErrorCode::Unreachable, "the session's host is gone")
        .hint(format!("holdfast show {}", opened.id.short()))
}
