//! One terminal attached to one host: what is typed goes there, what it prints comes here, and the terminal is given
//! back at the end whatever happened. The daemon has no part in it.
//!
//! Threads: this one reads the host and paints; one reads keys; one takes signals; one sends what does not go
//! out at once, because sending waits where a host does not read, and the detach key and signals must work then too.

mod asked;
mod input;
mod keys;
mod painter;
mod sending;
pub mod terminal;

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use protocol::client::{self, Client, Message};
use protocol::end::End;
use protocol::error::WireError;
use protocol::frame::{Frame, Kind, decode_output};
use protocol::host::{Attached, HostEvent};
use protocol::session::Size;

use crate::platform::{self, Signal};
use asked::Asked;
use painter::Painter;
use sending::Sending;

/// How long the painting thread may take to leave after a signal. It hangs where the terminal does not take output.
const LEAVE_LIMIT: Duration = Duration::from_secs(1);

/// Why a terminal is not attached any more.
#[derive(Clone, Debug, PartialEq)]
pub enum Left {
    /// The detach key, or the terminal has no more input.
    Detached,
    /// The session's program ended.
    Ended(Box<End>),
    /// The host hung up without saying that the program ended.
    HostGone,
    /// The terminal cannot be written to any more.
    TerminalGone,
    /// A signal told this program to end.
    Signal(i32),
}

/// How it went.
#[derive(Clone, Debug)]
pub struct Report {
    /// Why it is over.
    pub left: Left,
    /// What the host wanted people to know meanwhile.
    pub notices: Vec<String>,
}

/// Ends the attachment from any thread. The first reason counts.
#[derive(Clone, Debug)]
struct Ender {
    reason: Arc<Mutex<Option<Left>>>,
    host: client::Sender,
}

impl Ender {
    fn end(&self, why: Left) {
        self.reason.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
        self.host.close();
    }

    fn reason(&self) -> Option<Left> {
        self.reason.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Gives this terminal to a session that the host was asked to attach it to, until the detach key, the session's end, a
/// signal or a lost connection.
///
/// # Errors
/// Where the terminal cannot be used.
pub fn attach(mut client: Client, attached: &Attached, read_only: bool) -> Result<Report, WireError> {
    let ender = Ender { reason: Arc::default(), host: client.sender() };
    let terminal = terminal::Guard::enter()?;
    let sending = Sending::start(client.sender())?;
    let (left, painting_is_over) = channel();
    watch_signals(ender.clone(), sending.clone(), read_only, painting_is_over)?;
    let asked = Arc::new(Asked::default());
    thread::spawn({
        let (ender, asked) = (ender.clone(), asked.clone());
        move || input::forward(&sending, &ender, &asked, read_only)
    });
    let report = paint(&mut client, attached, &ender, &asked);
    drop(terminal);
    left.send(()).ok();
    Ok(report)
}

fn watch_signals(ender: Ender, sending: Sending, read_only: bool, over: Receiver<()>) -> io::Result<()> {
    platform::on_signals(move |signal| match signal {
        Signal::Resized | Signal::Continued => {
            if signal == Signal::Continued {
                terminal::enter_again();
            }
            if let Some(size) = platform::output_size().filter(|_| !read_only) {
                sending.resized(size);
            }
        }
        Signal::End(number) => {
            ender.end(Left::Signal(number));
            if over.recv_timeout(LEAVE_LIMIT).is_err() {
                terminal::abandon();
                platform::die_of(number);
            }
        }
    })
}

/// Shows what the host sends until there is no more.
fn paint(client: &mut Client, attached: &Attached, ender: &Ender, asked: &Asked) -> Report {
    let mut painter = Painter::new(attached.generation);
    let mut notices = Vec::new();
    let left = loop {
        let shown = match client.next_message() {
            Ok(Message::Frame(frame)) => show(&frame, &mut painter, asked, &mut notices),
            Ok(Message::Response(_) | Message::Goodbye(_)) => Ok(None),
            Ok(Message::Closed) | Err(_) => break Left::HostGone,
        };
        match shown {
            Ok(Some(end)) => break Left::Ended(end),
            Ok(None) => {}
            Err(_) => break Left::TerminalGone,
        }
        // What serves an ended session may stay for ever, and has nothing more to show.
        if let Some(end) = attached.end.as_ref().filter(|_| painter.is_complete()) {
            break Left::Ended(Box::new(end.clone()));
        }
    };
    Report { left: ender.reason().unwrap_or(left), notices }
}

/// Shows one frame; returns the end where it tells one.
fn show(
    frame: &Frame,
    painter: &mut Painter,
    asked: &Asked,
    notices: &mut Vec<String>,
) -> io::Result<Option<Box<End>>> {
    let mut out = terminal::Output;
    match frame.kind {
        Kind::OUTPUT => {
            if let Some((_, bytes)) = decode_output(&frame.payload) {
                asked.shown(bytes, Instant::now());
                platform::write_output(bytes)?;
            }
        }
        Kind::SNAPSHOT => painter.piece(&frame.payload, &mut out)?,
        _ => match Message::event::<HostEvent>(frame) {
            Some(HostEvent::Snapshot { before, length, .. }) => {
                let rows = platform::output_size().unwrap_or(Size::DEFAULT).rows;
                painter.begin(before, length, rows, &mut out)?;
            }
            Some(HostEvent::Ended { end }) => return Ok(Some(end)),
            Some(HostEvent::Notice { message }) => notices.push(message),
            _ => {}
        },
    }
    Ok(None)
}
