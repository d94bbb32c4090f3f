//! What the window can ask of the app: the whole contract between `ui/` and the shell. It holds no truth and no
//! decision about sessions; requests go to the daemon, terminal bytes to the hosts.
//!
//! Errors are [`WireError`](protocol::error::WireError): `{code, message, hint?}`. Byte sizes and offsets are numbers.
//!
//! # Commands
//!
//! | command | arguments | answer |
//! |---|---|---|
//! | `request` | `name`, `params` | the reply of the daemon's request of that name, except `subscribe` |
//! | `events` | `channel` | nothing; from then on [window events](events::WindowEvent), settings, state and all sessions first |
//! | `watch` | `ids` | nothing; a person has these sessions on screen in this window |
//! | `settings` | | [`SettingsFile`](crate::settings::SettingsFile) `{values, path, problem?}` |
//! | `set_setting` | `key`, `value` | nothing, once the file has it and the change was told; `null` takes the key out |
//! | `layout` | | what `save_layout` of this window kept last, also before a crash; else `null` |
//! | `save_layout` | `layout` | nothing, once it is on disk |
//! | `new_window` | `session?` | nothing; one more window opens, and selects the session |
//! | `set_zoom` | `factor` | nothing; 0.5 to 3, 1 being usual, kept for this window |
//! | `attach` | `id`, `size?`, `colors?`, `since?`, `channel` | [`AttachInfo`](attach::AttachInfo) |
//! | `input` | raw body; header `attachment` | nothing, once the bytes are in the queue of that attachment |
//! | `resize` | `attachment`, `size` | nothing |
//! | `history` | `attachment`, `lines` | nothing; a snapshot with at least so many lines above the screen follows |
//! | `ack` | `attachment`, `bytes` | nothing; so many bytes of messages were taken by the terminal |
//! | `detach` | `attachment` | nothing; also where it is gone already |
//! | `search` | `wish`, `channel` | [`SearchDone`](protocol::search::SearchDone); lists of hits on the channel before; a search before it in this window ends |
//! | `stop_search` | | nothing; the `search` under way fails |
//! | `start_at_login` | | whether the app starts at login |
//! | `set_start_at_login` | `on` | nothing; off until a person says otherwise |
//! | `open_link` | `url` | nothing; `refused` for all but http, https and mailto |
//! | `reveal` | `path` | nothing; the file manager shows it, and nobody runs it |
//! | `write_clipboard` | `text` | nothing |
//! | `read_clipboard` | | its text, else `null` |
//! | `pick_directory` | `from?` | what a person chose, else `null` |
//! | `keep_image` | raw body; header `kind`: png, jpeg, gif, webp | the file; at most 20 MiB, kept for 7 days |
//! | `start_daemon` | | nothing; what comes of it is told as an event |
//! | `app_info` | | [`AppInfo`] `{version, root, log}` |
//! | `quit` | | nothing; the app leaves, sessions keep running |
//! | `stop_everything` | | nothing where all is stopped and the app leaves; else [`Stopped`], naming what still lives |
//!
//! # Window events (JSON)
//!
//! ```text
//! {kind: "settings", settings: SettingsFile}           first of all, and whenever the file changes
//! {kind: "daemon", state: "connecting"}
//! {kind: "daemon", state: "connected", status: DaemonStatus}
//! {kind: "daemon", state: "stopped", message}          let go on purpose; `start_daemon` brings one back
//! {kind: "daemon", state: "failed", message, log}      does not stay up; `start_daemon` tries again
//! {kind: "sessions", sessions: [Session]}              after each connect; what was known before is void
//! {kind: "event", event: Event}                        never `dropped`
//! {kind: "select", id} | {kind: "new"} | {kind: "ask_restore"} | {kind: "ask_stop"}   a person asked for it in the tray
//! {kind: "drag", over, x, y}                           files are dragged over this window, or no longer
//! {kind: "dropped", paths, x, y}                       files were dropped on this window; in pixels of the page
//! ```
//!
//! Each window listens for itself, by one channel. What a person asked for elsewhere goes to one window: the one that shows
//! the session, else the one that was used last.
//!
//! # Terminal messages (binary)
//!
//! Each message on the channel of `attach` is an `ArrayBuffer`, its first byte a [`Tag`](pump::Tag):
//!
//! ```text
//! 1  JSON {event: "snapshot", offset, size, before, length, more?}   forget what was shown; may come at any time;
//!    `more`: there are older lines, for `history`
//! 2  bytes of it: `before` of older text, then `length` of the screen
//! 3  u64 little-endian offset, then output
//! 4  JSON of a host's event: resized, ended, notice
//! 5  JSON {clean}: the host is gone; `clean` where the session had ended. Not after `detach`.
//! ```
//!
//! Messages may come before the answer of `attach`. They keep their order: Tauri numbers those of one channel.
//! Attachments end with the page that made them.
//!
//! `ack` counts whole messages, tags included. From the first one on (which may be about 0 bytes) the window is never
//! sent more than 128 KiB ahead; what it then misses of a flood comes as a snapshot. One call per 64 KiB is plenty.
//! `input` keeps the order in which calls arrive; calls in flight may overtake each other, so one at a time.

pub mod attach;
mod batch;
mod credit;
pub mod events;
mod listeners;
mod pump;
pub mod request;
pub mod search;
mod settings;
mod system;
mod window;

use std::time::Duration;

use protocol::requests::{Killed, Outcome, Stop, Stopped};
use serde::Serialize;
use tauri::ipc::Invoke;
use tauri::{AppHandle, State, Wry};

use crate::app::Shell;

/// How long ending every program may take.
const STOP: Duration = Duration::from_secs(5 * 60);

/// The commands of the contract.
pub fn commands() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        request::request,
        events::events,
        events::watch,
        settings::settings,
        settings::set_setting,
        window::layout,
        window::save_layout,
        window::new_window,
        window::set_zoom,
        system::start_at_login,
        system::set_start_at_login,
        system::open_link,
        system::reveal,
        system::write_clipboard,
        system::read_clipboard,
        system::pick_directory,
        system::keep_image,
        attach::attach,
        attach::input,
        attach::resize,
        attach::history,
        attach::ack,
        attach::detach,
        search::search,
        search::stop_search,
        start_daemon,
        app_info,
        quit,
        stop_everything,
    ]
}

/// About the app.
#[derive(Debug, Serialize)]
struct AppInfo {
    /// Its version.
    version: &'static str,
    /// The root that it serves.
    root: String,
    /// The directory of logs.
    log: String,
}

#[tauri::command]
fn start_daemon(shell: State<'_, Shell>) {
    shell.link.start();
}

#[tauri::command]
fn app_info(shell: State<'_, Shell>) -> AppInfo {
    AppInfo {
        version: protocol::VERSION,
        root: shell.root.dir().display().to_string(),
        log: shell.root.log().display().to_string(),
    }
}

#[tauri::command]
fn quit(app: AppHandle) {
    app.exit(0);
}

/// Leaves only when nothing lives any more: else somebody must be told.
#[tauri::command]
async fn stop_everything(app: AppHandle, shell: State<'_, Shell>) -> Result<Stopped, protocol::error::WireError> {
    let control = shell.control.clone();
    let stop = Stop { keep_sessions: false, goodbye: protocol::hello::GoodbyeReason::Stop };
    let stopped = request::apart(move || control.call(&stop, STOP)).await?;
    if stopped.sessions.iter().all(is_gone) {
        app.exit(0);
    }
    Ok(stopped)
}

fn is_gone(session: &Killed) -> bool {
    session.result != Outcome::StillAlive
}
