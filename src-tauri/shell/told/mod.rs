//! What the daemon tells people, as native notifications: each once, also over restarts of app and daemon; none that is old,
//! resolved or on screen. It decides nothing about what is told, and is behind by its cursor only.

mod cursor;
mod words;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use protocol::error::WireError;
use protocol::id::SessionId;
use protocol::notification::Notification;
use protocol::requests::GetNotifications;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::{ActionPerformed, NotificationExt as _};

use crate::app::Shell;
use crate::bridge::events::{Hub, WindowEvent};
use crate::window;
use cursor::Cursor;

/// How long the daemon may take to answer.
const ANSWER: Duration = Duration::from_secs(15);
/// Under this name a notification carries the session that a click on it selects.
const SESSION: &str = "session";

/// Tells what comes from now on, and what has come since the app last told anything. A click shows the session.
pub fn keep_telling(app: &AppHandle, hub: &Arc<Hub>) {
    let (shown, orders) = (app.clone(), hub.clone());
    let clicked = move |click: &ActionPerformed| {
        let session = click.notification().and_then(|shown| shown.extra().get(SESSION)?.as_str()?.parse().ok());
        if let Some(id) = session {
            orders.order(WindowEvent::Select { id });
            window::show(&shown);
        }
    };
    if let Err(error) = app.notification().on_action(clicked) {
        tracing::warn!(%error, "clicks on notifications are not heard");
    }
    let (app, hub) = (app.clone(), hub.clone());
    thread::spawn(move || {
        let mut cursor = Cursor::read(&app.state::<Shell>().root.app());
        let (mut revision, mut asked) = (0, 0);
        loop {
            revision = hub.wait(revision);
            if hub.told() != asked {
                asked = hub.told();
                // Whoever went away is asked again when it is back.
                if let Err(error) = tell_all(&app, &hub, &mut cursor) {
                    tracing::debug!(%error, "asking for notifications");
                }
            }
        }
    });
}

/// Tells everything after the cursor.
fn tell_all(app: &AppHandle, hub: &Hub, cursor: &mut Cursor) -> Result<(), WireError> {
    let control = app.state::<Shell>().control.clone();
    loop {
        let page = control.call(&GetNotifications { after: cursor.at() }, ANSWER)?;
        if let Some(newest) = page.notifications.last() {
            // First, so that nothing is shown twice: what is not shown now is still in the list.
            cursor.keep(newest.change);
        }
        for one in &page.notifications {
            show(app, one, one.session.as_ref().filter(|id| hub.is_watched(id)));
        }
        if !page.more {
            return Ok(());
        }
    }
}

/// Shows one, or takes it back.
fn show(app: &AppHandle, one: &Notification, watched: Option<&SessionId>) {
    let notifications = app.notification();
    let outcome = match words::of(one, watched, now()) {
        Some((title, body)) => {
            let builder = notifications.builder().id(id(one)).title(title).body(body);
            one.session.iter().fold(builder, |builder, id| builder.extra(SESSION, id.as_str())).show()
        }
        None if one.resolved_at.is_some() => notifications.remove_active(vec![id(one)]),
        None => Ok(()),
    };
    if let Err(error) = outcome {
        tracing::warn!(%error, "showing a notification");
    }
}

/// By what the desktop knows it again, where it is taken back.
fn id(one: &Notification) -> i32 {
    i32::try_from(one.number % (1 << 31)).unwrap_or_default()
}

/// In milliseconds since 1970.
fn now() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default()
}
