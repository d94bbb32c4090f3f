//! The part of a desktop that shows notifications: takes what apps say, and does with it what people do.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use zbus::{Connection, OwnedVariant, Variant, block_on, connection, interface};

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
    /// In the place of which one it is shown. 0: of none.
    pub replaces: u32,
    /// Pairs: what is told when it is chosen, and what it says.
    pub actions: Vec<String>,
    hints: HashMap<String, OwnedVariant>,
}

impl Notification {
    /// Whether it may be heard.
    pub fn is_heard(&self) -> bool {
        let is_silenced = self.hints.get("suppress-sound").is_some_and(|hint| matches!(**hint, Variant::Bool(true)));
        self.hints.contains_key("sound-name") && !is_silenced
    }
}

struct Server {
    shown: mpsc::Sender<Notification>,
    closed: mpsc::Sender<u32>,
    last: AtomicU32,
    can: Vec<String>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(clippy::too_many_arguments, reason = "the interface is as the desktops have it")]
    fn notify(
        &self,
        _app: &str,
        replaces: u32,
        _icon: &str,
        title: &str,
        body: &str,
        actions: Vec<String>,
        hints: HashMap<String, OwnedVariant>,
        _timeout: i32,
    ) -> u32 {
        let number = if replaces == 0 { self.last.fetch_add(1, Ordering::SeqCst) + 1 } else { replaces };
        let (title, body) = (title.to_owned(), body.to_owned());
        // Nobody listens when the test is over.
        self.shown.send(Notification { number, title, body, replaces, actions, hints }).ok();
        number
    }

    fn close_notification(&self, number: u32) {
        self.closed.send(number).ok();
    }

    fn get_capabilities(&self) -> Vec<String> {
        self.can.clone()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["test", "test", "1", "1.2"].map(str::to_owned).into()
    }
}

impl Notifications {
    /// Begins to show notifications on a desktop, as most desktops can.
    pub fn of(desktop: &Desktop) -> Self {
        Self::that_can(desktop, &["actions", "body", "body-markup"])
    }

    /// As [`Self::of`], on a desktop that can do this only.
    pub fn that_can(desktop: &Desktop, can: &[&str]) -> Self {
        let ((sender, shown), (closer, closed)) = (mpsc::channel(), mpsc::channel());
        let can = can.iter().map(|&one| one.to_owned()).collect();
        let server = Server { shown: sender, closed: closer, last: AtomicU32::new(0), can };
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
        self.choose(notification, "default");
    }

    /// A person chooses one of its actions.
    pub fn choose(&self, notification: &Notification, action: &str) {
        let body = (notification.number, action);
        block_on(self.bus.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &body)).unwrap();
    }
}
