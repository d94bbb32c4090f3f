//! Sockets that only the same user can talk over: bind, accept, connect, with the peer checked on both sides.
//! It moves bytes and frames and knows no messages but the two hellos.

#[cfg(feature = "tokio")]
pub mod asynchronous;
#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod platform;

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use interprocess::ConnectWaitMode;
use interprocess::local_socket::traits::{Listener as _, Stream as _, StreamCommon as _};
use interprocess::local_socket::{self, ConnectOptions, ListenerOptions};

use crate::error::{ErrorCode, WireError};
use crate::frame::{self, Decoder, Frame, Kind};
use crate::hello::Hello;

pub use platform::{MAX_SOCKET_PATH, own_uid};

/// How long the other side may take to say hello.
pub const HELLO_DEADLINE: Duration = Duration::from_secs(1);

/// How much is read in one go, in bytes. Memory that is never written to is not there.
const ONE_READ: usize = 64 * 1024;

/// Who is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its process, where the system tells. It may have exited since.
    pub pid: Option<u32>,
}

/// Takes connections at one path. The file is not removed at the end: whoever made it does that, under its lock.
#[derive(Debug)]
pub struct Listener(local_socket::Listener);

impl Listener {
    /// Binds a new socket, open to this user only. Never takes over an existing path.
    ///
    /// # Errors
    /// `AddrInUse` where the path exists; whatever the system says otherwise.
    pub fn bind(path: &Path) -> io::Result<Self> {
        listener_options(path)?.create_sync().map(Self)
    }

    /// Waits for the next connection of the same user. A stranger's is closed and reported as `PermissionDenied`;
    /// the listener goes on.
    ///
    /// # Errors
    /// Whatever the system says, such as too many open files: back off and go on.
    pub fn accept(&self) -> io::Result<Stream> {
        Stream::of(self.0.accept()?)
    }
}

/// One connection to a process of the same user. Shared between a reading and a writing thread by [`Arc`].
#[derive(Debug)]
pub struct Stream {
    inner: local_socket::Stream,
    peer: Peer,
}

impl Stream {
    fn of(inner: local_socket::Stream) -> io::Result<Self> {
        let peer = check_peer(inner.peer_creds()?)?;
        Ok(Self { inner, peer })
    }

    /// Connects within `limit`.
    ///
    /// # Errors
    /// `NotFound` or `ConnectionRefused` where nobody listens, `PermissionDenied` where a stranger does, `TimedOut`.
    pub fn connect(path: &Path, limit: Duration) -> io::Result<Self> {
        let options = ConnectOptions::new().name(platform::name(path)?).wait_mode(ConnectWaitMode::Timeout(limit));
        Self::of(options.connect_sync()?)
    }

    /// Who is at the other end.
    pub fn peer(&self) -> Peer {
        self.peer
    }

    /// Bounds every read and write from now on; `None` waits for ever.
    ///
    /// # Errors
    /// Where the system cannot (named pipes).
    pub fn set_timeout(&self, limit: Option<Duration>) -> io::Result<()> {
        self.inner.set_recv_timeout(limit)?;
        self.inner.set_send_timeout(limit)
    }

    /// Writes as much as goes out without waiting; how many bytes. Whatever is wrong, whoever writes the rest finds out.
    /// 0 where the system can only write and wait (named pipes).
    pub fn write_at_once(&self, bytes: &[u8]) -> usize {
        platform::write_at_once(&self.inner, bytes)
    }

    /// Ends the connection for both sides, also for a thread that waits in a read or a write of it.
    pub fn shut_down(&self) {
        platform::shut_down(&self.inner);
    }
}

impl Read for &Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&self.inner).read(buffer)
    }
}

impl Write for &Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&self.inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads frames from a connection.
#[derive(Debug)]
pub struct FrameReader {
    stream: Arc<Stream>,
    decoder: Decoder,
}

impl FrameReader {
    /// Reads from `stream`, from where nobody else has read.
    pub fn new(stream: Arc<Stream>) -> Self {
        Self { stream, decoder: Decoder::default() }
    }

