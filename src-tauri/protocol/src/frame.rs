//! Frames: how messages lie on a connection. Pure: encodes to bytes and decodes from bytes, does no I/O.
//!
//! A frame is a u32 little-endian payload length (at most 256 KiB), a u8 kind, and the payload.

use std::fmt;

/// The longest payload. A longer one is refused before anything is allocated.
pub const MAX_PAYLOAD: usize = 256 * 1024;
/// The longest message that is put together from pieces.
pub const MAX_MESSAGE: usize = 64 * 1024 * 1024;
/// Length and kind.
pub const HEADER: usize = 5;

/// What a frame carries. Kinds 0–15 are control (JSON), from 16 on terminal bytes. Unknown kinds are skipped.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind(pub u8);

impl Kind {
    /// [`crate::hello::Hello`], the first frame of each side.
    pub const HELLO: Self = Self(0);
    /// [`crate::envelope::Request`], from whoever connected.
    pub const REQUEST: Self = Self(1);
    /// [`crate::envelope::Response`], the answer to one request.
    pub const RESPONSE: Self = Self(2);
    /// [`crate::event::Event`] from a daemon, [`crate::host::HostEvent`] from a host.
    pub const EVENT: Self = Self(3);
    /// [`crate::hello::Goodbye`], the daemon's last frame.
    pub const GOODBYE: Self = Self(4);
    /// A piece of a message that is too long for one frame: the payloads of these and of the next frame of another kind,
    /// which says what it is, belong together. Only answers are that long.
    pub const PART: Self = Self(5);
    /// Program output: u64 little-endian stream offset of the first byte, then raw bytes. From host to client.
    pub const OUTPUT: Self = Self(16);
    /// Keyboard and paste bytes as they are. From client to host.
    pub const INPUT: Self = Self(17);
    /// A piece of a snapshot, announced by [`crate::host::HostEvent::Snapshot`]. From host to client.
    pub const SNAPSHOT: Self = Self(18);
    /// A piece of what `logs` asked for. From host to client.
    pub const LOG: Self = Self(19);
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Self::HELLO => "hello",
            Self::REQUEST => "request",
            Self::RESPONSE => "response",
            Self::EVENT => "event",
            Self::GOODBYE => "goodbye",
            Self::PART => "part",
            Self::OUTPUT => "output",
            Self::INPUT => "input",
            Self::SNAPSHOT => "snapshot",
            Self::LOG => "log",
            Self(other) => return write!(f, "kind {other}"),
        };
        f.write_str(name)
    }
}

/// One decoded frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it carries.
    pub kind: Kind,
    /// At most [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

/// Why bytes are no frame, or a payload cannot be one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The announced or given payload is longer than [`MAX_PAYLOAD`].
    #[error("frame of {0} bytes, the limit is {MAX_PAYLOAD}")]
    TooLong(usize),
}

/// Appends a frame to `out`.
///
/// # Errors
/// Where the payload is too long; then `out` is unchanged.
pub fn encode(kind: Kind, payload: &[u8], out: &mut Vec<u8>) -> Result<(), FrameError> {
    encode_parts(kind, &[payload], out)
}

/// As [`encode`], with a payload that lies in pieces.
///
/// # Errors
/// Where the payload is too long; then `out` is unchanged.
pub fn encode_parts(kind: Kind, parts: &[&[u8]], out: &mut Vec<u8>) -> Result<(), FrameError> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    if length > MAX_PAYLOAD {
        return Err(FrameError::TooLong(length));
    }
    out.reserve(HEADER + length);
    let announced = u32::try_from(length).map_err(|_| FrameError::TooLong(length))?;
    out.extend_from_slice(&announced.to_le_bytes());
    out.push(kind.0);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    Ok(())
}

/// Reads a header: kind and payload length.
///
/// # Errors
/// Where the length is beyond the limit.
pub fn decode_header(header: [u8; HEADER]) -> Result<(Kind, usize), FrameError> {
    let [a, b, c, d, kind] = header;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    if length > MAX_PAYLOAD { Err(FrameError::TooLong(length)) } else { Ok((Kind(kind), length)) }
}

/// So much memory is kept between two messages, in bytes.
const KEPT: usize = 64 * 1024;

/// Collects bytes as they arrive and gives out whole frames.
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: Vec<u8>,
    start: usize,
}

