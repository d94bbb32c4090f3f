//! Notifications of Linux desktops, over the session bus, as `org.freedesktop.Notifications` has them: one for each thing that
//! they are about, which the next one replaces. What a server knows by a number is forgotten with that server.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use futures_core::Stream as _;
use serde::Serialize;
use tauri::AppHandle;
use zbus::message::{Message, Type};
use zbus::{Connection, DynamicType, MatchRule, MessageStream, Variant, block_on, connection};

use super::{Click, Clicked};
use crate::hostile::without_markup;
use crate::told::popup::{About, Popup};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// How long the desktop may take: its server may have to be started.
const ANSWER: Duration = Duration::from_secs(30);
/// How long an app that quits waits until what it showed is taken back.
const LEAVING: Duration = Duration::from_secs(1);
/// The name of the app's entry among the desktop's programs, by which desktops group notifications.
const ENTRY: &str = "Holdfast";

/// The way to the thread that speaks to the desktop.
#[derive(Clone)]
pub struct Desktop(Sender<Order>);

enum Order {
    Show(Popup),
    TakeBack(About, Option<u64>),
    Leave(Sender<()>),
}

impl Desktop {
    /// `clicked` hears what a person does with what is shown.
    pub fn new(_app: &AppHandle, clicked: impl Fn(About, Click) + Send + Sync + 'static) -> Self {
        let (sender, orders) = mpsc::channel();
        let speaker = Speaker { bus: None, shown: Arc::default(), clicked: Arc::new(clicked) };
        thread::spawn(move || speaker.serve(&orders));
        Self(sender)
    }

    /// Shows one; it replaces an earlier one about the same.
    pub fn show(&self, popup: Popup) {
        self.give(Order::Show(popup));
    }

    /// Takes back what is shown about something. `number`: only that one, not a later one in its place.
    pub fn take_back(&self, about: About, number: Option<u64>) {
        self.give(Order::TakeBack(about, number));
    }

    /// Takes back everything: when this app has quit nobody hears of clicks. Returns when that is done, or takes long.
    pub fn leave(&self) {
        let (done, is_done) = mpsc::channel();
        self.give(Order::Leave(done));
        is_done.recv_timeout(LEAVING).ok();
    }

    fn give(&self, order: Order) {
        // The thread ends with the app only.
        self.0.send(order).ok();
    }
}

/// What a server shows, by its number and the server's own name on the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    number: u64,
    id: u32,
    server: String,
}

type AllShown = Mutex<HashMap<About, Shown>>;

struct Speaker {
    /// Absent until the first notification, and after the bus has gone.
    bus: Option<Connection>,
    shown: Arc<AllShown>,
    clicked: Arc<Clicked>,
}

