//! One connection's way out: a bounded queue that anybody fills without waiting, and what its writing thread does next.
//! A client that is too slow loses its queued output and is repainted when it has caught up; it slows nobody.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use protocol::envelope::Response;
use protocol::error::WireError;
use protocol::frame::{self, Kind};
use protocol::hello::Role;
use protocol::host::{HostEvent, HostStatus};
use protocol::transport::Stream as Connection;
use serde::Serialize;

use crate::log_feed::LogFeed;
use crate::owner::ClientId;
use crate::stream::{Batch, Item};
use crate::threads::lock;

/// Output that may wait for one client, in bytes. Beyond it the client is behind.
const MOST_QUEUED: usize = 1024 * 1024;
/// Answers and snapshots that may wait before the client's next request is looked at, in bytes.
const MOST_ANSWERS: usize = 4 * 1024 * 1024;
/// How much is put into one write, in bytes.
const ONE_WRITE: usize = 128 * 1024;
/// The size of the pieces that snapshots are cut into, in bytes.
const PIECE: usize = 64 * 1024;
/// The shortest time between two statuses.
const STATUS_PAUSE: Duration = Duration::from_millis(250);

/// One connected client.
#[derive(Debug)]
pub struct Client {
    /// Our number for it.
    pub id: ClientId,
    /// As what it said hello.
    pub role: Role,
    /// Whether it may neither type nor resize, as it asked at attaching.
    pub read_only: AtomicBool,
    connection: Arc<Connection>,
    outbox: Mutex<Outbox>,
    /// The writing thread waits here for something to do.
    more: Condvar,
    /// Others wait here for it to have done something.
    less: Condvar,
}

/// What waits for one client. Locked after everything else, and for moments only.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Outgoing>,
    output_bytes: usize,
    answer_bytes: usize,
    attached: bool,
    /// Output was dropped: a snapshot is due once the queue is empty.
    behind: bool,
    /// That the run has ended was said.
    told_end: bool,
    watch: Option<Watch>,
    log: Option<LogFeed>,
    log_grew: bool,
    /// The writing thread is writing or making something.
    busy: bool,
    closed: bool,
}

#[derive(Debug)]
enum Outgoing {
    Stream(Item),
    Frame(Kind, Vec<u8>),
    Snapshot(Vec<u8>),
}

#[derive(Debug)]
struct Watch {
    changed: bool,
    next: Instant,
    last: Option<HostStatus>,
}

/// What the writing thread has to do next.
#[derive(Debug)]
pub enum Work {
    /// These bytes go out.
    Write(Vec<u8>),
    /// A fresh snapshot is to be queued.
    Repaint,
    /// The host's status is to be queued, if it is another one.
    Status,
    /// The next piece of the log is to be queued.
    Log(LogFeed),
}

impl Client {
    /// A client that has said hello and asked nothing yet.
    pub fn new(id: ClientId, role: Role, connection: Arc<Connection>) -> Self {
        Self {
            id,
            role,
            read_only: AtomicBool::new(false),
            connection,
            outbox: Mutex::default(),
            more: Condvar::new(),
            less: Condvar::new(),
        }
    }

    /// Whether it gets output.
    pub fn is_attached(&self) -> bool {
        lock(&self.outbox).attached
    }

    /// Whether it may type and resize.
    pub fn is_interactive(&self) -> bool {
        self.is_attached() && !self.read_only.load(Ordering::Relaxed)
    }

    /// Gives it the next thing of the stream, or drops what it has not taken so far if that is too much.
    pub fn offer(&self, item: &Item) {
        let mut outbox = lock(&self.outbox);
        if outbox.attached && !outbox.behind {
            outbox.push_stream(item);
        }
        outbox.log_grew = true;
        let wanted = outbox.attached || outbox.log.is_some();
        drop(outbox);
        if wanted {
            self.more.notify_one();
        }
    }

    /// Queues the answer to a request.
    pub fn answer<T: Serialize>(&self, request: u64, outcome: Result<T, WireError>) {
        self.change(|outbox| outbox.push_answer(request, outcome));
    }