    /// Waits for the next frame; `None` at the end of the connection.
    ///
    /// # Errors
    /// `InvalidData` where the bytes are no frame: close the connection. `WouldBlock` or `TimedOut` after a time-out.
    pub fn next_frame(&mut self) -> io::Result<Option<Frame>> {
        self.read_frame(|_| Ok(()))
    }

    /// As [`Self::next_frame`], but the whole frame must have come by `deadline`, however slowly it drips in.
    fn next_frame_by(&mut self, deadline: Instant) -> io::Result<Option<Frame>> {
        self.read_frame(|stream| match deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(io::Error::from(io::ErrorKind::TimedOut)),
            // A named pipe cannot bound a read; there the caller's watchdog does.
            left => stream.set_timeout(Some(left)).or_else(unless_unsupported),
        })
    }

    fn read_frame(&mut self, before: impl Fn(&Stream) -> io::Result<()>) -> io::Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.decoder.next_frame().map_err(invalid)? {
                return Ok(Some(frame));
            }
            before(&self.stream)?;
            let room = self.decoder.room();
            room.reserve(ONE_READ);
            match platform::read_more(&self.stream.inner, room) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Writes one frame whole.
///
/// # Errors
/// `InvalidData` where the payload is too long; whatever the connection says.
pub fn write_frame(stream: &Stream, kind: Kind, payload: &[u8]) -> io::Result<()> {
    let mut bytes = Vec::new();
    frame::encode(kind, payload, &mut bytes).map_err(invalid)?;
    let mut stream = stream;
    stream.write_all(&bytes)
}

/// Says hello and reads the other side's, within [`HELLO_DEADLINE`] in all. Returns it with the agreed protocol.
///
/// # Errors
/// `timed_out`, `not_holdfast`, `protocol_mismatch`, `daemon_unreachable` where the other side hung up.
pub fn shake_hands(reader: &mut FrameReader, ours: &Hello) -> Result<(Hello, u32), WireError> {
    let stream = reader.stream.clone();
    let deadline = Instant::now() + HELLO_DEADLINE;
    let hello = serde_json::to_vec(ours).map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
    stream.set_timeout(Some(HELLO_DEADLINE)).or_else(unless_unsupported)?;
    write_frame(&stream, Kind::HELLO, &hello).map_err(silence)?;
    let frame = reader.next_frame_by(deadline).map_err(silence)?;
    stream.set_timeout(None).or_else(unless_unsupported)?;
    let theirs = read_hello(frame)?;
    let protocol = ours.agree(&theirs)?;
    Ok((theirs, protocol))
}

/// Reads a hello out of the first frame; `None` is a connection that ended before it.
///
/// # Errors
/// `not_holdfast`, or `daemon_unreachable` where the other side hung up.
pub fn read_hello(frame: Option<Frame>) -> Result<Hello, WireError> {
    let Some(frame) = frame else {
        return Err(WireError::new(ErrorCode::DaemonUnreachable, "the other side hung up before saying hello"));
    };
    if frame.kind != Kind::HELLO {
        return Err(WireError::new(ErrorCode::NotHoldfast, "the other side is not Holdfast: it did not say hello"));
    }
    Hello::parse(&frame.payload)
}

fn listener_options(path: &Path) -> io::Result<ListenerOptions<'_>> {
    let options = ListenerOptions::new().name(platform::name(path)?).reclaim_name(false);
    platform::private(options)
}

fn check_peer(credentials: local_socket::PeerCreds) -> io::Result<Peer> {
    platform::check_user(&credentials)?;
    let pid = credentials.pid().and_then(|pid| u32::try_from(pid).ok());
    Ok(Peer { pid })
}

fn invalid(error: frame::FrameError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

fn unless_unsupported(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::Unsupported { Ok(()) } else { Err(error) }
}

/// What a failure before the hello means to whoever asked.
fn silence(error: io::Error) -> WireError {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
            WireError::new(ErrorCode::TimedOut, "the other side did not say hello in time")
        }
        io::ErrorKind::InvalidData => {
            WireError::new(ErrorCode::NotHoldfast, format!("the other side is not Holdfast: {error}"))
        }
        _ => WireError::new(ErrorCode::DaemonUnreachable, format!("the connection broke: {error}")),
    }
}

#[cfg(test)]
mod tests;
