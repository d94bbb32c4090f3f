//! What waits for one client: a bounded queue, and what is to be made for it once that is empty. A data structure; the
//! lock is its client's.

mod watch;

use std::collections::VecDeque;
use std::time::Instant;

use protocol::envelope::Response;
use protocol::error::WireError;
use protocol::frame::Kind;
use protocol::host::{HostEvent, HostStatus};
use serde::Serialize;

use crate::log_feed::LogFeed;
use crate::outgoing::Outgoing;
use crate::stream::Item;
use watch::Watch;

/// Output that may wait for one client, in bytes. Beyond it the client is behind.
const MOST_QUEUED: usize = 1024 * 1024;
/// Answers and snapshots that may wait before the client's next request is looked at, in bytes.
const MOST_ANSWERS: usize = 4 * 1024 * 1024;
/// Output that the reader may write itself, in bytes: the echo of a key.
const SHORT: usize = 1024;
/// How much is put into one write, in bytes.
pub const ONE_WRITE: usize = 128 * 1024;

/// What waits for one client. Locked after everything else, and for moments only.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Outgoing>,
    /// Of the stream, in the queue.
    output_bytes: usize,
    /// Of everything else in the queue.
    answer_bytes: usize,
    attached: bool,
    /// Output was dropped: a snapshot is due once the queue is empty.
    behind: bool,
    /// The client wants more above the screen: a snapshot is due, and output goes on meanwhile.
    wants_more: bool,
    /// That the run has ended was said.
    told_end: bool,
    watch: Option<Watch>,
    /// Absent also while the writing thread reads from it.
    log: Option<Box<LogFeed>>,
    /// There may be something in the log that was not read yet.
    log_grew: bool,
    /// The writing thread is writing or making something.
    busy: bool,
    /// The reader writes to the client itself just now; the writing thread keeps away.
    lent: bool,
    /// From how many bytes of output on the writing thread is to be woken for them. Absent: it is not waiting.
    wakes: Option<usize>,
    closed: bool,
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
    Log(Box<LogFeed>),
}

/// What the writing thread does next.
#[derive(Debug)]
pub enum Next {
    /// This.
    Work(Work),
    /// It waits for somebody to change the outbox.
    Wait,
    /// It waits likewise, but not longer than this.
    WaitUntil(Instant),
    /// It ends: the client is gone.
    Gone,
}

impl Outbox {
    /// Whether the client gets output.
    pub fn is_attached(&self) -> bool {
        self.attached
    }

    /// Whether the client is gone.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether the client may ask for more.
    pub fn has_room(&self) -> bool {
        self.answer_bytes <= MOST_ANSWERS
    }

    /// Whether anything is queued, being written, or to be made.
    pub fn has_work(&self) -> bool {
        let log = self.log.is_some() && self.log_grew;
        self.busy
            || self.lent
            || !self.queue.is_empty()
            || self.behind
            || self.wants_more
            || log
            || self.status_due().is_some()
    }

    /// The client is gone.
    pub fn close(&mut self) {
        self.closed = true;
        self.attached = false;
        self.queue.clear();
    }

    /// Takes the next thing of the stream if the client gets output. Whether the writing thread is to be woken for it.
    pub fn offer(&mut self, item: &Item) -> bool {
        if self.attached && !self.behind {
            self.push_stream(item);
        }
        self.log_grew = true;
        let due = self.attached || self.log.is_some();
        due && self.wakes.take_if(|wanted| self.behind || self.output_bytes >= *wanted).is_some()
    }

    /// Gives the connection to the reader for this thing of the stream, as what to write: the writing thread waits for
    /// something to do, and need not be woken for so little. [`Self::give_back`] follows. `None`: it goes the usual way.
    pub fn lend(&mut self, item: &Item) -> Option<Vec<u8>> {
        let Item::Output(batch) = item else { return None };
        let idle = self.wakes == Some(0) && self.queue.is_empty() && self.log.is_none() && !self.lent;
        if batch.bytes.len() > SHORT || !idle || !self.attached || self.behind || self.wants_more {
            return None;
        }
        let mut bytes = Vec::new();
        Outgoing::Stream(item.clone()).encode(&mut bytes).ok()?;
        self.lent = true;
        Some(bytes)
    }

