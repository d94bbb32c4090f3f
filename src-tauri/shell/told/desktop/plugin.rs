//! Notifications of macOS and Windows, by Tauri's plugin. It cannot replace one, so an earlier one about the same is taken
//! back first. Not tested: nobody has built it there yet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tauri::AppHandle;
use tauri_plugin_notification::{Action, ActionPerformed, ActionType, NotificationExt as _};

use super::Click;
use crate::told::popup::{About, Popup};

/// Under this name a notification carries what it is about.
const ABOUT: &str = "about";
/// The notifications that can be silenced, and how.
const MUTABLE: &str = "session";
const MUTE: &str = "mute";

/// The way to the desktop.
#[derive(Clone)]
pub struct Desktop {
    app: AppHandle,
    /// The numbers of what is shown.
    shown: Arc<Mutex<HashMap<About, u64>>>,
}

impl Desktop {
    /// `clicked` hears what a person does with what is shown.
    pub fn new(app: &AppHandle, clicked: impl Fn(About, Click) + Send + Sync + 'static) -> Self {
        let heard = move |done: &ActionPerformed| {
            let about = done.notification().and_then(|shown| shown.extra().get(ABOUT).cloned());
            let click = if done.action_id() == MUTE { Click::Mute } else { Click::Open };
            if let Some(about) = about.and_then(|about| serde_json::from_value(about).ok()) {
                clicked(about, click);
            }
        };
        if let Err(error) = app.notification().on_action(heard) {
            tracing::warn!(%error, "clicks on notifications are not heard");
        }
        Self { app: app.clone(), shown: Arc::default() }
    }

    /// Shows one; it replaces an earlier one about the same.
    pub fn show(&self, popup: Popup) {
        self.take_back(popup.about.clone(), None);
        let notifications = self.app.notification();
        let mut builder = notifications.builder().id(id(popup.number)).title(popup.title).body(popup.body);
        if let Some(mute) = popup.mute {
            let action = Action::builder(MUTE, mute).build();
            notifications.register_action_types(vec![ActionType::builder(MUTABLE).actions(vec![action]).build()]).ok();
            builder = builder.action_type_id(MUTABLE);
        }
        if popup.sound {
            builder = builder.sound("Default");
        }
        if let Err(error) = builder.extra(ABOUT, &popup.about).show() {
            tracing::warn!(%error, "showing a notification");
        }
        self.lock().insert(popup.about, popup.number);
    }

    /// Takes back what is shown about something. `number`: only that one, not a later one in its place.
    pub fn take_back(&self, about: About, number: Option<u64>) {
        let shown = self.lock().get(&about).copied();
        if let Some(shown) = shown.filter(|shown| number.is_none_or(|number| number == *shown)) {
            self.lock().remove(&about);
            self.app.notification().remove_active(vec![id(shown)]).ok();
        }
    }

    /// Takes back everything: when this app has quit nobody hears of clicks.
    pub fn leave(&self) {
        let all: Vec<About> = self.lock().keys().cloned().collect();
        all.into_iter().for_each(|about| self.take_back(about, None));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<About, u64>> {
        // Nothing panics while it is held.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By what the desktop knows it again.
fn id(number: u64) -> i32 {
    i32::try_from(number % (1 << 31)).unwrap_or_default()
}
