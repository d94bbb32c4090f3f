//! The session bus as a desktop's panel uses it: takes the tray items of apps, reads their menus and chooses lines. It
//! draws nothing.

use std::collections::HashMap;
use std::sync::mpsc;

use serde::Serialize;
use zbus::message::{Header, Message};
use zbus::{Connection, DynamicType, OwnedVariant, Variant, block_on, connection, interface};

use super::desktop::Desktop;
use super::{LIMIT, until, until_ok};

/// One line of a menu: its number there, what is known of it, and the lines below it.
type Node = (i32, HashMap<String, OwnedVariant>, Vec<OwnedVariant>);

const MENU: &str = "com.canonical.dbusmenu";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// A panel. It must be there before the app, which looks for one when it starts.
pub struct Panel {
    bus: Connection,
    icons: mpsc::Receiver<(String, String)>,
}

/// The icon of an app, with its menu.
pub struct Icon {
    bus: Connection,
    owner: String,
    path: String,
}

/// What apps call to have their icon shown. Passes on who called, and where the icon is.
struct Watcher(mpsc::Sender<(String, String)>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, #[zbus(header)] header: Header<'_>, path: &str) {
        let owner = header.sender().map(ToString::to_string).unwrap_or_default();
        // Nobody listens when the test is over.
        self.0.send((owner, path.to_owned())).ok();
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Panel {
    /// Puts a panel on a desktop.
    pub fn new(desktop: &Desktop) -> Self {
        let (sender, icons) = mpsc::channel();
        let bus = connection::Builder::address(desktop.bus())
            .serve_at("/StatusNotifierWatcher", Watcher(sender))
            .name("org.kde.StatusNotifierWatcher")
            .method_timeout(LIMIT);
        Self { bus: block_on(bus.build()).unwrap(), icons }
    }

    /// Waits for the next icon.
    pub fn icon(&self) -> Icon {
        let (owner, path) = self.icons.recv_timeout(LIMIT).expect("the app shows an icon");
        Icon::of(self.bus.clone(), &owner, &path)
    }
}

impl Icon {
    /// The icon that `owner` shows at `path`.
    pub fn of(bus: Connection, owner: &str, path: &str) -> Self {
        Self { bus, owner: owner.to_owned(), path: path.to_owned() }
    }

    /// Waits until these are the lines of its menu; a separator is an empty one, and lines below others are left out.
    pub fn reads(&self, expected: &[&str]) {
        until_ok(&format!("the menu reads {expected:?}"), || {
            let lines: Vec<String> = self.menu().into_iter().map(|line| line.text).collect();
            if lines == expected { Ok(()) } else { Err(format!("{lines:?}")) }
        });
    }

    /// Chooses the line that begins so, as soon as there is one, be it below another one.
    pub fn choose(&self, start: &str) {
        let number = self.wait_for(start);
        // An app that quits may be gone before it answers.
        self.try_call(&self.menu_path(), MENU, "Event", &(number, "clicked", Variant::new(0_i32), 0_u32)).ok();
    }

    /// Waits until the line of this text is ticked, or is not.
    pub fn ticks(&self, text: &str, on: bool) {
        let is_ticked = |line: Line| (line.text == text).then_some(line.ticked);
        until(&format!("{text:?} is ticked: {on}"), || {
            self.menu().into_iter().find_map(is_ticked).filter(|ticked| *ticked == on)
        });
    }

    /// Waits until these are the lines below the line that begins so.
    pub fn reads_below(&self, start: &str, expected: &[&str]) {
        until_ok(&format!("below {start:?} it reads {expected:?}"), || {
            let line = self.menu().into_iter().find(|line| line.text.starts_with(start)).ok_or("it is not there")?;
            let below: Vec<String> = line.below.into_iter().map(|line| line.text).collect();
            if below == expected { Ok(()) } else { Err(format!("{below:?}")) }
        });
    }

    /// What the icon shows: the name of its picture, which is another one for each state.
    pub fn picture(&self) -> String {
        let answer = self.call(&self.path, PROPERTIES, "Get", &("org.kde.StatusNotifierItem", "IconName"));
        let name: OwnedVariant = answer.body().deserialize().unwrap();
        let Variant::Str(name) = &*name else { panic!("the picture is {name:?}") };
        name.to_string()
    }

    /// The lines of its menu, with the numbers by which the panel knows them.
    pub fn numbers(&self) -> Vec<(String, i32)> {
        self.menu().into_iter().map(|line| (line.text, line.number)).collect()
    }

    /// Waits for a line that begins so, be it below another one, and returns its number.
    pub fn wait_for(&self, start: &str) -> i32 {
        let below = |line: Line| {
            std::iter::once((line.text, line.number)).chain(line.below.into_iter().map(|line| (line.text, line.number)))
        };
        let find = || self.menu().into_iter().flat_map(below).find(|(text, _)| text.starts_with(start));
        until(&format!("the menu says {start:?}"), find).1
    }

    /// Empty for a moment after the icon has come: its menu is served later.
    fn menu(&self) -> Vec<Line> {
        let asked = self.try_call(&self.menu_path(), MENU, "GetLayout", &(0_i32, -1_i32, Vec::<String>::new()));
        let Ok(answer) = asked else { return Vec::new() };
        let (_, (_, _, lines)): (u32, Node) = answer.body().deserialize().unwrap();
        lines.into_iter().map(Line::of).collect()
    }

    fn menu_path(&self) -> String {
        let answer = self.call(&self.path, PROPERTIES, "Get", &("org.kde.StatusNotifierItem", "Menu"));
        let path: OwnedVariant = answer.body().deserialize().unwrap();
        let Variant::ObjectPath(path) = &*path else { panic!("the path of the menu is {path:?}") };
        path.to_string()
    }

    fn call(&self, path: &str, interface: &str, name: &str, body: &(impl Serialize + DynamicType)) -> Message {
        self.try_call(path, interface, name, body).unwrap()
    }

    fn try_call(
        &self,
        path: &str,
        interface: &str,
        name: &str,
        body: &(impl Serialize + DynamicType),
    ) -> zbus::Result<Message> {
        block_on(self.bus.call_method(Some(self.owner.as_str()), path, Some(interface), name, body))
    }
}

/// One line as a person reads it.
struct Line {
    number: i32,
    text: String,
    ticked: bool,
    below: Vec<Line>,
}

impl Line {
    fn of(node: OwnedVariant) -> Self {
        let (number, properties, below) = Node::try_from(node).unwrap();
        let ticked = matches!(properties.get("toggle-state").map(|state| &**state), Some(Variant::I32(1)));
        Self { number, text: label(&properties), ticked, below: below.into_iter().map(Self::of).collect() }
    }
}

/// The text of a line as a person reads it: an underscore marks a key, two of them are one.
fn label(properties: &HashMap<String, OwnedVariant>) -> String {
    match properties.get("label").map(|label| &**label) {
        Some(Variant::Str(label)) => label.split("__").map(|part| part.replace('_', "")).collect::<Vec<_>>().join("_"),
        _ => String::new(),
    }
}