    /// Queues an event.
    pub fn tell(&self, event: &HostEvent) {
        self.change(|outbox| outbox.push_event(event));
    }

    /// Does several things to the outbox in one turn.
    pub fn change<T>(&self, change: impl FnOnce(&mut Outbox) -> T) -> T {
        let outcome = change(&mut lock(&self.outbox));
        self.more.notify_one();
        outcome
    }

    /// Notes that a status is due, if this client wants any.
    pub fn status_changed(&self) {
        let mut outbox = lock(&self.outbox);
        if let Some(watch) = &mut outbox.watch
            && !std::mem::replace(&mut watch.changed, true)
        {
            drop(outbox);
            self.more.notify_one();
        }
    }

    /// Queues a status if it says anything new.
    pub fn push_status(&self, status: HostStatus) {
        self.change(|outbox| {
            let Some(watch) = &mut outbox.watch else { return };
            if watch.last.as_ref() != Some(&status) {
                watch.last = Some(status.clone());
                outbox.push_event(&HostEvent::Status { status: Box::new(status) });
            }
        });
    }

    /// Waits for what the writing thread has to do; `None` when the client is gone.
    pub fn next_work(&self) -> Option<Work> {
        let mut outbox = lock(&self.outbox);
        outbox.busy = false;
        loop {
            if outbox.closed {
                self.less.notify_all();
                return None;
            }
            if let Some(work) = outbox.next_work() {
                outbox.busy = true;
                self.less.notify_all();
                return Some(work);
            }
            self.less.notify_all();
            outbox = match outbox.status_due() {
                None => self.more.wait(outbox).unwrap_or_else(std::sync::PoisonError::into_inner),
                Some(due) => {
                    let pause = due.saturating_duration_since(Instant::now());
                    self.more.wait_timeout(outbox, pause).unwrap_or_else(std::sync::PoisonError::into_inner).0
                }
            };
        }
    }

    /// Waits until the client has taken enough of its answers that it may ask for more. `false`: it is gone.
    pub fn wait_for_room(&self) -> bool {
        let mut outbox = lock(&self.outbox);
        while !outbox.closed && outbox.answer_bytes > MOST_ANSWERS {
            outbox = self.less.wait(outbox).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        !outbox.closed
    }

    /// Waits until everything was written or the client is gone, at most until `deadline`.
    pub fn wait_until_flushed(&self, deadline: Instant) {
        let mut outbox = lock(&self.outbox);
        while !outbox.closed && outbox.has_work() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            outbox = self.less.wait_timeout(outbox, left).unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
    }

    /// Ends the connection; both of its threads come to their end.
    pub fn close(&self) {
        self.change(|outbox| {
            outbox.closed = true;
            outbox.attached = false;
            outbox.queue.clear();
        });
        self.less.notify_all();
        self.connection.shut_down();
    }
}

impl Outbox {
    /// Queues the answer to a request.
    pub fn push_answer<T: Serialize>(&mut self, request: u64, outcome: Result<T, WireError>) {
        self.push_json(Kind::RESPONSE, &Response::of(request, outcome));
    }

    /// Queues an event.
    pub fn push_event(&mut self, event: &HostEvent) {
        self.push_json(Kind::EVENT, event);
    }

    /// Queues a frame of terminal bytes, at most [`frame::MAX_PAYLOAD`].
    pub fn push_frame(&mut self, kind: Kind, payload: Vec<u8>) {
        self.answer_bytes += payload.len();
        self.queue.push_back(Outgoing::Frame(kind, payload));
    }

    /// Queues bytes that an event has announced, cut into frames when they go out.
    pub fn push_snapshot(&mut self, bytes: Vec<u8>) {
        self.answer_bytes += bytes.len();
        self.queue.push_back(Outgoing::Snapshot(bytes));
    }

    /// Queues a part of the stream; what is queued is dropped if it becomes too much.
    pub fn push_stream(&mut self, item: &Item) {
        match item {
            Item::Output(batch) => self.output_bytes += batch.bytes.len(),
            Item::Resized(_) => {}
            Item::Colors(_) => return,
        }
        if self.output_bytes > MOST_QUEUED {
            self.queue.retain(|outgoing| !matches!(outgoing, Outgoing::Stream(_)));
            self.output_bytes = 0;
            self.behind = true;
        } else {
            self.queue.push_back(Outgoing::Stream(item.clone()));
        }
    }

