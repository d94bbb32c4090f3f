//! One connection's way out, as others see it: they fill its outbox without waiting, its writing thread asks what to do
//! next. A client that is too slow is repainted when it has caught up; it slows nobody.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use protocol::error::WireError;
use protocol::hello::Role;
use protocol::host::HostEvent;
use protocol::transport::Stream as Connection;
use serde::Serialize;

use crate::outbox::{Next, ONE_WRITE, Outbox, Work};
use crate::owner::ClientId;
use crate::roles;
use crate::session::Session;
use crate::stream::Item;
use crate::threads::lock;

/// How long the writing thread lets a flood come in before it goes out.
const LAZINESS: Duration = Duration::from_millis(2);

/// One connected client.
#[derive(Debug)]
pub struct Client {
    /// Our number for it.
    pub id: ClientId,
    /// As what it said hello.
    pub role: Role,
    /// Whether it may neither type nor resize, as it asked at attaching.
    pub read_only: AtomicBool,
    /// How many lines it wants above the screen. 0: it has not said.
    pub lines: AtomicUsize,
    found: OnceLock<roles::Role>,
    connection: Arc<Connection>,
    outbox: Mutex<Outbox>,
    /// The writing thread waits here for something to do.
    more: Condvar,
    /// Others wait here for it to have done something.
    less: Condvar,
}

impl Client {
    /// A client that has said hello and asked nothing yet.
    pub fn new(id: ClientId, role: Role, connection: Arc<Connection>) -> Self {
        Self {
            id,
            role,
            read_only: AtomicBool::new(false),
            lines: AtomicUsize::new(0),
            found: OnceLock::new(),
            connection,
            outbox: Mutex::default(),
            more: Condvar::new(),
            less: Condvar::new(),
        }
    }

    /// Who it is here, found out when it first matters: later its process may have lost its ancestors.
    pub fn role_in(&self, session: &Session) -> roles::Role {
        *self.found.get_or_init(|| roles::of(session, self))
    }

    /// Its process, where the system tells. It may have exited since.
    pub fn pid(&self) -> Option<u32> {
        self.connection.peer().pid
    }

    /// Whether it gets output.
    pub fn is_attached(&self) -> bool {
        lock(&self.outbox).is_attached()
    }

    /// Whether it may type and resize.
    pub fn is_interactive(&self) -> bool {
        self.is_attached() && !self.read_only.load(Ordering::Relaxed)
    }

    /// Gives it the next thing of the stream.
    pub fn offer(&self, item: &Item) {
        if lock(&self.outbox).offer(item) {
            self.more.notify_one();
        }
    }

    /// As [`Self::offer`], for the reader: what it gets back it writes itself, by [`Self::write_lent`], once it holds no
    /// lock. A key's echo that need not wait for a thread is there sooner.
    pub fn offer_or_lend(&self, item: &Item) -> Option<Vec<u8>> {
        let lent = lock(&self.outbox).lend(item);
        if lent.is_none() {
            self.offer(item);
        }
        lent
    }

    /// Writes as much as goes out without waiting, and leaves the rest to the writing thread.
    pub fn write_lent(&self, mut bytes: Vec<u8>) {
        bytes.drain(..self.connection.write_at_once(&bytes));
        if lock(&self.outbox).give_back(bytes) {
            self.more.notify_one();
        }
        self.less.notify_all();
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
        if lock(&self.outbox).status_changed(Instant::now()) {
            self.more.notify_one();
        }
    }

    /// Waits for what the writing thread has to do; `None` when the client is gone. In a flood it waits a moment, so that
    /// more goes out at once.
    pub fn next_work(&self, flood: bool) -> Option<Work> {
        let mut outbox = lock(&self.outbox);
        if flood && outbox.is_waiting_for(ONE_WRITE) {
            let waits = |outbox: &mut Outbox| outbox.is_waiting_for(ONE_WRITE);
            let waited = self.more.wait_timeout_while(outbox, LAZINESS, waits);
            outbox = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        loop {
            let work = outbox.next_work(Instant::now());
            self.less.notify_all();
            match work {
                Next::Work(work) => return Some(work),
                Next::Gone => return None,
                Next::Wait => outbox = self.more.wait(outbox).unwrap_or_else(PoisonError::into_inner),
                Next::WaitUntil(due) => {
                    let pause = due.saturating_duration_since(Instant::now());
                    outbox = self.more.wait_timeout(outbox, pause).unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
    }

    /// Waits until the client has taken enough of its answers that it may ask for more. `false`: it is gone.
    pub fn wait_for_room(&self) -> bool {
        let outbox = lock(&self.outbox);
        let waited = self.less.wait_while(outbox, |outbox| !outbox.is_closed() && !outbox.has_room());
        !waited.unwrap_or_else(PoisonError::into_inner).is_closed()
    }

    /// Waits until everything was written or the client is gone, at most until `deadline`.
    pub fn wait_until_flushed(&self, deadline: Instant) {
        let limit = deadline.saturating_duration_since(Instant::now());
        let outbox = lock(&self.outbox);
        drop(self.less.wait_timeout_while(outbox, limit, |outbox| !outbox.is_closed() && outbox.has_work()));
    }

    /// Ends the connection; both of its threads come to their end.
    pub fn close(&self) {
        self.change(Outbox::close);
        self.less.notify_all();
        self.connection.shut_down();
    }
}
