//! The daemon's connection to one host: its status, and intents to carry out. Terminal bytes never come this way.

use std::collections::VecDeque;
use std::io;
use std::path::Path;

use protocol::envelope::{Call, Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::frame::{Frame, Kind};
use protocol::hello::{Hello, Role};
use protocol::host::{HostEvent, HostStatus, Watch};
use protocol::id::{Generation, SessionId};
use protocol::transport::asynchronous::{Connection, Reader, Writer, shake_hands};

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

/// A greeted host.
#[derive(Debug)]
pub struct Link {
    reader: Reader,
    writer: Writer,
    next: u64,
    waiting: VecDeque<HostEvent>,
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
        let mut link = Self { reader, writer, next: 1, waiting: VecDeque::new() };
        let status = link.call(&Watch {}).await?;
        Ok((Box::new(link), Box::new(status)))
    }

    /// Asks and waits for the answer. Events that arrive meanwhile are kept.
    ///
    /// # Errors
    /// What the host answers; `daemon_unreachable` where the connection ended.
    pub async fn call<C: Call>(&mut self, call: &C) -> Result<C::Reply, WireError> {
        let id = self.next;
        self.next += 1;
        let broken =
            |error: io::Error| WireError::new(ErrorCode::DaemonUnreachable, format!("asking its host: {error}"));
        self.writer.write_json(Kind::REQUEST, &Request::of(id, call)?).await.map_err(broken)?;
        loop {
            let frame = self.reader.next_frame().await.map_err(broken)?;
            let Some(frame) = frame else {
                return Err(WireError::new(ErrorCode::DaemonUnreachable, "its host hung up"));
            };
            match read(&frame) {
                Heard::Response(response) if response.id == id => return response.read::<C>(),
                Heard::Event(event) => self.waiting.push_back(event),
                Heard::Response(_) | Heard::Other => {}
            }
        }
    }

    /// Waits for the next event; `None` when the connection has ended. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<HostEvent> {
        if let Some(event) = self.waiting.pop_front() {
            return Some(event);
        }
        loop {
            match self.reader.next_frame().await {
                Ok(Some(frame)) => {
                    if let Heard::Event(event) = read(&frame) {
                        return Some(event);
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
}

enum Heard {
    Response(Response),
    Event(HostEvent),
    /// Of a newer version, or not readable: skipped.
    Other,
}

fn read(frame: &Frame) -> Heard {
    match frame.kind {
        Kind::RESPONSE => serde_json::from_slice(&frame.payload).map_or(Heard::Other, Heard::Response),
        Kind::EVENT => serde_json::from_slice(&frame.payload).map_or(Heard::Other, Heard::Event),
        _ => Heard::Other,
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
