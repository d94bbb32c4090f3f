//! The windows that listen, by their labels: what each has on screen, which one a person used last, and what a window is to
//! do once it listens. It knows nothing of the daemon.

use std::collections::BTreeMap;

use protocol::id::SessionId;
use tauri::ipc::Channel;

use super::events::WindowEvent;

/// All windows that listen, and what waits for those that do not yet.
#[derive(Default)]
pub struct Listeners {
    windows: BTreeMap<String, Listener>,
    /// The window that a person used last. It may be gone.
    front: Option<String>,
    /// What is to be done, and by which window. Absent: by the next that listens.
    orders: Vec<(Option<String>, WindowEvent)>,
}

struct Listener {
    channel: Channel<WindowEvent>,
    /// The sessions that a person has on screen in it.
    watched: Vec<SessionId>,
}

impl Listeners {
    /// A window listens from now on. What it listened with before is forgotten. Returns what waits for it.
    pub fn add(&mut self, label: &str, channel: Channel<WindowEvent>) -> Vec<WindowEvent> {
        self.windows.insert(label.to_owned(), Listener { channel, watched: Vec::new() });
        let is_for_it = |(to, _): &mut (Option<String>, _)| to.as_ref().is_none_or(|to| to == label);
        self.orders.extract_if(.., is_for_it).map(|(_, order)| order).collect()
    }

    /// A window is gone, or shows another page.
    pub fn remove(&mut self, label: &str) {
        self.windows.remove(label);
    }

    /// Whether any window listens.
    pub fn is_any(&self) -> bool {
        !self.windows.is_empty()
    }

    /// Tells one window. One that does not listen any more is forgotten.
    pub fn tell(&mut self, label: &str, event: WindowEvent) {
        let Some(window) = self.windows.get(label) else { return };
        if let Err(error) = window.channel.send(event) {
            tracing::debug!(%error, label, "the window does not listen any more");
            self.windows.remove(label);
        }
    }

    /// Tells every window.
    pub fn tell_all(&mut self, event: &WindowEvent) {
        self.windows.retain(|label, window| {
            let told = window.channel.send(event.clone());
            told.inspect_err(|error| tracing::debug!(%error, label, "the window does not listen any more")).is_ok()
        });
    }

    /// Has a window do something: the one that shows what it is about, else the one that was used last, which comes to the
    /// front. Where none listens, the next that does.
    pub fn order(&mut self, order: WindowEvent) {
        match self.fitting(&order) {
            Some(label) => {
                self.front = Some(label.clone());
                self.tell(&label, order);
            }
            None => self.orders.push((None, order)),
        }
    }

    /// Has one window do something, as soon as it listens.
    pub fn order_of(&mut self, label: &str, order: WindowEvent) {
        if self.windows.contains_key(label) {
            self.tell(label, order);
        } else {
            self.orders.push((Some(label.to_owned()), order));
        }
    }

    /// A person has these sessions on screen in a window.
    pub fn watch(&mut self, label: &str, ids: Vec<SessionId>) {
        if let Some(window) = self.windows.get_mut(label) {
            window.watched = ids;
        }
    }

    /// Whether a person has this session on screen in any window.
    pub fn is_watched(&self, id: &SessionId) -> bool {
        self.windows.values().any(|window| window.watched.contains(id))
    }

    /// A person uses this window.
    pub fn used(&mut self, label: &str) {
        self.front = Some(label.to_owned());
    }

    /// The window that a person used last. It may be gone.
    pub fn front(&self) -> Option<&str> {
        self.front.as_deref()
    }

    fn fitting(&self, order: &WindowEvent) -> Option<String> {
        let shows = |window: &Listener| matches!(order, WindowEvent::Select { id } if window.watched.contains(id));
        let shown = self.windows.iter().find(|(_, window)| shows(window)).map(|(label, _)| label);
        let front = self.front.as_ref().filter(|label| self.windows.contains_key(*label));
        shown.or(front).or_else(|| self.windows.keys().next()).cloned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver};

    use tauri::ipc::InvokeResponseBody;

    use super::*;

    fn window(listeners: &mut Listeners, label: &str) -> (Receiver<String>, Vec<WindowEvent>) {
        let (tell, told) = mpsc::channel();
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(text) = body else { panic!("an event is JSON") };
            tell.send(text).unwrap();
            Ok(())
        });
        (told, listeners.add(label, channel))
    }

    fn told(window: &Receiver<String>) -> Vec<String> {
        let kind = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap()["kind"].to_string();
        window.try_iter().map(kind).collect()
    }

    fn id(digit: &str) -> SessionId {
        digit.repeat(16).parse().unwrap()
    }

    #[test]
    fn every_window_hears_what_is_told_until_it_is_gone() {
        let mut listeners = Listeners::default();
        let (main, _) = window(&mut listeners, "main");
        let (second, _) = window(&mut listeners, "window-2");
        listeners.tell_all(&WindowEvent::New);
        listeners.remove("main");
        listeners.tell_all(&WindowEvent::AskStop);
        assert_eq!(told(&main), ["\"new\""]);
        assert_eq!(told(&second), ["\"new\"", "\"ask_stop\""]);
        assert!(listeners.is_any());
    }

    #[test]
    fn an_order_goes_to_the_window_that_shows_it_else_to_the_one_used_last() {
        let mut listeners = Listeners::default();
        let (main, _) = window(&mut listeners, "main");
        let (second, _) = window(&mut listeners, "window-2");
        listeners.used("window-2");
        listeners.order(WindowEvent::New);
        listeners.watch("main", vec![id("a"), id("b")]);
        listeners.order(WindowEvent::Select { id: id("b") });
        assert_eq!((told(&main), told(&second)), (vec!["\"select\"".to_owned()], vec!["\"new\"".to_owned()]));
        assert_eq!(listeners.front(), Some("main"));
        listeners.remove("main");
        listeners.order(WindowEvent::Select { id: id("b") });
        assert_eq!(told(&second), ["\"select\""]);
    }

    #[test]
    fn an_order_waits_for_a_window_that_listens_and_one_for_a_window_for_that_one() {
        let mut listeners = Listeners::default();
        listeners.order(WindowEvent::New);
        listeners.order_of("window-2", WindowEvent::AskStop);
        assert_eq!(window(&mut listeners, "main").1, [WindowEvent::New]);
        assert_eq!(window(&mut listeners, "window-2").1, [WindowEvent::AskStop]);
        assert_eq!(window(&mut listeners, "window-2").1, []);
    }

    #[test]
    fn what_is_on_screen_is_so_in_any_window_and_only_while_it_is_there() {
        let mut listeners = Listeners::default();
        let _main = window(&mut listeners, "main");
        let _second = window(&mut listeners, "window-2");
        listeners.watch("main", vec![id("a")]);
        listeners.watch("window-2", vec![id("b"), id("c")]);
        listeners.watch("window-3", vec![id("d")]);
        let watched = |listeners: &Listeners| ["a", "b", "c", "d"].map(|digit| listeners.is_watched(&id(digit)));
        assert_eq!(watched(&listeners), [true, true, true, false]);
        listeners.remove("window-2");
        listeners.watch("main", Vec::new());
        assert_eq!(watched(&listeners), [false; 4]);
    }
}
