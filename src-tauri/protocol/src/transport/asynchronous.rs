//! The same sockets for the daemon's event loop. Frames and checks are shared with the blocking side.

use std::io;
use std::path::Path;
use std::sync::Arc;

use interprocess::local_socket::tokio as local;
use interprocess::local_socket::traits::StreamCommon as _;
use interprocess::local_socket::traits::tokio::{Listener as _, Stream as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Peer, check_peer, invalid, listener_options, platform};
use crate::error::{ErrorCode, WireError};
use crate::frame::{self, Decoder, Frame, Kind};
use crate::hello::Hello;

/// Takes connections at one path; see [`super::Listener`].
#[derive(Debug)]
pub struct Listener(local::Listener);

impl Listener {
    /// See [`super::Listener::bind`].
    ///
    /// # Errors
    /// `AddrInUse` where the path exists; whatever the system says otherwise.
    pub fn bind(path: &Path) -> io::Result<Self> {
        listener_options(path)?.create_tokio().map(Self)
    }

    /// See [`super::Listener::accept`].
    ///
    /// # Errors
    /// `PermissionDenied` for a stranger; whatever the system says, such as too many open files.
    pub async fn accept(&self) -> io::Result<Connection> {
        Connection::of(self.0.accept().await?)
    }
}

/// One connection, to be split into a reader and a writer.
#[derive(Debug)]
pub struct Connection {
    stream: Arc<local::Stream>,
    peer: Peer,
}

impl Connection {
    fn of(stream: local::Stream) -> io::Result<Self> {
        let peer = check_peer(stream.peer_creds()?)?;
        Ok(Self { stream: Arc::new(stream), peer })
    }

    /// Connects; the caller bounds the time.
    ///
    /// # Errors
    /// `NotFound` or `ConnectionRefused` where nobody listens, `PermissionDenied` where a stranger does.
    pub async fn connect(path: &Path) -> io::Result<Self> {
        Self::of(local::Stream::connect(platform::name(path)?).await?)
    }

    /// Who is at the other end.
    pub fn peer(&self) -> Peer {
        self.peer
    }

    /// Splits it into its two directions.
    pub fn split(self) -> (Reader, Writer) {
        let reader = Reader { stream: self.stream.clone(), decoder: Decoder::default() };
        (reader, Writer { stream: self.stream })
    }
}

/// How much is read in one go at least, in bytes. The daemon keeps so much for each session.
const ONE_READ: usize = 2 * 1024;

/// Reads frames.
#[derive(Debug)]
pub struct Reader {
    stream: Arc<local::Stream>,
    decoder: Decoder,
}

impl Reader {
    /// Waits for the next frame; `None` at the end of the connection. Nothing is lost when the future is dropped.
    ///
    /// # Errors
    /// `InvalidData` where the bytes are no frame: close the connection.
    pub async fn next_frame(&mut self) -> io::Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.decoder.next_frame().map_err(invalid)? {
                return Ok(Some(frame));
            }
            let room = self.decoder.room();
            room.reserve(ONE_READ);
            if (&*self.stream).read_buf(room).await? == 0 {
                return Ok(None);
            }
        }
    }
}

/// Writes frames.
#[derive(Debug)]
pub struct Writer {
    stream: Arc<local::Stream>,
}

impl Writer {
    /// Writes one frame whole. A dropped future may leave half a frame: then close the connection.
    ///
    /// # Errors
    /// `InvalidData` where the payload is too long; whatever the connection says.
    pub async fn write_frame(&mut self, kind: Kind, payload: &[u8]) -> io::Result<()> {
        let mut bytes = Vec::new();
        frame::encode(kind, payload, &mut bytes).map_err(invalid)?;
        (&*self.stream).write_all(&bytes).await
    }

    /// Writes one message as JSON, in as many frames as it takes.
    ///
    /// # Errors
    /// As [`Self::write_frame`].
    pub async fn write_json<T: serde::Serialize>(&mut self, kind: Kind, message: &T) -> io::Result<()> {
        let payload = serde_json::to_vec(message).map_err(io::Error::other)?;
        let mut bytes = Vec::new();
        frame::encode_message(kind, &payload, &mut bytes).map_err(invalid)?;
        (&*self.stream).write_all(&bytes).await
    }
}

/// Says hello and reads the other side's; the caller bounds the time. Returns it with the agreed protocol.
///
/// # Errors
/// `not_holdfast`, `protocol_mismatch`, `daemon_unreachable` where the other side hung up.
pub async fn shake_hands(reader: &mut Reader, writer: &mut Writer, ours: &Hello) -> Result<(Hello, u32), WireError> {
    writer.write_json(Kind::HELLO, ours).await.map_err(super::silence)?;
    let frame = reader.next_frame().await.map_err(super::silence)?;
    let theirs = super::read_hello(frame)?;
    let protocol = ours.agree(&theirs)?;
    Ok((theirs, protocol))
}

/// What it means that a time limit around these calls was reached.
pub fn timed_out(what: &str) -> WireError {
    WireError::new(ErrorCode::TimedOut, format!("{what} did not answer in time"))
}
