//! The thread that keeps this app linked to its daemon: it holds the life-sign connection, passes on what the daemon
//! tells, and starts the daemon again where [`restart`](crate::restart) says so. Terminals do not depend on it.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use protocol::client::{Client, Message};
use protocol::error::WireError;
use protocol::event::Event;
use protocol::hello::GoodbyeReason;
use protocol::paths::Root;
use protocol::requests::{Owner, Subscribe};

use crate::bridge::events::{DaemonState, Hub};
use crate::bridge::request::Control;
use crate::launch;
use crate::restart::{Ended, Next, Restarts, decide};

/// How long a daemon that said goodbye may take until its process is gone.
const LEAVING: Duration = Duration::from_secs(10);

/// The way to the thread, for as long as the app lives.
pub struct Link {
    wishes: mpsc::Sender<()>,
}

impl Link {
    /// Starts the thread, which starts the daemon.
    pub fn spawn(root: Root, hub: Arc<Hub>, control: Arc<Control>) -> Self {
        let (wishes, heard) = mpsc::channel();
        let link = Linker { root, hub, control, heard, restarts: Restarts::default(), owner: Owner::App };
        thread::spawn(move || link.run());
        Self { wishes }
    }

    /// A person wants a daemon: where none is linked, connects or starts one at once.
    pub fn start(&self) {
        // The thread ends with the app only.
        self.wishes.send(()).ok();
    }
}

struct Linker {
    root: Root,
    hub: Arc<Hub>,
    control: Arc<Control>,
    heard: Receiver<()>,
    restarts: Restarts,
    /// Whose the last daemon was: a headless one that died is brought back as a headless one.
    owner: Owner,
}

impl Linker {
    fn run(mut self) {
        // Ends with the app.
        while self.live_through_one().is_ok() {}
    }

    /// One daemon, from the search for it to what follows its end.
    fn live_through_one(&mut self) -> Result<(), AppGone> {
        self.hub.daemon(DaemonState::Connecting);
        let (ended, why) = self.follow_one();
        self.control.forget();
        let now = Instant::now();
        let next = decide(ended, self.restarts.recent(now));
        tracing::info!(?ended, ?next, "the link to the daemon has ended");
        match next {
            Next::Again(pause) => {
                self.hub.daemon(DaemonState::Connecting);
                self.restarts.note(now);
                self.pause(pause)
            }
            Next::LetGo => self.rest(DaemonState::Stopped { message: farewell(ended).to_owned() }),
            Next::GiveUp => {
                tracing::error!(why, "no daemon");
                let log = self.root.log().join("holdfastd.log").display().to_string();
                self.rest(DaemonState::Failed { message: why, log })
            }
        }
    }

    /// Links to a daemon and stays until that link ends; returns how, and why for people.
    fn follow_one(&mut self) -> (Ended, String) {
        match launch::link(&self.root, self.owner) {
            Ok(linked) => {
                self.owner = linked.subscribed.daemon.owner;
                // Wishes from before this moment are fulfilled.
                while self.heard.try_recv().is_ok() {}
                self.hub.connected(linked.subscribed);
                (follow(linked.client, &self.hub), "the daemon does not stay up".to_owned())
            }
            Err(error) => (Ended::Unreached(error.code), explain(&error)),
        }
    }

    /// Waits before another try; a person's wish cuts it short.
    fn pause(&mut self, pause: Duration) -> Result<(), AppGone> {
        match self.heard.recv_timeout(pause) {
            Err(RecvTimeoutError::Disconnected) => Err(AppGone),
            Ok(()) | Err(RecvTimeoutError::Timeout) => Ok(()),
        }
    }

    /// Waits for a person's wish.
    fn rest(&mut self, state: DaemonState) -> Result<(), AppGone> {
        self.hub.daemon(state);
        self.heard.recv().map_err(|_| AppGone)?;
        self.restarts.forget();
        // What a person starts from the app is the app's.
        self.owner = Owner::App;
        Ok(())
    }
}

/// Nobody can wish for a daemon any more.
struct AppGone;

/// Passes on what the daemon tells until it is gone.
fn follow(mut client: Client, hub: &Hub) -> Ended {
    let mut goodbye: Option<GoodbyeReason> = None;
    loop {
        match client.next_message() {
            Ok(Message::Frame(frame)) => match Message::event::<Event>(&frame) {
                Some(Event::Dropped) => {
                    if let Err(error) = client.sender().request(&Subscribe {}) {
                        tracing::debug!(%error, "subscribing again");
                    }
                }
                Some(event) => hub.event(event),
                None => {}
            },
            Ok(Message::Response(response)) => match response.read::<Subscribe>() {
                Ok(subscribed) => hub.connected(subscribed),
                Err(error) => tracing::warn!(%error, "subscribing again"),
            },
            Ok(Message::Goodbye(said)) => {
                goodbye = Some(said.reason);
                // It still holds its lock; another one can start only when it is gone.
                client.set_timeout(Some(LEAVING)).ok();
            }
            Ok(Message::Closed) => break,
            Err(error) => {
                tracing::debug!(%error, "the link broke");
                break;
            }
        }
    }
    goodbye.map_or(Ended::Silence, Ended::Goodbye)
}

fn farewell(ended: Ended) -> &'static str {
    match ended {
        Ended::Goodbye(GoodbyeReason::Stop) => "everything was stopped",
        Ended::Goodbye(GoodbyeReason::KeepSessions) => "the daemon was stopped; sessions keep running",
        Ended::Goodbye(GoodbyeReason::Replaced) => "another Holdfast brought its own daemon; sessions keep running",
        _ => "the daemon has left; sessions keep running",
    }
}

fn explain(error: &WireError) -> String {
    match &error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message.clone(),
    }
}
