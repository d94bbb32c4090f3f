//! Terminals: each attachment is a connection of its own to a session's host, pumped into a channel of the window.
//! Bytes go through as they are. The daemon is asked only where the host is; without one the last known place is tried.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use protocol::client::{Client, Sender};
use protocol::end::End;
use protocol::error::{ErrorCode, WireError};
use protocol::hello::{Hello, Role};
use protocol::host::{Attach, Attached, Colors, History, Resize};
use protocol::id::{Generation, SessionId};
use protocol::requests::{Open, Opened};
use protocol::session::Size;
use serde::Serialize;
use serde_json::json;
use tauri::ipc::{Channel, InvokeResponseBody, Request};
use tauri::{State, WebviewWindow};

use super::credit::Credit;
use super::pump::{Pump, Tag};
use super::request::{Control, apart};
use super::system::bytes;
use crate::PROGRAM;
use crate::app::Shell;

/// How long the daemon and the host may each take to answer.
const ANSWER: Duration = Duration::from_secs(5);
/// Input that a stopped program has not taken yet; more is refused.
const MOST_INPUT: usize = 8 * 1024 * 1024;

/// What an attachment begins with.
#[derive(Clone, Debug, Serialize)]
pub struct AttachInfo {
    /// Names the attachment in the other commands.
    attachment: u32,
    /// Whose terminal it is.
    session: SessionId,
    /// Which run.
    generation: Generation,
    /// The terminal's size.
    size: Size,
    /// From which offset output follows.
    offset: u64,
    /// Whether no snapshot comes, because only what was missed since `since` follows.
    resumed: bool,
    /// Whether the program lives.
    live: bool,
    /// How the run ended. Absent while it lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<End>,
}

/// All open attachments, and where hosts were last seen.
#[derive(Default)]
pub struct Attachments {
    open: Mutex<Table>,
    places: Mutex<HashMap<String, Opened>>,
}

#[derive(Default)]
struct Table {
    all: HashMap<u32, Attachment>,
    /// The last number given.
    next: u32,
    /// Of each window by its label, raised whenever its page goes away, so that what it asked for and comes too late is not
    /// kept.
    pages: HashMap<String, u64>,
}

impl Table {
    fn page(&self, window: &str) -> u64 {
        self.pages.get(window).copied().unwrap_or_default()
    }
}

struct Attachment {
    /// The label of the window that shows it.
    window: String,
    host: Sender,
    outbox: mpsc::Sender<ToHost>,
    queued: Arc<AtomicUsize>,
    credit: Arc<Credit>,
}

/// What the window has for a host. It goes through a queue, because the main thread must not wait for a host.
enum ToHost {
    Input(Vec<u8>),
    Resize(Size),
    History(usize),
}

impl Attachments {
    /// Attaches to a session and pumps its terminal into `channel` until either side goes away.
    fn attach(
        self: &Arc<Self>,
        control: &Control,
        window: String,
        id: &str,
        wish: &Attach,
        channel: Channel<InvokeResponseBody>,
    ) -> Result<AttachInfo, WireError> {
        let page = self.lock().page(&window);
        let place = self.place(control, id)?;
        let mut client = Client::connect(place.socket.as_ref(), &Hello::new(PROGRAM, Role::Client))?;
        let attached = client.call_within(wish, ANSWER)?;
        let (outbox, queue) = mpsc::channel();
        let (queued, credit) = (Arc::default(), Arc::default());
        let attachment = Attachment { window, host: client.sender(), outbox, queued, credit };
        let (host, queued, credit) = (client.sender(), attachment.queued.clone(), attachment.credit.clone());
        let number = self.keep(attachment, page)?;
        thread::spawn(move || pass_on(&host, &queue, &queued));
        let all = self.clone();
        thread::spawn(move || {
            let clean = Pump::new(channel.clone(), credit).run(client);
            // Absent where the window let go: then it wants to hear no more.
            if all.remove(number) {
                let message = [&[Tag::Closed as u8][..], json!({ "clean": clean }).to_string().as_bytes()].concat();
                channel.send(InvokeResponseBody::Raw(message)).ok();
            }
        });
        Ok(info(number, attached))
    }

