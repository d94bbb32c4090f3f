//! One app per root: the first holds `app/app.lock` for its life and listens; a later one asks it to show its window
//! and leaves. The socket's file is removed only by whoever holds the lock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use protocol::call;
use protocol::client::Client;
use protocol::envelope::{Call, Done, Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::frame::Kind;
use protocol::hello::{Hello, Role};
use protocol::paths::Root;
use protocol::transport::{FrameReader, Listener, Stream, shake_hands, write_frame};
use serde::{Deserialize, Serialize};

use crate::PROGRAM;
use crate::arguments::Wish;

/// How long the first app may take to answer: it may have the lock and not listen yet.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one connection may take to say what it wants.
const TALK: Duration = Duration::from_secs(2);

/// Asks the running app to show its window.
#[derive(Debug, Serialize, Deserialize)]
pub struct Focus {
    /// And this in it. Absent: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Wish>,
}
call!(Focus => "focus", Done);

/// What became of the attempt to be the app of this root.
pub enum Claim {
    /// This process is the app.
    First(First),
    /// Another process is.
    Taken,
}

/// The app of a root, for as long as this is kept.
pub struct First {
    listener: Listener,
    _lock: File,
}

/// Tries to become the app of `root`.
///
/// # Errors
/// Where the lock cannot be asked for, or the socket cannot be made.
pub fn claim(root: &Root) -> Result<Claim, WireError> {
    let lock =
        private(OpenOptions::new().create(true).truncate(false).write(true)).open(root.app().join("app.lock"))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Claim::Taken),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    let socket = root.app_socket();
    remove(root)?;
    let listener = Listener::bind(&socket)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("listening at {}: {error}", socket.display())))?;
    Ok(Claim::First(First { listener, _lock: lock }))
}

/// Removes the socket's file. Only for the holder of the lock: at its start what a killed app left, at its end its own.
///
/// # Errors
/// Where it is there and cannot be removed.
pub fn remove(root: &Root) -> io::Result<()> {
    match fs::remove_file(root.app_socket()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Asks the app that runs for `root` to show its window, and in it what is wished.
///
/// # Errors
/// Where it does not answer in time.
pub fn focus(root: &Root, wish: Option<Wish>) -> Result<(), WireError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match ask_to_focus(root, wish) {
            Err(error) if error.code == ErrorCode::DaemonUnreachable && Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(50));
            }
            outcome => {
                return outcome.map_err(|error| WireError {
                    message: format!("asking the Holdfast that runs already: {error}"),
                    ..error
                });
            }
        }
    }
}

fn ask_to_focus(root: &Root, wish: Option<Wish>) -> Result<(), WireError> {
    let mut client = Client::connect(&root.app_socket(), &Hello::new(PROGRAM, Role::Client))?;
    client.call_within(&Focus { wish }, TALK).map(|_| ())
}

impl First {
    /// Serves later starts of the app on a thread of its own: `focus` is called for each that asks.
    pub fn serve(self, focus: impl Fn(Option<Wish>) + Send + Sync + 'static) {
        let focus = Arc::new(focus);
        thread::spawn(move || {
            loop {
                self.serve_next(&focus);
            }
        });
    }

    fn serve_next(&self, focus: &Arc<impl Fn(Option<Wish>) + Send + Sync + 'static>) {
        match self.listener.accept() {
            Ok(stream) => {
                let focus = focus.clone();
                thread::spawn(move || {
                    if let Err(error) = answer(stream, &*focus) {
                        tracing::debug!(%error, "a start of the app went away");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "accepting another start of the app");
                thread::sleep(Duration::from_millis(200));
            }
        }
    }
}

fn answer(stream: Stream, focus: &(dyn Fn(Option<Wish>) + Send + Sync)) -> Result<(), WireError> {
    let stream = Arc::new(stream);
    let mut reader = FrameReader::new(stream.clone());
    shake_hands(&mut reader, &Hello::new(PROGRAM, Role::Client))?;
    // A named pipe cannot bound a read; there this thread ends with the other side.
    stream.set_timeout(Some(TALK)).ok();
    while let Some(frame) = reader.next_frame()? {
        if frame.kind != Kind::REQUEST {
            continue;
        }
        let request: Request = serde_json::from_slice(&frame.payload)
            .map_err(|error| WireError::new(ErrorCode::BadRequest, error.to_string()))?;
        let outcome = if request.request == Focus::NAME {
            request.read().map(|Focus { wish }| {
                focus(wish);
                Done {}
            })
        } else {
            Err(WireError::new(ErrorCode::UnknownRequest, format!("the app knows no request {:?}", request.request)))
        };
        let response = serde_json::to_vec(&Response::of(request.id, outcome)).map_err(io::Error::other)?;
        write_frame(&stream, Kind::RESPONSE, &response)?;
    }
    Ok(())
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(windows)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_second_start_is_told_and_focuses_the_first() {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("root")).unwrap();
        let Claim::First(first) = claim(&root).unwrap() else { panic!("nobody else is there") };
        let (told, heard) = mpsc::channel();
        first.serve(move |wish| told.send(wish).unwrap());
        assert!(matches!(claim(&root).unwrap(), Claim::Taken));
        for wish in [None, Some(Wish::New)] {
            focus(&root, wish).unwrap();
            assert_eq!(heard.recv_timeout(Duration::from_secs(5)).unwrap(), wish);
        }
    }

    #[test]
    fn a_socket_that_a_killed_app_left_is_taken_over() {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("root")).unwrap();
        drop(Listener::bind(&root.app_socket()).unwrap());
        assert!(root.app_socket().exists());
        assert!(matches!(claim(&root).unwrap(), Claim::First(_)));
    }

    #[test]
    fn an_unknown_request_is_refused_and_hurts_nobody() {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("root")).unwrap();
        let Claim::First(first) = claim(&root).unwrap() else { panic!("nobody else is there") };
        first.serve(|_| {});
        let mut client = Client::connect(&root.app_socket(), &Hello::new(PROGRAM, Role::Client)).unwrap();
        let error = client.call_within(&protocol::requests::Status {}, TALK).unwrap_err();
        assert_eq!(error.code, ErrorCode::UnknownRequest);
        focus(&root, None).unwrap();
    }
}