impl Speaker {
    fn serve(mut self, orders: &Receiver<Order>) {
        for order in orders {
            let outcome = match order {
                Order::Show(popup) => self.show(&popup),
                Order::TakeBack(about, number) => self.take_back(&about, number),
                Order::Leave(done) => {
                    let all: Vec<About> = lock(&self.shown).keys().cloned().collect();
                    let outcome = all.iter().try_for_each(|about| self.take_back(about, None));
                    done.send(()).ok();
                    outcome
                }
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "showing a notification");
                self.bus = None;
            }
        }
    }

    fn show(&mut self, popup: &Popup) -> zbus::Result<()> {
        let bus = self.bus()?;
        let answer = call(&bus, "GetCapabilities", &())?;
        let (server, can) = (sender(&answer), answer.body().deserialize::<Vec<String>>()?);
        let replaced = lock(&self.shown).get(&popup.about).filter(|shown| shown.server == server).map(|shown| shown.id);
        let can = |what: &str| can.iter().any(|one| one == what);
        let body = if can("body-markup") { without_markup(&popup.body) } else { popup.body.clone() };
        let actions = if can("actions") { actions(popup) } else { Vec::new() };
        // -1: for as long as the desktop shows such things.
        let said =
            ("Holdfast", replaced.unwrap_or(0), "holdfast-desktop", &popup.title, body, actions, hints(popup), -1);
        let id = call(&bus, "Notify", &said)?.body().deserialize()?;
        lock(&self.shown).insert(popup.about.clone(), Shown { number: popup.number, id, server });
        Ok(())
    }

    fn take_back(&mut self, about: &About, number: Option<u64>) -> zbus::Result<()> {
        let Some(shown) = lock(&self.shown).get(about).cloned() else { return Ok(()) };
        if number.is_some_and(|number| number != shown.number) {
            return Ok(());
        }
        lock(&self.shown).remove(about);
        let bus = self.bus()?;
        // To that server only: another one may show something else under this number.
        let closed = bus.call_method(Some(shown.server.as_str()), PATH, Some(NAME), "CloseNotification", &shown.id);
        if let Err(error) = block_on(closed) {
            tracing::debug!(%error, "what is taken back is gone already");
        }
        Ok(())
    }

    /// The bus, with somebody who listens to what the desktop tells.
    fn bus(&mut self) -> zbus::Result<Connection> {
        if let Some(bus) = &self.bus {
            return Ok(bus.clone());
        }
        let bus = block_on(connection::Builder::session().method_timeout(ANSWER).build())?;
        let told = MatchRule::builder().msg_type(Type::Signal).path(PATH).interface(NAME).build()?;
        let told = block_on(MessageStream::for_match_rule(told, &bus, None))?;
        let (shown, clicked) = (self.shown.clone(), self.clicked.clone());
        thread::spawn(move || listen(told, &shown, &*clicked));
        self.bus = Some(bus.clone());
        Ok(bus)
    }
}

fn call(bus: &Connection, name: &str, body: &(impl Serialize + DynamicType)) -> zbus::Result<Message> {
    block_on(bus.call_method(Some(NAME), PATH, Some(NAME), name, body))
}

fn sender(message: &Message) -> String {
    message.header().sender().map(ToString::to_string).unwrap_or_default()
}

/// Pairs of what is told back and what is shown. `default` is a click on the notification itself.
fn actions(popup: &Popup) -> Vec<&'static str> {
    let mute = popup.mute.into_iter().flat_map(|mute| ["mute", mute]);
    ["default", popup.open, "open", popup.open].into_iter().chain(mute).collect()
}

fn hints(popup: &Popup) -> HashMap<&'static str, Variant<'static>> {
    let sound = match popup.sound {
        true => ("sound-name", Variant::new("message-new-instant")),
        false => ("suppress-sound", Variant::new(true)),
    };
    HashMap::from([("desktop-entry", Variant::new(ENTRY)), ("urgency", Variant::new(1_u8)), sound])
}

/// Passes on what a person does, until the bus is gone.
fn listen(mut told: MessageStream, shown: &AllShown, clicked: &Clicked) {
    while let Some(message) = block_on(poll_fn(|context| Pin::new(&mut told).poll_next(context))) {
        let Ok(message) = message else { continue };
        let header = message.header();
        match header.member().map(ToString::to_string).as_deref() {
            Some("ActionInvoked") => {
                let Ok((id, action)) = message.body().deserialize::<(u32, String)>() else { continue };
                let click = if action == "mute" { Click::Mute } else { Click::Open };
                if let Some(about) = about(shown, &sender(&message), id) {
                    clicked(about, click);
                }
            }
            Some("NotificationClosed") => {
                let Ok((id, _why)) = message.body().deserialize::<(u32, u32)>() else { continue };
                if let Some(about) = about(shown, &sender(&message), id) {
                    lock(shown).remove(&about);
                }
            }
            _ => {}
        }
    }
}

/// What a server shows under a number. `None`: it is another app's.
fn about(shown: &AllShown, server: &str, id: u32) -> Option<About> {
    let shown = lock(shown);
    shown.iter().find(|(_, shown)| shown.server == server && shown.id == id).map(|(about, _)| about.clone())
}

fn lock(shown: &AllShown) -> MutexGuard<'_, HashMap<About, Shown>> {
    // Nothing panics while it is held.
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}
