//! What goes to the host: a key at once where the host takes it, everything else through a queue and a thread that may wait.
//! Whoever hands something in never waits.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use protocol::client::{self, AtOnce};
use protocol::error::WireError;
use protocol::host::Resize;
use protocol::session::Size;

/// No longer piece is tried at once, in bytes; what a person types is shorter.
const SHORT: usize = 4096;

/// What waits, in order.
enum Outgoing {
    Typed(Vec<u8>),
    /// The rest of what is on its way already.
    Rest,
    Resized(Size),
    /// Nothing more; tells when everything before it was sent.
    Last(Sender<()>),
}

/// The way to the host.
#[derive(Clone)]
pub(super) struct Sending {
    host: client::Sender,
    queue: Sender<Outgoing>,
    /// How many typed pieces are in the queue: nothing typed later may overtake them.
    typed: Arc<AtomicUsize>,
}

impl Sending {
    /// Starts the thread that may wait. It ends when the connection breaks; the painting thread notices that itself.
    pub fn start(host: client::Sender) -> io::Result<Self> {
        let (queue, waiting) = channel();
        let typed = Arc::new(AtomicUsize::new(0));
        let (sender, counted) = (host.clone(), typed.clone());
        thread::Builder::new().spawn(move || send(&sender, &waiting, &counted))?;
        Ok(Self { host, queue, typed })
    }

    /// Sends what was typed. `false`: the connection is broken. Called by one thread only.
    pub fn typed(&self, bytes: Vec<u8>) -> bool {
        let may_go = bytes.len() <= SHORT && self.typed.load(Ordering::Acquire) == 0;
        let outgoing = match may_go.then(|| self.host.input_at_once(&bytes)) {
            Some(AtOnce::Sent) => return true,
            Some(AtOnce::Begun) => Outgoing::Rest,
            Some(AtOnce::No) | None => Outgoing::Typed(bytes),
        };
        self.typed.fetch_add(1, Ordering::AcqRel);
        self.queue.send(outgoing).is_ok()
    }

    /// Says that the terminal has another size.
    pub fn resized(&self, size: Size) {
        self.queue.send(Outgoing::Resized(size)).ok();
    }

    /// Answers when everything that was handed in before was sent. Absent: the connection is broken.
    pub fn last(&self) -> Option<Receiver<()>> {
        let (sent, all_is_sent) = channel();
        self.queue.send(Outgoing::Last(sent)).ok().map(|()| all_is_sent)
    }
}

fn send(host: &client::Sender, queue: &Receiver<Outgoing>, typed: &AtomicUsize) {
    for outgoing in queue {
        if carry_out(host, outgoing, typed).is_err() {
            return;
        }
    }
}

fn carry_out(host: &client::Sender, outgoing: Outgoing, typed: &AtomicUsize) -> Result<(), WireError> {
    match outgoing {
        Outgoing::Typed(bytes) => host.input(&bytes)?,
        Outgoing::Rest => host.flush()?,
        Outgoing::Resized(size) => return host.request(&Resize { size }).map(drop),
        Outgoing::Last(sent) => {
            sent.send(()).ok();
            return Ok(());
        }
    }
    typed.fetch_sub(1, Ordering::AcqRel);
    Ok(())
}
