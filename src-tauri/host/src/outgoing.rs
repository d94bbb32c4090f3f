//! One thing on its way to a client, and how it becomes frames. Encoded only when it goes out: what is dropped costs nothing.

use protocol::frame::{self, FrameError, Kind};
use protocol::host::HostEvent;

use crate::stream::Item;

/// The size of the pieces that snapshots are cut into, in bytes.
const PIECE: usize = 64 * 1024;

/// One thing on its way to a client.
#[derive(Debug)]
pub enum Outgoing {
    /// A part of the stream, which may be dropped if the client is too slow.
    Stream(Item),
    /// A frame.
    Frame(Kind, Vec<u8>),
    /// Bytes that an event has announced.
    Snapshot(Vec<u8>),
    /// The rest of a frame whose beginning is out.
    Rest(Vec<u8>),
}

impl Outgoing {
    /// How many bytes it keeps in memory for this client, give or take a few.
    pub fn length(&self) -> usize {
        match self {
            Self::Stream(Item::Output(batch)) => batch.bytes.len(),
            Self::Stream(_) => 0,
            Self::Frame(_, payload) | Self::Snapshot(payload) | Self::Rest(payload) => payload.len(),
        }
    }

    /// Appends its frames to `out`.
    ///
    /// # Errors
    /// Where something does not fit a frame.
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), FrameError> {
        match self {
            Self::Stream(Item::Output(batch)) => {
                frame::encode_parts(Kind::OUTPUT, &[&batch.offset.to_le_bytes(), &batch.bytes], out)
            }
            Self::Stream(Item::Resized(size)) => {
                // Data of ours always becomes JSON.
                let event = serde_json::to_vec(&HostEvent::Resized { size: *size }).unwrap_or_default();
                frame::encode(Kind::EVENT, &event, out)
            }
            Self::Stream(Item::Colors(_)) => Ok(()),
            Self::Frame(kind, payload) => frame::encode(*kind, payload, out),
            Self::Rest(rest) => {
                out.extend_from_slice(rest);
                Ok(())
            }
            Self::Snapshot(snapshot) => {
                snapshot.chunks(PIECE).try_for_each(|piece| frame::encode(Kind::SNAPSHOT, piece, out))
            }
        }
    }
}
