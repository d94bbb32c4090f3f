//! Answers the host's socket: accepts, says hello, reads requests, one reading and one writing thread for each client.
//! Whatever one client sends or fails to take ends that client at most.

mod attach;
mod carry_out;
mod deliver;
mod export;
mod history;
mod hook;
mod input;
mod logs;
mod resize;
mod screen;
mod watch;
mod write;

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use protocol::agent::Hook;
use protocol::envelope::{Call, Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::frame::Kind;
use protocol::hello::Hello;
use protocol::host::{Attach, CarryOut, Deliver, Export, History, Logs, Resize, Screen, Watch, Write};
use protocol::transport::{FrameReader, Listener, Stream as Connection, shake_hands, write_frame};

use crate::client::Client;
use crate::outbox::Work;
use crate::pace::Pace;
use crate::painting;
use crate::platform;
use crate::roles;
use crate::session::Session;
use crate::threads;

/// How long to wait when the system has no descriptor or no memory for another client.
const BACK_OFF: Duration = Duration::from_millis(200);

/// Accepts clients for ever. Runs on a thread of its own.
pub fn accept_all(session: &Arc<Session>, listener: &Listener) {
    let ids = Arc::new(AtomicU64::new(1));
    let mut spare = File::open(platform::NOWHERE).ok();
    loop {
        match listener.accept() {
            Ok(connection) => welcome(session, connection, ids.fetch_add(1, Ordering::Relaxed)),
            Err(error) if is_the_peers(&error) => tracing::info!(%error, "refusing a connection"),
            Err(error) => {
                tracing::warn!(%error, "accepting a connection");
                // With the spare descriptor the one who waits is turned away instead of left waiting.
                drop(spare.take());
                drop(listener.accept());
                spare = File::open(platform::NOWHERE).ok();
                std::thread::sleep(BACK_OFF);
            }
        }
    }
}

/// Whether an error is about the one who connected, and not about us.
fn is_the_peers(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, Interrupted, NotConnected, PermissionDenied};
    matches!(
        error.kind(),
        PermissionDenied | ConnectionAborted | ConnectionReset | NotConnected | BrokenPipe | Interrupted
    )
}

fn welcome(session: &Arc<Session>, connection: Connection, id: u64) {
    let session = session.clone();
    let started = threads::start("client", move || {
        let connection = Arc::new(connection);
        let mut reader = FrameReader::new(connection.clone());
        match shake_hands(&mut reader, &session.place.hello()) {
            Ok((hello, _)) => converse(&session, reader, connection, &hello, id),
            Err(error) => refuse(&connection, error),
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "starting a thread for a client");
    }
}

/// Says why before hanging up; the other side may be gone already.
fn refuse(connection: &Connection, error: WireError) {
    tracing::info!(%error, "refusing a client");
    let response = Response::of::<()>(0, Err(error));
    if let Ok(payload) = serde_json::to_vec(&response) {
        let _ = write_frame(connection, Kind::RESPONSE, &payload);
    }
    connection.shut_down();
}

fn converse(session: &Arc<Session>, mut reader: FrameReader, connection: Arc<Connection>, hello: &Hello, id: u64) {
    let client = Arc::new(Client::new(id, hello.role, connection.clone()));
    let writing = {
        let (session, client) = (session.clone(), client.clone());
        threads::start("client out", move || {
            write_out(&session, &client, &connection);
            client.close();
        })
    };
    if let Err(error) = writing {
        tracing::warn!(%error, "starting a thread for a client");
        return client.close();
    }
    let leaving = Leaving { session, client: &client };
    session.add(client.clone());
    while client.wait_for_room() {
        match reader.next_frame() {
            Ok(Some(frame)) if frame.kind == Kind::INPUT => input::take(session, &client, frame.payload),
            Ok(Some(frame)) if frame.kind == Kind::REQUEST => {
                if !request(session, &client, &frame.payload) {
                    break;
                }
            }
            // Kinds of a newer version are skipped.
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => {
                tracing::info!(%error, client = client.id, "closing a client");
                break;
            }
        }
    }
    drop(leaving);
}

/// Takes the client out of the session, also when its thread panics.
struct Leaving<'a> {
    session: &'a Session,
    client: &'a Client,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.client.close();
        self.session.remove(self.client);
    }
}

/// Writes what is queued until the client is gone.
fn write_out(session: &Session, client: &Client, mut connection: &Connection) {
    let mut pace = Pace::new(Instant::now());
    while let Some(work) = client.next_work(pace.is_flood) {
        match work {
            Work::Write(bytes) => {
                pace.went_on(bytes.len(), Instant::now());
                if let Err(error) = connection.write_all(&bytes) {
                    tracing::debug!(%error, client = client.id, "writing to a client");
                    return;
                }
            }
            Work::Repaint => painting::paint(session, client, None),
            Work::Status => {
                let status = session.status();
                client.change(|outbox| outbox.push_status(status));
            }
            Work::Log(feed) => feed.feed(client, !session.is_live()),
        }
    }
}

/// Carries out one request. `false`: it was none, and the connection is of no more use.
fn request(session: &Arc<Session>, client: &Arc<Client>, payload: &[u8]) -> bool {
    let Ok(request) = serde_json::from_slice::<Request>(payload) else {
        client.answer::<()>(0, Err(WireError::new(ErrorCode::BadRequest, "the request cannot be read")));
        client.wait_until_flushed(Instant::now() + BACK_OFF);
        return false;
    };
    let outcome = roles::check(&request, || client.role_in(session)).and_then(|()| match request.request.as_str() {
        Attach::NAME => request.read().map(|call| attach::attach(session, client, request.id, call)),
        Resize::NAME => request.read().map(|call| client.answer(request.id, resize::resize(session, client, call))),
        Write::NAME => request.read().and_then(|call| write::write(session, client, request.id, call)),
        Screen::NAME => request.read().map(|call| client.answer(request.id, screen::screen(session, call))),
        History::NAME => request.read().and_then(|call| history::history(client, request.id, call)),
        Logs::NAME => request.read().and_then(|call| logs::logs(session, client, request.id, call)),
        Export::NAME => request.read().and_then(|call| export::export(session, client, request.id, &call)),
        Watch::NAME => request.read().map(|Watch {}| watch::watch(session, client, request.id)),
        CarryOut::NAME => request.read().and_then(|call| carry_out::carry_out(session, client, request.id, call)),
        Deliver::NAME => request.read().and_then(|call| deliver::deliver(session, client, request.id, call)),
        Hook::NAME => request.read().map(|call| client.answer(request.id, hook::hook(session, client, &call))),
        other => {
            Err(WireError::new(ErrorCode::UnknownRequest, format!("this host does not know the request {other:?}"))
                .hint("the session's host is older or newer than this program"))
        }
    });
    if let Err(error) = outcome {
        client.answer::<()>(request.id, Err(error));
    }
    true
}
