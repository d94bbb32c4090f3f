//! Where effects are gathered while bytes are parsed, in the order they arose. It never acts on any of them.

use std::sync::{Arc, Mutex, PoisonError};

use alacritty_terminal::event::{Event, EventListener};

use crate::Effect;

/// The queue, shared by the recorder and the terminal inside it (which gives its listener no way out but this).
#[derive(Clone, Default)]
pub struct Listener(Arc<Mutex<Vec<Effect>>>);

impl Listener {
    /// Appends; bells in a row become one, so that a flood of them stays small.
    pub fn push(&self, effect: Effect) {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if effect != Effect::Bell || queue.last() != Some(&Effect::Bell) {
            queue.push(effect);
        }
    }

    /// Moves everything gathered so far to `effects`.
    pub fn drain_into(&self, effects: &mut Vec<Effect>) {
        effects.append(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl EventListener for Listener {
    fn send_event(&self, event: Event) {
        match event {
            Event::PtyWrite(text) => self.push(Effect::Reply(text.into_bytes())),
            Event::Bell => self.push(Effect::Bell),
            // Titles, colours and sizes are the recorder's; the clipboard is not the screen's business; the rest
            // concerns windows.
            _ => {}
        }
    }
}