    /// From now on the client gets output; what was dropped does not matter any more.
    pub fn attach(&mut self) {
        self.attached = true;
        self.behind = false;
    }

    /// Whether the end is still to be said; the caller does so.
    pub fn take_end(&mut self) -> bool {
        self.attached && !self.behind && !std::mem::replace(&mut self.told_end, true)
    }

    /// From now on the client gets a status at every change.
    pub fn watch(&mut self, first: HostStatus) {
        self.watch = Some(Watch { changed: false, next: Instant::now() + STATUS_PAUSE, last: Some(first) });
    }

    /// From now on the client gets the log.
    pub fn feed_log(&mut self, feed: LogFeed) {
        self.log = Some(feed);
        self.log_grew = true;
    }

    /// As [`Self::feed_log`], when there is nothing more in it for the present.
    pub fn keep_log(&mut self, feed: LogFeed) {
        self.log = Some(feed);
    }

    /// The log has grown, or will not any more.
    pub fn log_changed(&mut self) {
        self.log_grew = true;
    }

    fn push_json<T: Serialize>(&mut self, kind: Kind, message: &T) {
        match serde_json::to_vec(message) {
            Ok(payload) => self.push_frame(kind, payload),
            Err(error) => tracing::error!(%error, ?kind, "writing a message"),
        }
    }

    fn next_work(&mut self) -> Option<Work> {
        if self.status_due().is_some_and(|due| due <= Instant::now()) {
            let watch = self.watch.as_mut()?;
            watch.changed = false;
            watch.next = Instant::now() + STATUS_PAUSE;
            return Some(Work::Status);
        }
        if !self.queue.is_empty() {
            return Some(Work::Write(self.take_bytes()));
        }
        if self.behind {
            return Some(Work::Repaint);
        }
        if std::mem::replace(&mut self.log_grew, false) {
            return self.log.take().map(Work::Log);
        }
        None
    }

    fn status_due(&self) -> Option<Instant> {
        self.watch.as_ref().filter(|watch| watch.changed).map(|watch| watch.next)
    }

    fn has_work(&self) -> bool {
        self.busy
            || !self.queue.is_empty()
            || self.behind
            || (self.log.is_some() && self.log_grew)
            || self.status_due().is_some()
    }

    /// Takes what fits into one write.
    fn take_bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < ONE_WRITE
            && let Some(outgoing) = self.queue.pop_front()
        {
            let encoded = match &outgoing {
                Outgoing::Stream(Item::Output(batch)) => {
                    self.output_bytes -= batch.bytes.len();
                    encode_output(batch, &mut bytes)
                }
                Outgoing::Stream(Item::Resized(size)) => encode_event(&HostEvent::Resized { size: *size }, &mut bytes),
                Outgoing::Stream(Item::Colors(_)) => Ok(()),
                Outgoing::Frame(kind, payload) => {
                    self.answer_bytes -= payload.len();
                    frame::encode(*kind, payload, &mut bytes)
                }
                Outgoing::Snapshot(snapshot) => {
                    self.answer_bytes -= snapshot.len();
                    snapshot.chunks(PIECE).try_for_each(|piece| frame::encode(Kind::SNAPSHOT, piece, &mut bytes))
                }
            };
            if let Err(error) = encoded {
                tracing::error!(%error, "a message of ours does not fit a frame");
            }
        }
        bytes
    }
}

fn encode_output(batch: &Batch, out: &mut Vec<u8>) -> Result<(), frame::FrameError> {
    frame::encode_parts(Kind::OUTPUT, &[&batch.offset.to_le_bytes(), &batch.bytes], out)
}

fn encode_event(event: &HostEvent, out: &mut Vec<u8>) -> Result<(), frame::FrameError> {
    // Data of ours always becomes JSON.
    frame::encode(Kind::EVENT, &serde_json::to_vec(event).unwrap_or_default(), out)
}
