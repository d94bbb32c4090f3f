//! The daemon's connection to one host: its status, and intents to carry out. Terminal bytes never come this way.
//! It never waits for an answer by itself but for the first: whoever asks goes on listening.

#[cfg(test)]
mod tests;

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use protocol::envelope::{Call, Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::frame::{Frame, Kind};
use protocol::hello::{Hello, Role};
use protocol::host::{HostEvent, HostStatus, Watch};
use protocol::id::{Generation, SessionId};
use protocol::transport::asynchronous::{Connection, Reader, Writer, shake_hands};
use tokio::time::Instant;

use super::line::moment;

/// Whose host is expected at a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Whose.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// From its launch record. Absent where that cannot be read.
    pub nonce: Option<String>,
}

/// The number of the next connection's first request: no two have the same numbers.
static FIRST: AtomicU64 = AtomicU64::new(1);
/// No connection has more requests than this.
const PER_LINK: u64 = 1 << 32;

/// A greeted host.
#[derive(Debug)]
pub struct Link {
    reader: Reader,
    writer: Writer,
    first: u64,
    next: u64,
    probe: Option<Probe>,
}

/// A question to the host how it is, not answered yet. There is one at most: whoever asks meanwhile shares it, also after
/// its time is up, so that nothing piles up at a host that hangs.
#[derive(Debug)]
struct Probe {
    request: u64,
    /// How long it has for its answer.
    limit: Duration,
    /// When its silence is told. Absent: it was.
    due: Option<Instant>,
}

impl Probe {
    /// Time is up. Whether that is the host's silence: a daemon that wakes up long after it was asleep itself, and gives the
    /// host its time again.
    fn is_silence(&mut self, now: Instant) -> bool {
        let is_late = self.due.is_some_and(|due| now > due + self.limit);
        self.due = is_late.then(|| now + self.limit);
        !is_late
    }
}

/// What comes from a host.
#[derive(Debug)]
pub enum Told {
    /// It says something: by itself, or because it was probed.
    Event(HostEvent),
    /// The answer to [`Link::ask`].
    Answer(Response),
    /// It has not answered a probe in time. Its late answer comes as an event.
    Silence,
}

impl Link {
    /// Connects, makes sure that it is the host that is meant, and asks for its status from now on.
    /// It waits for as long as the host takes; the caller bounds what it makes of that.
    ///
    /// # Errors
    /// `daemon_unreachable` where nobody listens, `not_holdfast` where it is somebody else, `protocol_mismatch`.
    pub async fn connect(socket: &Path, expected: Expected) -> Result<(Box<Self>, Box<HostStatus>), WireError> {
        let stream = Connection::connect(socket).await.map_err(|error| {
            WireError::new(ErrorCode::DaemonUnreachable, format!("connecting to its host: {error}"))
        })?;
        let (mut reader, mut writer) = stream.split();
        let (hello, _) = shake_hands(&mut reader, &mut writer, &Hello::new("holdfastd", Role::Daemon)).await?;
        check(&hello, &expected)?;
        let first = FIRST.fetch_add(PER_LINK, Ordering::Relaxed);
        let mut link = Self { reader, writer, first, next: first, probe: None };
        let watch = link.ask(&Watch {}).await?;
        loop {
            match link.next().await {
                Some(Told::Answer(response)) if response.id == watch => {
                    return Ok((Box::new(link), Box::new(response.read::<Watch>()?)));
                }
                Some(_) => {}
                None => return Err(WireError::new(ErrorCode::DaemonUnreachable, "its host hung up")),
            }
        }
    }

    /// Whether a request is of this connection, and not of one before it.
    pub fn has_asked(&self, request: u64) -> bool {
        (self.first..self.next).contains(&request)
    }

    /// Asks, and returns the number of the request: [`Self::next`] brings the answer.
    ///
    /// # Errors
    /// `daemon_unreachable` where the connection ended.
    pub async fn ask<C: Call>(&mut self, call: &C) -> Result<u64, WireError> {
        let id = self.next;
        self.next += 1;
        let broken =
            |error: io::Error| WireError::new(ErrorCode::DaemonUnreachable, format!("asking its host: {error}"));
        self.writer.write_json(Kind::REQUEST, &Request::of(id, call)?).await.map_err(broken)?;
        Ok(id)
    }

    /// Asks the host how it is, unless it was asked and has not answered yet. Its silence is told after `limit`.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn probe(&mut self, limit: Duration) -> Result<(), WireError> {
        if self.probe.is_none() {
            let due = Some(Instant::now() + limit);
            self.probe = Some(Probe { request: self.ask(&Watch {}).await?, limit, due });
        }
        Ok(())
    }

    /// Waits for what comes next; `None` when the connection has ended. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            let due = self.probe.as_ref().and_then(|probe| probe.due);
            let frame = tokio::select! {
                // What was said in time counts, however late this daemon comes to hear it.
                biased;
                frame = self.reader.next_frame() => frame,
                () = moment(due) => {
                    if self.probe.as_mut().is_some_and(|probe| probe.is_silence(Instant::now())) {
                        return Some(Told::Silence);
                    }
                    continue;
                }
            };
            match frame {
                Ok(Some(frame)) => {
                    if let Some(told) = self.told(&frame) {
                        return Some(told);
                    }
                }
                Ok(None) => return None,
                Err(error) => {
                    tracing::info!("the connection to a host ended: {error}");
                    return None;
                }
            }
        }
    }

    /// What a frame says. `None`: of a newer version, or not readable, and skipped.
    fn told(&mut self, frame: &Frame) -> Option<Told> {
        match frame.kind {
            Kind::RESPONSE => {
                let response: Response = serde_json::from_slice(&frame.payload).ok()?;
                if self.probe.take_if(|probe| probe.request == response.id).is_none() {
                    return Some(Told::Answer(response));
                }
                let status = Box::new(response.read::<Watch>().ok()?);
                Some(Told::Event(HostEvent::Status { status }))
            }
            Kind::EVENT => serde_json::from_slice(&frame.payload).ok().map(Told::Event),
            _ => None,
        }
    }
}

fn check(hello: &Hello, expected: &Expected) -> Result<(), WireError> {
    let ours = hello.role == Role::Host
        && hello.session.as_ref() == Some(&expected.session)
        && hello.generation == Some(expected.generation)
        && expected.nonce.as_ref().is_none_or(|nonce| *nonce == hello.nonce);
    if ours {
        Ok(())
    } else {
        Err(WireError::new(ErrorCode::NotHoldfast, "somebody else listens at its host's socket"))
    }
}
