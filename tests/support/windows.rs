//! The windows on a display, as a person sees them and closes them.

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt as _, CreateWindowAux,
    EventMask, MOTION_NOTIFY_EVENT, MapState, Window, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::desktop::Desktop;
use super::until;

/// A connection to the display.
pub struct Windows {
    display: RustConnection,
    root: Window,
}

impl Windows {
    /// The windows of a desktop.
    pub fn of(desktop: &Desktop) -> Self {
        let (display, screen) = x11rb::connect(Some(desktop.display())).unwrap();
        let root = display.setup().roots[screen].root;
        Self { display, root }
    }

    /// Whether a window of this title is shown.
    pub fn shown(&self, title: &str) -> bool {
        self.find(title).is_some()
    }

    /// Waits until a window of this title is shown.
    pub fn wait_for(&self, title: &str) {
        until(&format!("the window {title:?} is shown"), || self.find(title));
    }

    /// Closes a window of this title as its close button would, and waits until it is gone.
    pub fn close(&self, title: &str) {
        let window = self.find(title).expect("the window is shown");
        let is_gone = || (!self.all(title).contains(&window)).then_some(());
        let [protocols, delete] = ["WM_PROTOCOLS", "WM_DELETE_WINDOW"].map(|name| self.atom(name));
        let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.display.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
        until(&format!("the window {title:?} is gone"), is_gone);
    }

    /// How many windows of this title are shown.
    pub fn count(&self, title: &str) -> usize {
        self.all(title).len()
    }

    /// The text that a program holds in the clipboard. `None`: nobody holds one.
    pub fn clipboard(&self) -> Option<String> {
        let [selection, text, property] = ["CLIPBOARD", "UTF8_STRING", "HOLDFAST_TEST"].map(|name| self.atom(name));
        let (x, own) = (&self.display, self.display.generate_id().unwrap());
        x.create_window(0, own, self.root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &CreateWindowAux::new()).unwrap();
        x.convert_selection(own, selection, text, property, CURRENT_TIME).unwrap().check().unwrap();
        let answer = until("the clipboard answers", || match x.poll_for_event().unwrap()? {
            Event::SelectionNotify(answer) => Some(answer),
            _ => None,
        });
        let value = x.get_property(true, own, property, AtomEnum::ANY, 0, u32::MAX).unwrap().reply().unwrap().value;
        x.destroy_window(own).unwrap();
        (answer.property != 0).then(|| String::from_utf8(value).unwrap())
    }

    /// A window of this title that is shown, where there is one.
    pub fn find(&self, title: &str) -> Option<Window> {
        self.all(title).first().copied()
    }

    /// A person clicks somewhere on the screen.
    pub fn click(&self, (x, y): (i16, i16)) {
        for (event, detail) in [(MOTION_NOTIFY_EVENT, 0), (BUTTON_PRESS_EVENT, 1), (BUTTON_RELEASE_EVENT, 1)] {
            let sent = self.display.xtest_fake_input(event, detail, 0, self.root, x, y, 0).unwrap();
            sent.check().unwrap();
        }
    }

    /// The menu that is open, as long as it is: a window that no window manager may touch, higher than a panel.
    pub fn menu(&self) -> Option<Window> {
        let children = self.display.query_tree(self.root).unwrap().reply().unwrap().children;
        children.into_iter().find(|window| {
            let is_free = self.display.get_window_attributes(*window).unwrap().reply();
            let is_high = self.display.get_geometry(*window).unwrap().reply();
            let is_free = is_free.is_ok_and(|it| it.override_redirect && it.map_state == MapState::VIEWABLE);
            is_free && is_high.is_ok_and(|it| it.height > 64)
        })
    }

    /// Without a window manager, windows lie right on the root.
    fn all(&self, title: &str) -> Vec<Window> {
        let children = self.display.query_tree(self.root).unwrap().reply().unwrap().children;
        let is_one = |window: &Window| self.is_shown(*window) && self.title(*window) == title.as_bytes();
        children.into_iter().filter(is_one).collect()
    }

    /// A window may be gone while it is looked at.
    fn is_shown(&self, window: Window) -> bool {
        let attributes = self.display.get_window_attributes(window).unwrap().reply();
        attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
    }

    fn title(&self, window: Window) -> Vec<u8> {
        let property = self.display.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::STRING, 0, 1024);
        property.unwrap().reply().map(|property| property.value).unwrap_or_default()
    }

    fn atom(&self, name: &str) -> u32 {
        self.display.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }
}
