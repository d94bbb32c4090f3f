//! The part of a desktop that shows notifications: takes what apps say, and clicks on it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use zbus::{Connection, OwnedVariant, block_on, connection, interface};

use super::LIMIT;
use super::desktop::Desktop;

const PATH: &str = "/org/freedesktop/Notifications";
const NAME: &str = "org.freedesktop.Notifications";

/// Shows notifications to a test. It must be there before the first one.
pub struct Notifications {
    bus: Connection,
    shown: mpsc::Receiver<Notification>,
    closed: mpsc::Receiver<u32>,
}

/// One notification as it was sent.
#[derive(Debug)]
pub struct Notification {
    number: u32,
    pub title: String,
    pub body: String,
}

struct Server {
    shown: mpsc::Sender<Notification>,
    closed: mpsc::Sender<u32>,
    last: AtomicU32,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the interface is as the desktops have it")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        title: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _timeout: i32,
    ) -> u32 {
        let number = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        // Nobody listens when the test is over.
        self.shown.send(Notification { number, title: title.to_owned(), body: body.to_owned() }).ok();
        number
    }

    fn close_notification(&self, number: u32) {
        self.closed.send(number).ok();
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup"].map(str::to_owned).to_vec()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["test", "test", "1", "1.2"].map(str::to_owned).into()
    }
}

impl Notifications {
    /// Begins to show notifications on a desktop.
    pub fn of(desktop: &Desktop) -> Self {
        let ((sender, shown), (closer, closed)) = (mpsc::channel(), mpsc::channel());
        let server = Server { shown: sender, closed: closer, last: AtomicU32::new(0) };
        let bus = connection::Builder::address(desktop.bus()).serve_at(PATH, server).name(NAME).method_timeout(LIMIT);
        Self { bus: block_on(bus.build()).unwrap(), shown, closed }
    }

    /// Waits for the next one.
    pub fn next(&self) -> Notification {
        self.shown.recv_timeout(LIMIT).expect("a notification is shown")
    }

    /// Waits until one is taken back, and whether it is this one.
    pub fn is_next_taken_back(&self, notification: &Notification) -> bool {
        self.closed.recv_timeout(LIMIT).expect("a notification is taken back") == notification.number
    }

    /// The next one, if it comes within this time.
    pub fn within(&self, time: Duration) -> Option<Notification> {
        self.shown.recv_timeout(time).ok()
    }

    /// A person clicks on it.
    pub fn click(&self, notification: &Notification) {
        let body = (notification.number, "default");
        block_on(self.bus.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &body)).unwrap();
    }
}
