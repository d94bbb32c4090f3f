//! The blocking client of a daemon or a host: connect, ask, listen. Used by the CLI, the shell and the tests.
//! It never starts a daemon; [`crate::launch`] does.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::envelope::{Call, Request, Response};
use crate::error::{ErrorCode, WireError};
use crate::frame::{self, Assembler, Frame, Kind};
use crate::hello::{Goodbye, Hello};
use crate::transport::{FrameReader, Stream, shake_hands};

/// How long a connect may take.
pub const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// The writing half; may be shared between threads, each frame is written whole.
#[derive(Clone, Debug)]
pub struct Sender {
    stream: Arc<Stream>,
    /// Held by whoever writes; in it what is left of a frame that went out in part.
    writing: Arc<Mutex<Vec<u8>>>,
    next: Arc<AtomicU64>,
}

/// What became of a frame that was to go out without waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtOnce {
    /// All of it is out.
    Sent,
    /// It has begun: [`Sender::flush`] is to follow, and may wait.
    Begun,
    /// Nothing of it; it is to be sent in the way that may wait.
    No,
}

impl Sender {
    /// Sends a request and returns its id; the answer comes to the reading half.
    ///
    /// # Errors
    /// `daemon_unreachable` where the connection is broken.
    pub fn request<C: Call>(&self, call: &C) -> Result<u64, WireError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.send_json(Kind::REQUEST, &Request::of(id, call)?)?;
        Ok(id)
    }

    /// Sends raw bytes, cut into frames of at most 64 KiB.
    ///
    /// # Errors
    /// `daemon_unreachable` where the connection is broken.
    pub fn input(&self, bytes: &[u8]) -> Result<(), WireError> {
        bytes.chunks(64 * 1024).try_for_each(|piece| self.send(Kind::INPUT, piece))
    }

    /// Sends raw bytes, at most 64 KiB, if they go out without waiting for the other side or for another thread.
    pub fn input_at_once(&self, bytes: &[u8]) -> AtOnce {
        let mut frame = Vec::new();
        let Ok(mut rest) = self.writing.try_lock() else { return AtOnce::No };
        if !rest.is_empty() || frame::encode(Kind::INPUT, bytes, &mut frame).is_err() {
            return AtOnce::No;
        }
        match self.stream.write_at_once(&frame) {
            0 => AtOnce::No,
            written if written == frame.len() => AtOnce::Sent,
            written => {
                *rest = frame.split_off(written);
                AtOnce::Begun
            }
        }
    }

    /// Sends what is left of a frame that has begun.
    ///
    /// # Errors
    /// `daemon_unreachable` where the connection is broken.
    pub fn flush(&self) -> Result<(), WireError> {
        self.write(&mut self.turn()).map_err(|error| broken(&error))
    }

    /// Sends a message as it is; for requests that were put into their envelope elsewhere.
    ///
    /// # Errors
    /// `too_large` where it does not fit a frame, `daemon_unreachable` where the connection is broken.
    pub fn send_json<T: Serialize>(&self, kind: Kind, message: &T) -> Result<(), WireError> {
        let bytes =
            serde_json::to_vec(message).map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
        self.send(kind, &bytes)
    }

    /// Ends the connection; the reading half sees its end.
    pub fn close(&self) {
        self.stream.shut_down();
    }

    fn send(&self, kind: Kind, payload: &[u8]) -> Result<(), WireError> {
        let mut out = self.turn();
        frame::encode(kind, payload, &mut out)
            .map_err(|error| WireError::new(ErrorCode::TooLarge, error.to_string()))?;
        self.write(&mut out).map_err(|error| broken(&error))
    }

    /// Waits for the turn to write. A poisoned lock guards nothing but the order of frames.
    fn turn(&self) -> MutexGuard<'_, Vec<u8>> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes all of `out` and leaves it empty, without its memory.
    fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        (&*self.stream).write_all(&std::mem::take(out))
    }
}

/// What arrives on a connection.
#[derive(Debug)]
pub enum Message {
    /// The answer to a request of this connection.
    Response(Response),
    /// A frame of another kind: an event, output, a piece of a snapshot. Unknown kinds are to be skipped.
    Frame(Frame),
    /// The daemon leaves.
    Goodbye(Goodbye),
    /// The connection has ended.
    Closed,
}

impl Message {
    /// Reads an event. `None` where it cannot be read, which is to be skipped.
    pub fn event<E: DeserializeOwned>(frame: &Frame) -> Option<E> {
        (frame.kind == Kind::EVENT).then(|| serde_json::from_slice(&frame.payload).ok()).flatten()
    }
}

/// A connection to a daemon or a host.
#[derive(Debug)]
pub struct Client {
    sender: Sender,
    reader: FrameReader,
    hello: Hello,
    waiting: VecDeque<Message>,
    pieces: Assembler,
}

