//! Updates: looks into the feed that the user has named, and installs what it offers if a person says so. Where no feed
//! is named, which is so until somebody does, it opens no connection. What is not signed with this build's key is refused.

mod again;
mod feed;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tauri::{AppHandle, Manager as _, Url};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind};
use tauri_plugin_updater::{Update, UpdaterExt as _};

use crate::app::Shell;
use crate::hostile::notice;

pub use again::become_new;

/// The app's exit code by which it asks to be replaced by the program that was installed in its place.
pub const AGAIN: i32 = 120;

/// The title of what people are asked and told.
const TITLE: &str = "Holdfast";
/// How often the feed is looked into.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long the feed may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The feed that is named in the settings. One per app.
#[derive(Default)]
pub struct Updates {
    feed: Mutex<Option<String>>,
    changed: Condvar,
}

impl Updates {
    /// Takes what the setting `updates.feed` is now.
    pub fn name(&self, setting: Option<&Value>) {
        let named = setting.and_then(Value::as_str).map(str::trim).filter(|feed| !feed.is_empty());
        *self.lock() = named.map(str::to_owned);
        self.changed.notify_all();
    }

    /// Looks into the feed once it is named, and daily, on a thread of its own.
    pub fn keep_looking(self: &Arc<Self>, app: &AppHandle) {
        let (updates, app) = (self.clone(), app.clone());
        thread::spawn(move || {
            let mut refused = None;
            loop {
                let named = updates.named();
                match feed::read(&named, &key(&app)) {
                    Ok(feed) => look(&app, feed, &mut refused),
                    Err(refusal) => tracing::warn!("{refusal}"),
                }
                updates.rest(&named, EVERY);
            }
        });
    }

    /// Waits until a feed is named.
    fn named(&self) -> String {
        let mut feed = self.lock();
        loop {
            if let Some(named) = &*feed {
                return named.clone();
            }
            feed = self.changed.wait(feed).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for so long, or until another feed is named.
    fn rest(&self, named: &str, time: Duration) {
        let began = Instant::now();
        let mut feed = self.lock();
        while feed.as_deref() == Some(named) && began.elapsed() < time {
            let left = time.saturating_sub(began.elapsed());
            feed = self.changed.wait_timeout(feed, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<String>> {
        self.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The public half of the key that releases are signed with, from tauri.conf.json.
fn key(app: &AppHandle) -> String {
    let updater = app.config().plugins.0.get("updater");
    updater.and_then(|updater| updater["pubkey"].as_str()).unwrap_or_default().to_owned()
}

/// Looks once. A feed that does not answer is tried again at its next time and disturbs nobody. `refused`: the version
/// that the user did not want, of which nothing more is said until the app is started again.
fn look(app: &AppHandle, feed: Url, refused: &mut Option<String>) {
    match tauri::async_runtime::block_on(offered(app, feed)) {
        Ok(None) => {}
        Ok(Some(update)) if refused.as_deref() == Some(&update.version) => {}
        Ok(Some(update)) if agreed(app, &update) => install(app, &update),
        Ok(Some(update)) => *refused = Some(update.version),
        Err(error) => tracing::warn!(%error, "looking for an update"),
    }
}

async fn offered(app: &AppHandle, feed: Url) -> tauri_plugin_updater::Result<Option<Update>> {
    app.updater_builder().endpoints(vec![feed])?.timeout(PATIENCE).build()?.check().await
}

/// Asks whether to install the update.
fn agreed(app: &AppHandle, update: &Update) -> bool {
    let shell = app.state::<Shell>();
    let words = shell.language().words();
    let live = shell.hub.look(|sessions, _| sessions.iter().filter(|session| session.status.is_live()).count());
    let buttons = MessageDialogButtons::OkCancelCustom(words.install().to_owned(), words.later().to_owned());
    let question = words.update(&update.version, &update.current_version, live);
    app.dialog().message(question).title(TITLE).buttons(buttons).blocking_show()
}

/// Installs the update. The app leaves as when it is quit, and comes again as the new one.
fn install(app: &AppHandle, update: &Update) {
    match tauri::async_runtime::block_on(update.download_and_install(|_, _| {}, || {})) {
        Ok(()) => app.exit(AGAIN),
        Err(error) => {
            tracing::error!(%error, "installing an update");
            let words = app.state::<Shell>().language().words();
            let message = words.not_installed(&update.version, &notice(&error.to_string()));
            app.dialog().message(message).title(TITLE).kind(MessageDialogKind::Error).blocking_show();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_happens_until_a_feed_is_named() {
        let updates = Arc::new(Updates::default());
        let (told, heard) = mpsc::channel();
        let waiting = updates.clone();
        thread::spawn(move || told.send(waiting.named()));
        for nothing in [None, Some(json!("")), Some(json!("  ")), Some(json!(false))] {
            updates.name(nothing.as_ref());
        }
        assert!(heard.try_recv().is_err());
        updates.name(Some(&json!(" https://example.org/ ")));
        assert_eq!(heard.recv_timeout(Duration::from_secs(20)).unwrap(), "https://example.org/");
    }

    #[test]
    fn another_feed_is_not_left_to_wait_for_a_day() {
        let updates = Arc::new(Updates::default());
        updates.name(Some(&json!("https://example.org/a")));
        let (told, heard) = mpsc::channel();
        let resting = updates.clone();
        thread::spawn(move || {
            resting.rest("https://example.org/a", EVERY);
            told.send(()).unwrap();
        });
        updates.name(Some(&json!("https://example.org/b")));
        heard.recv_timeout(Duration::from_secs(20)).unwrap();
    }
}
