//! A client attached to a session: keeps what it is sent, and insists that nothing of it is missing or there twice.

use std::path::Path;

use protocol::client::{Client, Message};
use protocol::frame::{Frame, Kind, decode_output};
use protocol::hello::{Hello, Role};
use protocol::host::{Attach, HostEvent};
use protocol::id::SessionId;
use protocol::requests::Open;

use crate::support::{LIMIT, Sandbox};

/// Where a session is served.
pub fn socket(sandbox: &Sandbox, id: &SessionId) -> String {
    sandbox.client(Role::Client).call(&Open { id: id.to_string(), generation: None }).unwrap().socket
}

/// A snapshot and what followed it.
pub struct View {
    /// The offset that the snapshot is true at.
    pub offset: u64,
    /// The snapshot.
    pub snapshot: Vec<u8>,
    /// What was printed since.
    pub output: Vec<u8>,
}

impl View {
    /// How far it goes.
    pub fn end(&self) -> u64 {
        self.offset + self.output.len() as u64
    }
}

fn connect(socket: &str) -> Client {
    let client = Client::connect(Path::new(socket), &Hello::new("test", Role::Client)).unwrap();
    client.set_timeout(Some(LIMIT)).unwrap();
    client
}

/// An attached client that only looks.
pub struct Watcher {
    client: Client,
    /// What it was shown, the newest last: one that does not keep up is sent another snapshot.
    pub views: Vec<View>,
}

impl Watcher {
    /// Attaches and waits for the whole snapshot.
    pub fn attach(socket: &str) -> Self {
        let mut client = connect(socket);
        client.call(&Attach { read_only: true, ..Attach::default() }).unwrap();
        let mut watcher = Self { client, views: Vec::new() };
        while watcher.views.is_empty() {
            watcher.take();
        }
        watcher
    }

    /// Comes back over another connection with what it has seen up to `since`, which lies in what it shows. Returns whether it
    /// was sent only what it had missed.
    pub fn come_back(&mut self, socket: &str, since: u64) -> bool {
        let mut client = connect(socket);
        let attached = client.call(&Attach { read_only: true, since: Some(since), ..Attach::default() }).unwrap();
        self.client = client;
        if attached.resumed {
            assert_eq!(attached.offset, since);
            let view = self.view();
            view.output.truncate(usize::try_from(since - view.offset).unwrap());
            return true;
        }
        let before = self.views.len();
        while self.views.len() == before {
            self.take();
        }
        false
    }

    /// What it shows.
    pub fn view(&mut self) -> &mut View {
        self.views.last_mut().expect("it has waited for a snapshot")
    }

    /// Waits for one more message.
    pub fn take(&mut self) {
        match self.client.next_message().unwrap() {
            Message::Frame(frame) if frame.kind == Kind::OUTPUT => {
                let (offset, bytes) = decode_output(&frame.payload).unwrap();
                let view = self.view();
                assert_eq!(offset, view.end(), "output has a gap, or came twice");
                view.output.extend_from_slice(bytes);
            }
            Message::Frame(frame) => self.event(&frame),
            Message::Response(_) => {}
            other => panic!("the host hung up: {other:?}"),
        }
    }

    fn event(&mut self, frame: &Frame) {
        if let Some(HostEvent::Snapshot { offset, before, length, .. }) = Message::event(frame) {
            assert_eq!(before, 0, "a first run has nothing older");
            let snapshot = self.pieces(usize::try_from(length).unwrap());
            self.views.push(View { offset, snapshot, output: Vec::new() });
        }
    }

    fn pieces(&mut self, length: usize) -> Vec<u8> {
        let mut whole = Vec::new();
        while whole.len() < length {
            match self.client.next_message().unwrap() {
                Message::Frame(frame) if frame.kind == Kind::SNAPSHOT => whole.extend(frame.payload),
                Message::Frame(frame) => assert_ne!(frame.kind, Kind::OUTPUT, "output within a snapshot"),
                other => panic!("{other:?} within a snapshot"),
            }
        }
        assert_eq!(whole.len(), length);
        whole
    }
}