impl Decoder {
    /// Takes in what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.room().extend_from_slice(bytes);
    }

    /// Where whoever reads may append what it reads.
    pub fn room(&mut self) -> &mut Vec<u8> {
        if self.start > 0 && self.start == self.buffer.len() {
            self.buffer.clear();
            self.buffer.shrink_to(KEPT);
            self.start = 0;
        } else if self.start > MAX_PAYLOAD {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        &mut self.buffer
    }

    /// Gives out the next frame; `None` until it is whole.
    ///
    /// # Errors
    /// Where the announced length is beyond the limit. Nothing after it can be trusted: close the connection.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        let rest = &self.buffer[self.start..];
        let Some(header) = rest.first_chunk::<HEADER>() else { return Ok(None) };
        let (kind, length) = decode_header(*header)?;
        let Some(payload) = rest.get(HEADER..HEADER + length) else { return Ok(None) };
        let frame = Frame { kind, payload: payload.to_vec() };
        self.start += HEADER + length;
        Ok(Some(frame))
    }
}

/// Appends a message to `out`, in as many frames as it takes.
///
/// # Errors
/// Where it is longer than [`MAX_MESSAGE`]; then `out` is unchanged.
pub fn encode_message(kind: Kind, payload: &[u8], out: &mut Vec<u8>) -> Result<(), FrameError> {
    if payload.len() > MAX_MESSAGE {
        return Err(FrameError::TooLong(payload.len()));
    }
    let mut rest = payload;
    while rest.len() > MAX_PAYLOAD {
        let (piece, after) = rest.split_at(MAX_PAYLOAD);
        encode(Kind::PART, piece, out)?;
        rest = after;
    }
    encode(kind, rest, out)
}

/// Puts messages together that came in pieces.
#[derive(Debug, Default)]
pub struct Assembler(Vec<u8>);

impl Assembler {
    /// Takes the next frame; gives out a whole message once its last piece has come.
    ///
    /// # Errors
    /// Where the pieces are longer than [`MAX_MESSAGE`] together: close the connection.
    pub fn take(&mut self, frame: Frame) -> Result<Option<Frame>, FrameError> {
        if frame.kind != Kind::PART && self.0.is_empty() {
            return Ok(Some(frame));
        }
        if self.0.len() + frame.payload.len() > MAX_MESSAGE {
            return Err(FrameError::TooLong(self.0.len() + frame.payload.len()));
        }
        self.0.extend_from_slice(&frame.payload);
        let whole = frame.kind != Kind::PART;
        Ok(whole.then(|| Frame { kind: frame.kind, payload: std::mem::take(&mut self.0) }))
    }
}

/// Splits an [`Kind::OUTPUT`] payload into its stream offset and the bytes. `None` where it is too short.
pub fn decode_output(payload: &[u8]) -> Option<(u64, &[u8])> {
    let (offset, bytes) = payload.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*offset), bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_length_beyond_the_limit_is_refused_before_the_payload_comes() {
        let mut decoder = Decoder::default();
        decoder.push(&[0xff, 0xff, 0xff, 0xff, 1]);
        assert_eq!(decoder.next_frame(), Err(FrameError::TooLong(u32::MAX as usize)));
        let mut out = Vec::new();
        assert!(encode(Kind::INPUT, &vec![0; MAX_PAYLOAD + 1], &mut out).is_err());
        assert!(out.is_empty());
    }

    #[test]
    fn the_layout_of_a_frame_is_as_shipped() {
        let mut out = Vec::new();
        encode(Kind::INPUT, b"ls\r", &mut out).unwrap();
        assert_eq!(out, [3, 0, 0, 0, 17, b'l', b's', b'\r']);
    }

    #[test]
    fn a_long_message_is_cut_and_put_together_again() {
        for length in [0, 10, MAX_PAYLOAD, MAX_PAYLOAD + 1, 3 * MAX_PAYLOAD + 7] {
            let payload: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut bytes = Vec::new();
            encode_message(Kind::RESPONSE, &payload, &mut bytes).unwrap();
            let (mut decoder, mut assembler, mut seen) = (Decoder::default(), Assembler::default(), Vec::new());
            decoder.push(&bytes);
            while let Some(frame) = decoder.next_frame().unwrap() {
                seen.extend(assembler.take(frame).unwrap());
            }
            assert_eq!(seen, [Frame { kind: Kind::RESPONSE, payload }], "{length}");
        }
        assert!(encode_message(Kind::RESPONSE, &vec![0; MAX_MESSAGE + 1], &mut Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn frames_survive_any_split(
            frames in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..300)), 0..20),
            step in 1usize..50,
        ) {
            let mut bytes = Vec::new();
            for (kind, payload) in &frames {
                encode(Kind(*kind), payload, &mut bytes).unwrap();
            }
            let mut decoder = Decoder::default();
            let mut seen = Vec::new();
            for piece in bytes.chunks(step) {
                decoder.push(piece);
                while let Some(frame) = decoder.next_frame().unwrap() {
                    seen.push((frame.kind.0, frame.payload));
                }
            }
            prop_assert_eq!(seen, frames);
        }
    }
}
