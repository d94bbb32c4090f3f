//! Files that another program drags over a window and drops on it, by the protocol that X programs have for it (XDND).

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::desktop::Desktop;
use super::until;
use super::windows::Windows;

/// The version of the protocol, in the place where it is told.
const VERSION: u32 = 5 << 24;

/// A program with files under the mouse.
pub struct Dragging {
    x: RustConnection,
    own: Window,
    target: Window,
    files: String,
}

impl Dragging {
    /// Begins to drag files, by their addresses, over the window of this title.
    pub fn begin(desktop: &Desktop, title: &str, files: &[String]) -> Self {
        let target = Windows::of(desktop).find(title).expect("the window is shown");
        let (x, screen) = x11rb::connect(Some(desktop.display())).unwrap();
        let (own, root) = (x.generate_id().unwrap(), x.setup().roots[screen].root);
        x.create_window(0, own, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &CreateWindowAux::new()).unwrap();
        let dragging = Self { x, own, target, files: files.iter().map(|file| format!("{file}\r\n")).collect() };
        dragging.x.set_selection_owner(own, dragging.atom("XdndSelection"), CURRENT_TIME).unwrap().check().unwrap();
        dragging.say("XdndEnter", [VERSION, dragging.atom("text/uri-list"), 0, 0]);
        dragging
    }

    /// Moves over the window until it takes the files at this place of the screen.
    pub fn over(&self, (x, y): (u16, u16)) {
        let (place, copy) = (u32::from(x) << 16 | u32::from(y), self.atom("XdndActionCopy"));
        let position = || self.say("XdndPosition", [0, place, CURRENT_TIME, copy]);
        let status = self.atom("XdndStatus");
        position();
        until("the window takes the files", || match self.next()? {
            Event::ClientMessage(message) if message.type_ == status && message.data.as_data32()[1] & 1 == 1 => {
                Some(())
            }
            Event::ClientMessage(_) => {
                position();
                None
            }
            _ => None,
        });
    }

    /// Lets go.
    pub fn drop(self) {
        self.say("XdndDrop", [0, CURRENT_TIME, 0, 0]);
        let finished = self.atom("XdndFinished");
        until("the window has taken the files", || match self.next()? {
            Event::ClientMessage(message) if message.type_ == finished => Some(()),
            _ => None,
        });
    }

    /// Goes away with the files.
    pub fn leave(self) {
        self.say("XdndLeave", [0; 4]);
        self.x.flush().unwrap();
    }

    /// What the window says next. Where it asks for the files it gets them.
    fn next(&self) -> Option<Event> {
        let event = self.x.poll_for_event().unwrap()?;
        if let Event::SelectionRequest(request) = &event {
            self.hand_out(request);
        }
        Some(event)
    }

    fn hand_out(
        &self,
        &SelectionRequestEvent { time, requestor, selection, target, property, .. }: &SelectionRequestEvent,
    ) {
        let files = self.files.as_bytes();
        self.x.change_property8(PropMode::REPLACE, requestor, property, target, files).unwrap();
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time,
            requestor,
            selection,
            target,
            property,
        };
        self.x.send_event(false, requestor, EventMask::NO_EVENT, answer).unwrap().check().unwrap();
    }

    fn say(&self, what: &str, rest: [u32; 4]) {
        let data = [self.own, rest[0], rest[1], rest[2], rest[3]];
        let message = ClientMessageEvent::new(32, self.target, self.atom(what), data);
        self.x.send_event(false, self.target, EventMask::NO_EVENT, message).unwrap().check().unwrap();
    }

    fn atom(&self, name: &str) -> u32 {
        let atom = self.x.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
        assert_ne!(atom, u32::from(AtomEnum::NONE));
        atom
    }
}
