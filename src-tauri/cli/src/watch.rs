//! The daemon's events with a time limit: a thread reads, whoever waits takes from a channel.
//! A channel because not every system can bound a read.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use protocol::client::{Client, Message};
use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use protocol::requests::{Subscribe, Subscribed};

use crate::context::{ANSWER_LIMIT, Context};

/// For how long a daemon that went away is asked for again.
const RECONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long to wait before a daemon that went away is asked for once more.
pub const RECONNECT_PAUSE: Duration = Duration::from_millis(100);

/// How many times in a row a daemon may go away before it says how things are.
pub const MOST_FAILURES: usize = 20;

/// A moment after which nobody waits any more; `None` waits for ever.
pub type Deadline = Option<Instant>;

/// What a subscriber hears.
#[derive(Debug)]
pub enum Heard {
    /// One change.
    Event(Event),
    /// The connection is over: the daemon left or died.
    Gone,
}

/// A subscription.
#[derive(Debug)]
pub struct Watch {
    heard: Receiver<Heard>,
}

impl Watch {
    /// Subscribes, and returns everything as it is now with what follows.
    ///
    /// # Errors
    /// What the daemon answers; `timed_out`.
    pub fn start(mut client: Client) -> Result<(Subscribed, Self), WireError> {
        let now = client.call_within(&Subscribe {}, ANSWER_LIMIT)?;
        let (tell, heard) = channel();
        thread::spawn(move || {
            while let Some(event) = next_event(&mut client) {
                if tell.send(Heard::Event(event)).is_err() {
                    return;
                }
            }
            tell.send(Heard::Gone).ok();
        });
        Ok((now, Self { heard }))
    }

    /// Waits for what comes next.
    ///
    /// # Errors
    /// `timed_out` after the deadline.
    pub fn next(&self, deadline: Deadline) -> Result<Heard, WireError> {
        let Some(deadline) = deadline else { return Ok(self.heard.recv().unwrap_or(Heard::Gone)) };
        match self.heard.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(heard) => Ok(heard),
            Err(RecvTimeoutError::Disconnected) => Ok(Heard::Gone),
            Err(RecvTimeoutError::Timeout) => Err(WireError::new(ErrorCode::TimedOut, "it did not happen in time")),
        }
    }

    /// Waits until the daemon has looked at every session.
    ///
    /// # Errors
    /// `timed_out`; `daemon_unreachable` where it went away meanwhile.
    pub fn until_reconciled(client: Client, limit: Duration) -> Result<(), WireError> {
        let deadline = Some(Instant::now() + limit);
        let (now, watch) = Self::start(client)?;
        let mut reconciling = now.daemon.reconciling;
        while reconciling {
            match watch.next(deadline)? {
                Heard::Event(Event::Reconciled) => reconciling = false,
                Heard::Event(_) => {}
                Heard::Gone => return Err(WireError::new(ErrorCode::DaemonUnreachable, "the daemon went away")),
            }
        }
        Ok(())
    }
}

/// The next event; `None` at the end of the connection. A goodbye is the end: nothing follows it.
fn next_event(client: &mut Client) -> Option<Event> {
    loop {
        match client.next_message().ok()? {
            Message::Frame(frame) => {
                if let Some(event) = Message::event(&frame) {
                    return Some(event);
                }
            }
            Message::Response(_) => {}
            Message::Goodbye(_) | Message::Closed => return None,
        }
    }
}

/// A new connection after the daemon went away: it may be a moment before the next one answers.
///
/// # Errors
/// `timed_out` after the deadline; what keeps it from answering.
pub fn reconnect(deadline: Deadline, context: &Context) -> Result<Client, WireError> {
    let last = Instant::now() + RECONNECT_LIMIT;
    loop {
        match context.daemon() {
            Ok(daemon) => return Ok(daemon),
            Err(error) if Instant::now() > last => return Err(error),
            Err(_) if deadline.is_some_and(|deadline| Instant::now() > deadline) => {
                return Err(WireError::new(ErrorCode::TimedOut, "it did not happen in time"));
            }
            Err(_) => thread::sleep(RECONNECT_PAUSE),
        }
    }
}

/// Whether the daemon went away, so that it makes sense to ask for one again.
pub fn is_gone(error: &WireError) -> bool {
    matches!(error.code, ErrorCode::DaemonUnreachable | ErrorCode::ShuttingDown)
}