impl Client {
    /// Connects to a socket and exchanges hellos.
    ///
    /// # Errors
    /// `daemon_unreachable` where nobody listens, `foreign_peer`, `timed_out`, `not_holdfast`, `protocol_mismatch`.
    pub fn connect(socket: &Path, ours: &Hello) -> Result<Self, WireError> {
        let stream = Arc::new(Stream::connect(socket, CONNECT_LIMIT).map_err(|error| unreachable(socket, &error))?);
        let mut reader = FrameReader::new(stream.clone());
        let (hello, _) = shake_hands(&mut reader, ours)?;
        let sender = Sender { stream, writing: Arc::default(), next: Arc::new(AtomicU64::new(1)) };
        Ok(Self { sender, reader, hello, waiting: VecDeque::new(), pieces: Assembler::default() })
    }

    /// The other side's hello.
    pub fn hello(&self) -> &Hello {
        &self.hello
    }

    /// The writing half.
    pub fn sender(&self) -> Sender {
        self.sender.clone()
    }

    /// Asks and waits for the answer, for ever. What else arrives meanwhile is kept for [`Self::next_message`].
    ///
    /// # Errors
    /// What the other side answers; `daemon_unreachable` where it went away; `shutting_down` where it said goodbye.
    pub fn call<C: Call>(&mut self, call: &C) -> Result<C::Reply, WireError> {
        let id = self.sender.request(call)?;
        self.answer(id)?.read::<C>()
    }

    /// As [`Self::call`], but gives up after `limit` with `timed_out`; then the connection is of no more use.
    ///
    /// # Errors
    /// As [`Self::call`], and `timed_out`.
    pub fn call_within<C: Call>(&mut self, call: &C, limit: Duration) -> Result<C::Reply, WireError> {
        let set = |limit| {
            self.sender.stream.set_timeout(limit).or_else(|error| match error.kind() {
                io::ErrorKind::Unsupported => Ok(()),
                _ => Err(WireError::from(error)),
            })
        };
        set(Some(limit))?;
        let sender = self.sender.clone();
        let answer = self.call(call);
        sender.stream.set_timeout(None).ok();
        answer
    }

    /// Waits for the answer to the request `id`.
    ///
    /// # Errors
    /// `daemon_unreachable` where the other side went away, `shutting_down` where it said goodbye first.
    pub fn answer(&mut self, id: u64) -> Result<Response, WireError> {
        loop {
            match self.read()? {
                Message::Response(response) if response.id == id => return Ok(response),
                Message::Closed => {
                    return Err(WireError::new(ErrorCode::DaemonUnreachable, "the connection was closed"));
                }
                Message::Goodbye(goodbye) => {
                    self.waiting.push_back(Message::Goodbye(goodbye));
                    return Err(WireError::new(ErrorCode::ShuttingDown, "the daemon is leaving"));
                }
                other => self.waiting.push_back(other),
            }
        }
    }

    /// Waits for whatever comes next.
    ///
    /// # Errors
    /// `not_holdfast` where the bytes are no frames, `timed_out` where a time-out was set.
    pub fn next_message(&mut self) -> Result<Message, WireError> {
        match self.waiting.pop_front() {
            Some(message) => Ok(message),
            None => self.read(),
        }
    }

    /// Bounds every wait from now on; `None` waits for ever.
    ///
    /// # Errors
    /// Where the system cannot.
    pub fn set_timeout(&self, limit: Option<Duration>) -> io::Result<()> {
        self.sender.stream.set_timeout(limit)
    }

    fn read(&mut self) -> Result<Message, WireError> {
        let frame = loop {
            let Some(frame) = self.reader.next_frame().map_err(|error| broken(&error))? else {
                return Ok(Message::Closed);
            };
            let whole = self.pieces.take(frame);
            if let Some(frame) = whole.map_err(|error| WireError::new(ErrorCode::NotHoldfast, error.to_string()))? {
                break frame;
            }
        };
        Ok(match frame.kind {
            Kind::RESPONSE => Message::Response(parse(&frame)?),
            Kind::GOODBYE => Message::Goodbye(parse(&frame)?),
            _ => Message::Frame(frame),
        })
    }
}

fn parse<T: DeserializeOwned>(frame: &Frame) -> Result<T, WireError> {
    serde_json::from_slice(&frame.payload)
        .map_err(|error| WireError::new(ErrorCode::NotHoldfast, format!("reading a {:?}: {error}", frame.kind)))
}

fn unreachable(socket: &Path, error: &io::Error) -> WireError {
    let code = match error.kind() {
        io::ErrorKind::PermissionDenied => ErrorCode::ForeignPeer,
        io::ErrorKind::TimedOut => ErrorCode::TimedOut,
        _ => ErrorCode::DaemonUnreachable,
    };
    WireError::new(code, format!("connecting to {}: {error}", socket.display()))
}

fn broken(error: &io::Error) -> WireError {
    match error.kind() {
        io::ErrorKind::InvalidData => WireError::new(ErrorCode::NotHoldfast, error.to_string()),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => WireError::new(ErrorCode::TimedOut, "no answer in time"),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
            WireError::new(ErrorCode::DaemonUnreachable, "the connection was closed")
        }
        _ => WireError::new(ErrorCode::DaemonUnreachable, format!("the connection broke: {error}")),
    }
}
