//! One connection: hello, requests, answers, events, goodbye. A bad message closes this connection and nothing else.

use std::io;
use std::sync::Arc;

use protocol::envelope::{Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use protocol::frame::{Frame, Kind};
use protocol::hello::{Goodbye, Role};
use protocol::transport::asynchronous::{Connection, Reader, Writer, shake_hands};
use protocol::transport::{HELLO_DEADLINE, Peer};
use tokio::sync::{Semaphore, mpsc};

use crate::context::Daemon;
use crate::subscription::Subscription;
use crate::{handlers, settings};

/// How many requests of one connection are carried out at the same time.
const AT_ONCE: usize = 64;
/// How many answers may wait for a client that does not read.
const WAITING: usize = 64;

/// What a handler knows of whoever asks.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The process at the other end.
    pub peer: Peer,
    /// Takes the events of a subscription.
    pub events: mpsc::Sender<Subscription>,
}

/// Serves one connection to its end.
pub async fn run(daemon: Arc<Daemon>, stream: Connection) {
    let Some(_token) = daemon.exit.token() else { return };
    let peer = stream.peer();
    let (mut reader, mut writer) = stream.split();
    let greeting = tokio::time::timeout(HELLO_DEADLINE, shake_hands(&mut reader, &mut writer, &daemon.hello())).await;
    let role = match greeting {
        Ok(Ok((hello, _))) => hello.role,
        Ok(Err(error)) => return refuse(&mut writer, error).await,
        Err(_) => return,
    };
    let supervisor = role == Role::Supervisor;
    daemon.tell_watchdog(|watchdog| watchdog.connected(supervisor));
    if let Err(error) = converse(&daemon, peer, &mut reader, writer).await {
        tracing::info!("closing the connection of process {:?}: {error}", peer.pid);
    }
    daemon.tell_watchdog(|watchdog| watchdog.disconnected(supervisor));
    if daemon.watchdog().remaining().is_some() {
        let grace = settings::current(&daemon).await.grace();
        daemon.tell_watchdog(|watchdog| watchdog.set_grace(grace));
    }
}

/// Tells a stranger why, if it can still listen.
async fn refuse(writer: &mut Writer, error: WireError) {
    tracing::info!("refusing a connection: {}", error.message);
    let answer = Response::of::<()>(0, Err(error));
    let _ = tokio::time::timeout(HELLO_DEADLINE, writer.write_json(Kind::RESPONSE, &answer)).await;
}

async fn converse(daemon: &Arc<Daemon>, peer: Peer, reader: &mut Reader, writer: Writer) -> io::Result<()> {
    let (answers, waiting) = mpsc::channel(WAITING);
    let (events, subscriptions) = mpsc::channel(1);
    let asker = Asker { peer, events };
    let speaking = speak(daemon, writer, waiting, subscriptions);
    let listening = listen(daemon, reader, asker, answers);
    tokio::select! {
        outcome = speaking => outcome,
        outcome = listening => outcome,
    }
}

/// Reads requests and has each carried out in a task of its own.
async fn listen(
    daemon: &Arc<Daemon>,
    reader: &mut Reader,
    asker: Asker,
    answers: mpsc::Sender<Response>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(frame) = reader.next_frame().await? {
        let Some(request) = request(&frame)? else { continue };
        let (daemon, asker, answers) = (daemon.clone(), asker.clone(), answers.clone());
        let Ok(place) = places.clone().acquire_owned().await else { break };
        tokio::spawn(async move {
            let answer = handlers::answer(&daemon, &asker, request).await;
            daemon.busy.notify_one();
            // The client may be gone; what it asked for is done all the same.
            let _ = answers.send(answer).await;
            drop(place);
        });
    }
    Ok(())
}

/// Unknown kinds of frames are skipped; a request that is none ends the connection.
fn request(frame: &Frame) -> io::Result<Option<Request>> {
    if frame.kind != Kind::REQUEST {
        return Ok(None);
    }
    serde_json::from_slice(&frame.payload).map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Writes answers and events, each frame whole, and goodbye at the end.
async fn speak(
    daemon: &Arc<Daemon>,
    mut writer: Writer,
    mut answers: mpsc::Receiver<Response>,
    mut subscriptions: mpsc::Receiver<Subscription>,
) -> io::Result<()> {
    let mut events: Option<Subscription> = None;
    loop {
        tokio::select! {
            // Answers first: what is said of a subscription must come before its events.
            biased;
            Some(answer) = answers.recv() => write_answer(&mut writer, answer).await?,
            Some(subscription) = subscriptions.recv(), if answers.is_empty() => events = Some(subscription),
            event = next(&mut events), if events.is_some() => match event {
                Some(bytes) => writer.write_frame(Kind::EVENT, &bytes).await?,
                None => {
                    events = None;
                    writer.write_json(Kind::EVENT, &Event::Dropped).await?;
                }
            },
            reason = daemon.exit.wanted() => {
                while let Ok(answer) = answers.try_recv() {
                    write_answer(&mut writer, answer).await?;
                }
                return writer.write_json(Kind::GOODBYE, &Goodbye { reason }).await;
            }
        }
    }
}

async fn next(events: &mut Option<Subscription>) -> Option<Arc<[u8]>> {
    match events {
        Some(events) => events.next().await,
        None => None,
    }
}

/// An answer that does not fit a frame is replaced by an error: the client would wait for ever otherwise.
async fn write_answer(writer: &mut Writer, answer: Response) -> io::Result<()> {
    let id = answer.id;
    match writer.write_json(Kind::RESPONSE, &answer).await {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let error = WireError::new(ErrorCode::TooLarge, "the answer is too large for one message");
            writer.write_json(Kind::RESPONSE, &Response::of::<()>(id, Err(error))).await
        }
        outcome => outcome,
    }
}
