//! GTK's clipboard, which is right on X11 and on Wayland alike. GTK is spoken to on the main thread only.

use std::sync::mpsc;
use std::time::Duration;

use gtk::Clipboard;
use gtk::gdk::SELECTION_CLIPBOARD;
use protocol::error::{ErrorCode, WireError};
use tauri::AppHandle;

/// How long the program that holds the text may take to hand it out.
const ANSWER: Duration = Duration::from_secs(5);

/// Puts a text into the clipboard. May be called on any thread but the main one.
pub fn write(app: &AppHandle, text: String) -> Result<(), WireError> {
    on_main_thread(app, move |done| {
        Clipboard::get(&SELECTION_CLIPBOARD).set_text(&text);
        done.send(()).ok();
    })
}

/// The clipboard's text; `None` where it holds none. As [`write()`].
pub fn read(app: &AppHandle) -> Result<Option<String>, WireError> {
    on_main_thread(app, |done| {
        Clipboard::get(&SELECTION_CLIPBOARD).request_text(move |_, text| {
            done.send(text.map(str::to_owned)).ok();
        });
    })
}

/// The app leaves: what it has put into the clipboard goes to the desktop's keeper of it, if there is one.
pub fn hand_over() {
    Clipboard::get(&SELECTION_CLIPBOARD).store();
}

fn on_main_thread<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(mpsc::Sender<T>) + Send + 'static,
) -> Result<T, WireError> {
    let (done, answer) = mpsc::channel();
    app.run_on_main_thread(move || work(done)).map_err(|error| failed(&error.to_string()))?;
    answer.recv_timeout(ANSWER).map_err(|_| failed("the program that holds the text does not answer"))
}

fn failed(why: &str) -> WireError {
    WireError::new(ErrorCode::TimedOut, format!("asking for the clipboard: {why}"))
}
