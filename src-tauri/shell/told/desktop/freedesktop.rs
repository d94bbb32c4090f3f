//! Notifications of Linux desktops, over the session bus, as `org.freedesktop.Notifications` has them: one for each thing that
//! they are about, which the next one replaces. What a server knows by a number is forgotten with that server.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::mpsc::{self, Receiver, Sender};
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
    /// What a server tells of what it shows under a number.
    Told {
        server: String,
        id: u32,
        told: Told,
    },
    Leave(Sender<()>),
}

enum Told {
    Clicked(Click),
    Gone,
}

impl Desktop {
    /// `clicked` hears what a person does with what is shown.
    pub fn new(_app: &AppHandle, clicked: impl Fn(About, Click) + Send + Sync + 'static) -> Self {
        let (sender, orders) = mpsc::channel();
        let desktop = Self(sender);
        let speaker =
            Speaker { way_back: desktop.clone(), bus: None, shown: HashMap::new(), clicked: Box::new(clicked) };
        thread::spawn(move || speaker.serve(&orders));
        desktop
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

struct Speaker {
    /// For whoever listens: what is told waits here until what is being shown has its number.
    way_back: Desktop,
    /// Absent until the first notification, and after the bus has gone.
    bus: Option<Connection>,
    shown: HashMap<About, Shown>,
    clicked: Box<Clicked>,
}

impl Speaker {
    fn serve(mut self, orders: &Receiver<Order>) {
        for order in orders {
            let outcome = match order {
                Order::Show(popup) => self.show(&popup),
                Order::TakeBack(about, number) => self.take_back(&about, number),
                Order::Told { server, id, told } => {
                    self.hear(&server, id, told);
                    Ok(())
                }
                Order::Leave(done) => {
                    let all: Vec<About> = self.shown.keys().cloned().collect();
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
        let replaced = self.shown.get(&popup.about).filter(|shown| shown.server == server).map(|shown| shown.id);
        let can = |what: &str| can.iter().any(|one| one == what);
        let body = if can("body-markup") { without_markup(&popup.body) } else { popup.body.clone() };
        let actions = if can("actions") { actions(popup) } else { Vec::new() };
        // -1: for as long as the desktop shows such things.
        let said =
            ("Holdfast", replaced.unwrap_or(0), "holdfast-desktop", &popup.title, body, actions, hints(popup), -1);
        let id = call(&bus, "Notify", &said)?.body().deserialize()?;
        self.shown.insert(popup.about.clone(), Shown { number: popup.number, id, server });
        Ok(())
    }

    fn take_back(&mut self, about: &About, number: Option<u64>) -> zbus::Result<()> {
        let Some(shown) =
            self.shown.get(about).filter(|shown| number.is_none_or(|number| number == shown.number)).cloned()
        else {
            return Ok(());
        };
        self.shown.remove(about);
        let bus = self.bus()?;
        // To that server only: another one may show something else under this number.
        let closed = bus.call_method(Some(shown.server.as_str()), PATH, Some(NAME), "CloseNotification", &shown.id);
        if let Err(error) = block_on(closed) {
            tracing::debug!(%error, "what is taken back is gone already");
        }
        Ok(())
    }

    /// What is not known is another app's.
    fn hear(&mut self, server: &str, id: u32, told: Told) {
        let is_it = |shown: &Shown| shown.server == server && shown.id == id;
        let Some(about) = self.shown.iter().find_map(|(about, shown)| is_it(shown).then(|| about.clone())) else {
            return;
        };
        match told {
            Told::Clicked(click) => (self.clicked)(about, click),
            Told::Gone => drop(self.shown.remove(&about)),
        }
    }

    /// The bus, with somebody who listens to what the desktop tells.
    fn bus(&mut self) -> zbus::Result<Connection> {
        if let Some(bus) = &self.bus {
            return Ok(bus.clone());
        }
        let bus = block_on(connection::Builder::session().method_timeout(ANSWER).build())?;
        let told = MatchRule::builder().msg_type(Type::Signal).path(PATH).interface(NAME).build()?;
        let told = block_on(MessageStream::for_match_rule(told, &bus, None))?;
        let way_back = self.way_back.clone();
        thread::spawn(move || listen(told, &way_back));
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

/// Passes on what servers tell, until the bus is gone.
fn listen(mut told: MessageStream, way_back: &Desktop) {
    while let Some(message) = block_on(poll_fn(|context| Pin::new(&mut told).poll_next(context))) {
        let Ok(message) = message else { continue };
        if let Some((id, told)) = read(&message) {
            way_back.give(Order::Told { server: sender(&message), id, told });
        }
    }
}

/// What a signal says, and of which number. `None`: nothing that anybody needs.
fn read(message: &Message) -> Option<(u32, Told)> {
    match message.header().member()?.as_str() {
        "ActionInvoked" => {
            let (id, action) = message.body().deserialize::<(u32, String)>().ok()?;
            Some((id, Told::Clicked(if action == "mute" { Click::Mute } else { Click::Open })))
        }
        "NotificationClosed" => {
            let (id, _why) = message.body().deserialize::<(u32, u32)>().ok()?;
            Some((id, Told::Gone))
        }
        _ => None,
    }
}