    /// Where the session's host is. A daemon that does not answer is no reason not to attach.
    fn place(&self, control: &Control, id: &str) -> Result<Opened, WireError> {
        let places = || self.places.lock().unwrap_or_else(PoisonError::into_inner);
        match control.call(&Open { id: id.to_owned(), generation: None }, ANSWER) {
            Ok(opened) => {
                places().insert(id.to_owned(), opened.clone());
                Ok(opened)
            }
            Err(error) if is_absence(error.code) => places().get(id).cloned().ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Keeps an attachment that its window's page numbered `page` asked for.
    fn keep(&self, attachment: Attachment, page: u64) -> Result<u32, WireError> {
        let mut open = self.lock();
        if open.page(&attachment.window) != page {
            attachment.close();
            return Err(WireError::new(ErrorCode::ShuttingDown, "the window was closed meanwhile"));
        }
        open.next += 1;
        let number = open.next;
        open.all.insert(number, attachment);
        Ok(number)
    }

    fn send(&self, number: u32, message: ToHost) -> Result<(), WireError> {
        let open = self.lock();
        let attachment = open.all.get(&number).ok_or_else(|| no_attachment(number))?;
        if let ToHost::Input(bytes) = &message
            && attachment.queued.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() > MOST_INPUT
        {
            attachment.queued.fetch_sub(bytes.len(), Ordering::Relaxed);
            return Err(WireError::new(ErrorCode::TooLarge, "the program does not read what was typed before"));
        }
        attachment.outbox.send(message).map_err(|_| no_attachment(number))
    }

    fn repay(&self, number: u32, bytes: u64) {
        if let Some(attachment) = self.lock().all.get(&number) {
            attachment.credit.repay(bytes);
        }
    }

    /// Lets go of one attachment. Returns whether it was there.
    fn remove(&self, number: u32) -> bool {
        let removed = self.lock().all.remove(&number);
        removed.as_ref().inspect(|attachment| attachment.close()).is_some()
    }

    /// A window is gone, or shows another page: nobody looks at its terminals any more.
    pub fn close_all(&self, window: &str) {
        let gone: Vec<Attachment> = {
            let mut open = self.lock();
            *open.pages.entry(window.to_owned()).or_default() += 1;
            open.all.extract_if(|_, attachment| attachment.window == window).map(|(_, attachment)| attachment).collect()
        };
        gone.iter().for_each(Attachment::close);
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        // Insertions and removals are whole.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attachment {
    fn close(&self) {
        self.credit.close();
        self.host.close();
    }
}

/// Whether there is no daemon to ask, as opposed to one that refuses.
fn is_absence(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::DaemonUnreachable | ErrorCode::ShuttingDown | ErrorCode::TimedOut)
}

fn no_attachment(number: u32) -> WireError {
    WireError::new(ErrorCode::NotFound, format!("there is no attachment {number}"))
}

fn info(attachment: u32, attached: Attached) -> AttachInfo {
    let Attached { session, generation, size, offset, resumed, live, end } = attached;
    AttachInfo { attachment, session, generation, size, offset, resumed, live, end }
}

/// Passes on what the window has for a host until either goes away.
fn pass_on(host: &Sender, queue: &mpsc::Receiver<ToHost>, queued: &AtomicUsize) {
    for message in queue {
        let passed = match message {
            ToHost::Input(bytes) => {
                let passed = host.input(&bytes);
                queued.fetch_sub(bytes.len(), Ordering::Relaxed);
                passed
            }
            ToHost::Resize(size) => host.request(&Resize { size }).map(|_| ()),
            ToHost::History(lines) => host.request(&History { lines }).map(|_| ()),
        };
        if passed.is_err() {
            // The pump sees the end of the connection and says so.
            return;
        }
    }
}

/// Attaches the window to a session's terminal. See [the contract](crate::bridge).
#[tauri::command]
pub async fn attach(
    id: String,
    size: Option<Size>,
    colors: Option<Colors>,
    since: Option<u64>,
    channel: Channel<InvokeResponseBody>,
    window: WebviewWindow,
    shell: State<'_, Shell>,
) -> Result<AttachInfo, WireError> {
    let (attachments, control) = (shell.attachments.clone(), shell.control.clone());
    let window = window.label().to_owned();
    let wish = Attach { read_only: false, size: size.map(Size::clamped), colors, since };
    apart(move || attachments.attach(&control, window, &id, &wish, channel)).await
}

/// Types into an attached session. See [the contract](crate::bridge).
#[tauri::command]
pub fn input(request: Request<'_>, shell: State<'_, Shell>) -> Result<(), WireError> {
    let bad = |message: &str| WireError::new(ErrorCode::BadRequest, message);
    let header = request.headers().get("attachment").and_then(|value| value.to_str().ok());
    let number =
        header.and_then(|text| text.parse().ok()).ok_or_else(|| bad("the header `attachment` is no number"))?;
    let bytes = bytes(request.body()).map_err(|why| bad(&why))?;
    shell.attachments.send(number, ToHost::Input(bytes))
}

/// Says that the window shows a session in another size. See [the contract](crate::bridge).
#[tauri::command]
pub fn resize(attachment: u32, size: Size, shell: State<'_, Shell>) -> Result<(), WireError> {
    shell.attachments.send(attachment, ToHost::Resize(size.clamped()))
}

/// Asks for more lines above a session's screen. See [the contract](crate::bridge).
#[tauri::command]
pub fn history(attachment: u32, lines: usize, shell: State<'_, Shell>) -> Result<(), WireError> {
    shell.attachments.send(attachment, ToHost::History(lines))
}

/// Says how much the window's terminal has taken. See [the contract](crate::bridge).
#[tauri::command]
pub fn ack(attachment: u32, bytes: u64, shell: State<'_, Shell>) {
    shell.attachments.repay(attachment, bytes);
}

/// Lets go of a session's terminal. See [the contract](crate::bridge).
#[tauri::command]
pub fn detach(attachment: u32, shell: State<'_, Shell>) {
    shell.attachments.remove(attachment);
}
