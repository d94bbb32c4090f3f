//! A daemon or a host that says what a test tells it to say.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use protocol::envelope::{Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::frame::{Frame, Kind};
use protocol::hello::{Hello, Role};
use protocol::transport::{FrameReader, Listener, Stream, shake_hands, write_frame};
use serde::Serialize;
use serde_json::{Value, json};

/// The longest that any test waits for something.
pub const LIMIT: Duration = Duration::from_secs(20);

/// What is said to a request, in order.
pub enum Say {
    /// Its answer.
    Ok(Value),
    /// Its refusal.
    No(ErrorCode),
    /// An event.
    Event(Value),
    /// A goodbye.
    Goodbye(&'static str),
    /// A frame of bytes.
    Bytes(Kind, Vec<u8>),
    /// Hang up.
    Close,
    /// Read nothing more.
    Stall,
}

/// What was heard.
#[derive(Debug, PartialEq)]
pub enum Heard {
    /// A request.
    Request(Request),
    /// What was typed.
    Input(Vec<u8>),
    /// The other side hung up.
    Closed,
}

/// A scripted process. It lives as long as the test's process.
pub struct Fake {
    heard: Receiver<Heard>,
}

impl Fake {
    /// Listens at `socket` and says to each request what `script` tells.
    pub fn listen(socket: &Path, role: Role, script: impl Fn(&Request) -> Vec<Say> + Send + Sync + 'static) -> Self {
        let listener = Listener::bind(socket).unwrap();
        let (tell, heard) = channel();
        let script = Arc::new(script);
        thread::spawn(move || {
            while let Ok(stream) = listener.accept() {
                let (script, tell) = (script.clone(), tell.clone());
                thread::spawn(move || serve(stream, role, &*script, &tell));
            }
        });
        Self { heard }
    }

    /// Waits for what comes next.
    pub fn next(&self) -> Heard {
        self.heard.recv_timeout(LIMIT).expect("something should have been heard")
    }

    /// Waits for the next request of a name and returns its fields.
    pub fn next_request(&self, name: &str) -> Value {
        loop {
            match self.next() {
                Heard::Request(request) if request.request == name => return request.params,
                _ => {}
            }
        }
    }

    /// Waits until so much was typed and returns it.
    pub fn typed(&self, length: usize) -> Vec<u8> {
        let mut typed = Vec::new();
        while typed.len() < length {
            if let Heard::Input(bytes) = self.next() {
                typed.extend(bytes);
            }
        }
        typed
    }
}

/// An answer.
pub fn ok(reply: impl Serialize) -> Say {
    Say::Ok(serde_json::to_value(reply).unwrap())
}

fn serve(stream: Stream, role: Role, script: &dyn Fn(&Request) -> Vec<Say>, tell: &Sender<Heard>) {
    let stream = Arc::new(stream);
    let mut reader = FrameReader::new(stream.clone());
    shake_hands(&mut reader, &Hello::new("fake", role)).unwrap();
    while let Ok(Some(frame)) = reader.next_frame() {
        if !hear(&frame, &stream, script, tell) {
            return;
        }
    }
    tell.send(Heard::Closed).ok();
}

fn hear(frame: &Frame, stream: &Stream, script: &dyn Fn(&Request) -> Vec<Say>, tell: &Sender<Heard>) -> bool {
    if frame.kind == Kind::INPUT {
        tell.send(Heard::Input(frame.payload.clone())).ok();
        return true;
    }
    let request: Request = serde_json::from_slice(&frame.payload).unwrap();
    let said = script(&request);
    let id = request.id;
    tell.send(Heard::Request(request)).ok();
    said.into_iter().all(|say| speak(say, id, stream))
}

fn speak(say: Say, id: u64, stream: &Stream) -> bool {
    let control = |kind, value: Value| write_frame(stream, kind, value.to_string().as_bytes()).is_ok();
    let answer = |response: Response| control(Kind::RESPONSE, serde_json::to_value(response).unwrap());
    match say {
        Say::Ok(reply) => answer(Response::of(id, Ok(reply))),
        Say::No(code) => answer(Response::of(id, Err::<(), _>(WireError::new(code, "because").hint("do it")))),
        Say::Event(event) => control(Kind::EVENT, event),
        Say::Goodbye(reason) => control(Kind::GOODBYE, json!({ "reason": reason })),
        Say::Bytes(kind, bytes) => write_frame(stream, kind, &bytes).is_ok(),
        Say::Close => {
            stream.shut_down();
            false
        }
        Say::Stall => loop {
            thread::park();
        },
    }
}
