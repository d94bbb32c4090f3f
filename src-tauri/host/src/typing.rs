//! What is typed, on its way into the terminal: at once where the program takes it, else through one bounded queue, in order,
//! written by one thread that may wait for the program and is there once that was needed. Nothing is dropped silently: what
//! does not fit is refused as a whole.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use protocol::error::{ErrorCode, WireError};
use protocol::host::Written;

use crate::client::Client;
use crate::pty;
use crate::threads::{self, lock};

/// How much may wait for a program that does not read, in bytes.
pub const MOST_WAITING: usize = 1024 * 1024;

/// The queue.
#[derive(Debug)]
pub struct Typing {
    queue: Mutex<Queue>,
    more: Condvar,
    /// Absent once there is a thread.
    writer: Mutex<Option<pty::Writer>>,
}

#[derive(Debug, Default)]
struct Queue {
    pieces: VecDeque<Piece>,
    /// Of all pieces, and of the one that is being written.
    bytes: usize,
    /// Who waits for what is being written.
    current: Option<Receipt>,
    closed: bool,
}

#[derive(Debug)]
struct Piece {
    bytes: Vec<u8>,
    receipt: Option<Receipt>,
}

/// Who is told when the terminal has taken all of a piece.
#[derive(Debug)]
pub struct Receipt {
    /// The client that asked.
    pub client: Arc<Client>,
    /// Its request.
    pub request: u64,
    /// How much it asked to write.
    pub bytes: usize,
}

impl Receipt {
    /// All of it is in the terminal.
    fn taken(self) {
        self.client.answer(self.request, Ok(Written { bytes: self.bytes }));
    }
}

/// Why nothing of a piece was taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too much is waiting already.
    #[error("the program has not taken what was typed before; {0} bytes were refused")]
    Full(usize),
    /// The program is gone.
    #[error("the session has ended")]
    Ended,
}

impl From<Refused> for WireError {
    fn from(refused: Refused) -> Self {
        let code = if refused == Refused::Ended { ErrorCode::Ended } else { ErrorCode::Busy };
        Self::new(code, refused.to_string())
    }
}

impl Typing {
    /// Types by `writer`.
    pub fn new(writer: pty::Writer) -> Arc<Self> {
        Arc::new(Self::of(Some(writer)))
    }

    fn of(writer: Option<pty::Writer>) -> Self {
        Self { queue: Mutex::default(), more: Condvar::new(), writer: Mutex::new(writer) }
    }

    /// Takes bytes, all or none. The receipt is answered when the terminal has taken them, or the program has ended.
    /// `at_once` writes as many as the terminal takes without waiting, and returns how many: a key that need not wait for a
    /// thread is there sooner.
    ///
    /// # Errors
    /// Where they do not fit or the program is gone; then the receipt is dropped.
    pub fn push(
        self: &Arc<Self>,
        mut bytes: Vec<u8>,
        receipt: Option<Receipt>,
        at_once: impl FnOnce(&[u8]) -> usize,
    ) -> Result<(), Refused> {
        let mut queue = lock(&self.queue);
        if queue.closed {
            return Err(Refused::Ended);
        }
        if queue.bytes + bytes.len() > MOST_WAITING {
            return Err(Refused::Full(bytes.len()));
        }
        if queue.bytes == 0 {
            bytes.drain(..at_once(&bytes));
        }
        if bytes.is_empty() && queue.bytes == 0 {
            drop(queue);
            receipt.into_iter().for_each(Receipt::taken);
            return Ok(());
        }
        queue.bytes += bytes.len();
        queue.pieces.push_back(Piece { bytes, receipt });
        drop(queue);
        self.more.notify_one();
        self.start();
        Ok(())
    }

    /// Starts the thread, unless there is one. Where that fails, what is typed next tries again.
    fn start(self: &Arc<Self>) {
        if lock(&self.writer).is_none() {
            return;
        }
        let typing = self.clone();
        if let Err(error) = threads::start("type", move || typing.write_all()) {
            tracing::warn!(%error, "starting the thread that types");
        }
    }

    /// Writes what comes, until the program is gone. Runs on a thread of its own; of two only one stays.
    fn write_all(&self) {
        let Some(mut writer) = lock(&self.writer).take() else { return };
        while let Some(bytes) = self.next() {
            if let Err(error) = writer.write_all(&bytes) {
                tracing::debug!(%error, "typing into the terminal");
                self.close();
                break;
            }
            self.written(bytes.len());
        }
        // A writer of portable-pty would send an end of file when dropped.
        std::mem::forget(writer);
    }

    /// The program is gone: whoever waits is told, and nothing more is taken.
    pub fn close(&self) {
        let mut queue = lock(&self.queue);
        queue.closed = true;
        let current = queue.current.take();
        let pieces = std::mem::take(&mut queue.pieces);
        drop(queue);
        let waiting = current.into_iter().chain(pieces.into_iter().filter_map(|piece| piece.receipt));
        self.more.notify_one();
        for receipt in waiting {
            receipt.client.answer::<Written>(receipt.request, Err(Refused::Ended.into()));
        }
    }

    fn next(&self) -> Option<Vec<u8>> {
        let mut queue = lock(&self.queue);
        loop {
            if queue.closed {
                return None;
            }
            if let Some(piece) = queue.pieces.pop_front() {
                queue.current = piece.receipt;
                return Some(piece.bytes);
            }
            queue = self.more.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn written(&self, length: usize) {
        let mut queue = lock(&self.queue);
        queue.bytes -= length;
        let receipt = queue.current.take();
        drop(queue);
        receipt.into_iter().for_each(Receipt::taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_whole_and_nothing_is_taken_after_the_end() {
        let typing = Arc::new(Typing::of(None));
        typing.push(vec![0; MOST_WAITING], None, |_| 0).unwrap();
        assert_eq!(typing.push(vec![0; 1], None, |_| 0), Err(Refused::Full(1)));
        assert_eq!(typing.next().unwrap().len(), MOST_WAITING);
        assert_eq!(typing.push(vec![0; 1], None, |_| 0), Err(Refused::Full(1)), "what is being written still counts");
        typing.written(MOST_WAITING);
        typing.push(vec![0; 1], None, |_| 0).unwrap();
        typing.close();
        assert_eq!(typing.push(vec![0; 1], None, |_| 0), Err(Refused::Ended));
        assert!(typing.next().is_none());
    }

    #[test]
    fn what_the_terminal_takes_at_once_is_not_queued_and_nothing_overtakes_what_is() {
        let typing = Arc::new(Typing::of(None));
        typing.push(b"all".to_vec(), None, <[u8]>::len).unwrap();
        typing.push(b"partly".to_vec(), None, |_| 4).unwrap();
        typing.push(b"after".to_vec(), None, |_| panic!("something waits")).unwrap();
        assert_eq!(typing.next().unwrap(), b"ly");
        typing.push(b"later".to_vec(), None, |_| panic!("something is being written")).unwrap();
        typing.written(2);
        for expected in [&b"after"[..], b"later"] {
            assert_eq!(typing.next().unwrap(), expected);
            typing.written(expected.len());
        }
        typing.push(b"again".to_vec(), None, <[u8]>::len).unwrap();
    }
}
