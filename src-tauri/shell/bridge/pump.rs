//! One terminal on its way to the window: reads what a host tells and sends it on as tagged binary messages, in order.
//! It never looks into terminal bytes.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Instant;

use protocol::client::{Client, Message};
use protocol::frame::{Frame, Kind};
use protocol::host::HostEvent;
use tauri::ipc::{Channel, InvokeResponseBody};

use super::batch::{Batch, Due};
use super::credit::Credit;

/// Frames read ahead; what does not fit waits in the host, which knows how to skip.
const AHEAD: usize = 2;

/// The first byte of each message to the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Tag {
    /// A snapshot begins: JSON of [`HostEvent::Snapshot`].
    SnapshotStart = 1,
    /// Bytes of the snapshot.
    Snapshot = 2,
    /// The offset of the first byte, u64 little-endian; then output.
    Output = 3,
    /// JSON of a [`HostEvent`]: `resized`, `ended`, `notice`.
    Event = 4,
    /// The host's connection is gone: JSON `{clean}`: whether the session had ended and all its output came.
    /// Not sent where the window detached.
    Closed = 5,
}

/// What sends on the terminal of one attachment.
pub struct Pump {
    channel: Channel<InvokeResponseBody>,
    credit: Arc<Credit>,
    batch: Batch,
    ended: bool,
}

/// The window does not listen any more.
struct Deaf;

impl Pump {
    /// Sends to `channel` as fast as `credit` allows.
    pub fn new(channel: Channel<InvokeResponseBody>, credit: Arc<Credit>) -> Self {
        Self { channel, credit, batch: Batch::default(), ended: false }
    }

    /// Runs until the host's connection or the window is gone. Returns whether the session had ended by then.
    pub fn run(mut self, client: Client) -> bool {
        let host = client.sender();
        let (ahead, frames) = mpsc::sync_channel(AHEAD);
        // A thread of its own, because a time-out on the connection would cut input short as well.
        thread::spawn(move || read(client, &ahead));
        while let Some(frame) = self.next(&frames) {
            if self.send_on(frame).is_err() {
                break;
            }
        }
        self.flush().ok();
        host.close();
        self.ended
    }

    /// The next frame; sends what is due meanwhile. `None` at the end.
    fn next(&mut self, frames: &Receiver<Frame>) -> Option<Frame> {
        loop {
            match self.batch.due(Instant::now()) {
                Due::Never => return frames.recv().ok(),
                Due::Now => self.flush().ok()?,
                Due::In(rest) => match frames.recv_timeout(rest) {
                    Ok(frame) => return Some(frame),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return None,
                },
            }
        }
    }

    fn send_on(&mut self, frame: Frame) -> Result<(), Deaf> {
        match frame.kind {
            Kind::OUTPUT => {
                if let Some((offset, bytes)) = frame.payload.split_first_chunk() {
                    self.batch.add(u64::from_le_bytes(*offset), bytes);
                }
                Ok(())
            }
            Kind::SNAPSHOT => self.send(Tag::Snapshot, &frame.payload),
            Kind::EVENT => match Message::event::<HostEvent>(&frame) {
                Some(HostEvent::Snapshot { .. }) => self.send(Tag::SnapshotStart, &frame.payload),
                Some(event @ (HostEvent::Resized { .. } | HostEvent::Ended { .. } | HostEvent::Notice { .. })) => {
                    self.ended |= matches!(event, HostEvent::Ended { .. });
                    self.send(Tag::Event, &frame.payload)
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Sends one message, after what came before it.
    fn send(&mut self, tag: Tag, payload: &[u8]) -> Result<(), Deaf> {
        self.flush()?;
        self.deliver([&[tag as u8], payload].concat())
    }

    fn flush(&mut self) -> Result<(), Deaf> {
        match self.batch.take(Instant::now()) {
            Some(message) => self.deliver(message),
            None => Ok(()),
        }
    }

    fn deliver(&self, message: Vec<u8>) -> Result<(), Deaf> {
        let bytes = message.len();
        self.channel.send(InvokeResponseBody::Raw(message)).map_err(|_| Deaf)?;
        self.credit.spend(bytes);
        Ok(())
    }
}

/// Reads ahead until the connection ends or nobody takes the frames any more. Answers to resizes and
/// wishes for older lines are not looked at.
fn read(mut client: Client, ahead: &mpsc::SyncSender<Frame>) {
    loop {
        match client.next_message() {
            Ok(Message::Frame(frame)) => {
                if ahead.send(frame).is_err() {
                    return;
                }
            }
            Ok(Message::Response(_) | Message::Goodbye(_)) => {}
            Ok(Message::Closed) => return,
            Err(error) => {
                tracing::debug!(%error, "an attachment broke");
                return;
            }
        }
    }
}