    /// Takes the connection back with what could not be written. Whether the writing thread is to be woken.
    pub fn give_back(&mut self, rest: Vec<u8>) -> bool {
        self.lent = false;
        if !rest.is_empty() {
            self.answer_bytes += rest.len();
            self.queue.push_front(Outgoing::Rest(rest));
        }
        self.closed || self.has_work()
    }

    /// Whether the writing thread, which waits for so much output to gather, is still to wait.
    pub fn is_waiting_for(&mut self, bytes: usize) -> bool {
        let only_output = self.answer_bytes == 0 && !self.behind && !self.closed;
        let waits = only_output && self.output_bytes < bytes;
        self.wakes = waits.then_some(bytes);
        waits
    }

    /// Queues the answer to a request.
    pub fn push_answer<T: Serialize>(&mut self, request: u64, outcome: Result<T, WireError>) {
        self.push_json(Kind::RESPONSE, &Response::of(request, outcome));
    }

    /// Queues an event.
    pub fn push_event(&mut self, event: &HostEvent) {
        self.push_json(Kind::EVENT, event);
    }

    /// Queues a frame of terminal bytes, at most [`MAX_PAYLOAD`](protocol::frame::MAX_PAYLOAD).
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

    /// A snapshot is due, because the client wants to see more than it was shown. Whether it gets output at all.
    pub fn repaint(&mut self) -> bool {
        self.wants_more = self.attached;
        self.attached
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
        self.watch = Some(Watch::new(first, Instant::now()));
    }

    /// Notes that the status is another one. Whether that is news.
    pub fn status_changed(&mut self, now: Instant) -> bool {
        self.watch.as_mut().is_some_and(|watch| watch.note(now))
    }

    /// A status is due now, however short ago the last one was.
    pub fn status_at_once(&mut self) {
        self.watch.iter_mut().for_each(|watch| watch.hurry(Instant::now()));
    }

    /// Queues a status if it says anything new.
    pub fn push_status(&mut self, status: HostStatus) {
        if self.watch.as_mut().is_some_and(|watch| watch.is_news(&status)) {
            self.push_event(&HostEvent::Status { status: Box::new(status) });
        }
    }

    /// From now on the client gets the log.
    pub fn feed_log(&mut self, feed: Box<LogFeed>) {
        self.log = Some(feed);
        self.log_grew = true;
    }

    /// As [`Self::feed_log`], when there is nothing more in it for the present.
    pub fn keep_log(&mut self, feed: Box<LogFeed>) {
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

    /// What to do next; whatever was to be done before counts as done.
    pub fn next_work(&mut self, now: Instant) -> Next {
        self.busy = false;
        self.wakes = None;
        if self.closed {
            return Next::Gone;
        }
        if self.lent {
            self.wakes = Some(0);
            return Next::Wait;
        }
        let due = self.status_due();
        match self.take_work(due.is_some_and(|due| due <= now), now) {
            Some(work) => {
                self.busy = true;
                Next::Work(work)
            }
            None => {
                self.wakes = Some(0);
                due.map_or(Next::Wait, Next::WaitUntil)
            }
        }
    }

    fn take_work(&mut self, status_due: bool, now: Instant) -> Option<Work> {
        if let Some(watch) = self.watch.as_mut().filter(|_| status_due) {
            watch.take(now);
            return Some(Work::Status);
        }
        if std::mem::take(&mut self.wants_more) {
            return Some(Work::Repaint);
        }
        if !self.queue.is_empty() {
            return Some(Work::Write(self.take_bytes()));
        }
        if self.behind {
            return Some(Work::Repaint);
        }
        // Noted as read before it is read, so that what comes meanwhile is not missed.
        self.log.take_if(|_| std::mem::replace(&mut self.log_grew, false)).map(Work::Log)
    }

    fn status_due(&self) -> Option<Instant> {
        self.watch.as_ref().and_then(Watch::due)
    }

    /// Takes what fits into one write.
    fn take_bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < ONE_WRITE
            && let Some(outgoing) = self.queue.pop_front()
        {
            match &outgoing {
                Outgoing::Stream(_) => self.output_bytes -= outgoing.length(),
                Outgoing::Frame(..) | Outgoing::Snapshot(_) | Outgoing::Rest(_) => {
                    self.answer_bytes -= outgoing.length()
                }
            }
            if let Err(error) = outgoing.encode(&mut bytes) {
                tracing::error!(%error, "a message of ours does not fit a frame");
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests;
