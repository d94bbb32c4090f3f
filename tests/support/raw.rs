//! A connection by hand, for what no client of ours would ever send.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;

use protocol::envelope::Response;
use protocol::frame::{Decoder, Frame, Kind, encode};
use protocol::hello::{Hello, Role};
use serde_json::Value;

use super::LIMIT;

/// A connection by hand.
pub struct Raw {
    stream: UnixStream,
    decoder: Decoder,
}

impl Raw {
    /// Connects and says nothing.
    pub fn connect(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream.set_write_timeout(Some(LIMIT)).unwrap();
        Self { stream, decoder: Decoder::default() }
    }

    /// Connects and says hello as this build does.
    pub fn greeted(socket: &Path, role: Role) -> Self {
        let mut raw = Self::connect(socket);
        raw.frame(Kind::HELLO, &serde_json::to_vec(&Hello::new("test", role)).unwrap());
        assert_eq!(raw.next_frame().map(|frame| frame.kind), Some(Kind::HELLO));
        raw
    }

    /// Sends bytes. The other side may have hung up already.
    pub fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Sends a frame.
    pub fn frame(&mut self, kind: Kind, payload: &[u8]) {
        self.send(&framed(kind, payload));
    }

    /// Sends a request.
    pub fn request(&mut self, id: u64, name: &str, params: &Value) {
        let request = serde_json::json!({ "id": id, "request": name, "params": params });
        self.frame(Kind::REQUEST, request.to_string().as_bytes());
    }

    /// Says that nothing more will be sent.
    pub fn finish(&self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Waits for the next frame; `None` where the other side hung up.
    pub fn next_frame(&mut self) -> Option<Frame> {
        let mut buffer = [0; 4096];
        loop {
            if let Some(frame) = self.decoder.next_frame().unwrap() {
                return Some(frame);
            }
            match self.stream.read(&mut buffer) {
                Ok(0) => return None,
                Ok(length) => self.decoder.push(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("the other side neither answers nor hangs up: {error}"),
            }
        }
    }

    /// Waits for the answer to a request, past everything else.
    pub fn answer(&mut self, id: u64) -> Response {
        loop {
            let frame = self.next_frame().expect("the connection is open");
            if frame.kind == Kind::RESPONSE {
                let response: Response = serde_json::from_slice(&frame.payload).unwrap();
                assert_eq!(response.id, id);
                return response;
            }
        }
    }

    /// Waits until the other side hangs up, and returns what it still said.
    pub fn until_closed(mut self) -> Vec<Frame> {
        std::iter::from_fn(|| self.next_frame()).collect()
    }
}

/// The bytes of a frame.
pub fn framed(kind: Kind, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(kind, payload, &mut bytes).unwrap();
    bytes
}
