//! What the daemon tells people, as native notifications: each once, also over restarts of app and daemon; none that is old,
//! resolved, on screen or unwanted. It decides nothing about what is told, and is behind by its cursor only.

mod cursor;
pub mod desktop;
pub mod popup;
mod quiet;
pub mod wishes;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::Zoned;
use protocol::error::WireError;
use protocol::id::SessionId;
use protocol::notification::Notification;
use protocol::requests::GetNotifications;
use protocol::session::Session;
use tauri::{AppHandle, Manager as _};

use crate::app::Shell;
use crate::bridge::events::{Hub, WindowEvent};
use crate::hostile::notice;
use crate::window;
use cursor::Cursor;
use desktop::{Click, Desktop};
use popup::{About, Popup};
use quiet::Quiet;
use wishes::{Wishes, family};

/// How long the daemon may take to answer.
const ANSWER: Duration = Duration::from_secs(15);

/// The desktop's notifications of this app.
pub fn desktop(app: &AppHandle, hub: &Arc<Hub>) -> Desktop {
    let (shown, hub) = (app.clone(), hub.clone());
    Desktop::new(app, move |about, click| match (click, about) {
        (Click::Mute, About::Session(id)) => shown.state::<Shell>().mute(&id),
        (Click::Mute, About::Sessions | About::Plan | About::Settings) => {}
        (Click::Open, about) => {
            order(about).into_iter().for_each(|order| hub.order(order));
            window::show(&shown);
        }
    })
}

/// What the window does that is opened by a click. `None`: nothing but to be there.
fn order(about: About) -> Option<WindowEvent> {
    match about {
        About::Session(id) => Some(WindowEvent::Select { id }),
        About::Plan => Some(WindowEvent::AskRestore),
        About::Sessions | About::Settings => None,
    }
}

/// Tells what comes from now on, and what has come since the app last told anything.
pub fn keep_telling(app: &AppHandle, hub: &Arc<Hub>, desktop: &Desktop) {
    let (app, hub, desktop) = (app.clone(), hub.clone(), desktop.clone());
    thread::spawn(move || {
        let cursor = Cursor::read(&app.state::<Shell>().root.app());
        Teller { app, hub, desktop, cursor, quiet: Quiet::Never }.run();
    });
}

struct Teller {
    app: AppHandle,
    hub: Arc<Hub>,
    desktop: Desktop,
    cursor: Cursor,
    /// As the settings had it when they were last looked at.
    quiet: Quiet,
}

impl Teller {
    fn run(mut self) {
        let (mut revision, mut asked, mut set) = (0, 0, 0);
        loop {
            revision = self.hub.wait(revision);
            if self.hub.settings_changes() != set {
                set = self.hub.settings_changes();
                self.look_at_hours();
            }
            if self.hub.told() != asked {
                asked = self.hub.told();
                // Whoever went away is asked again when it is back.
                if let Err(error) = self.tell_all() {
                    tracing::debug!(%error, "asking for notifications");
                }
            }
        }
    }

    /// Tells everything after the cursor.
    fn tell_all(&mut self) -> Result<(), WireError> {
        let control = self.app.state::<Shell>().control.clone();
        let wishes = self.app.state::<Shell>().wishes();
        loop {
            let page = control.call(&GetNotifications { after: self.cursor.at() }, ANSWER)?;
            if let Some(newest) = page.notifications.last() {
                // First, so that nothing is shown twice: what is not shown now is still in the list.
                self.cursor.keep(newest.change);
            }
            self.tell(&page.notifications, &wishes);
            if !page.more {
                return Ok(());
            }
        }
    }

    /// Takes back what nobody needs any more, and shows what is new. What is new about the same session takes the place of
    /// what was shown of it, so that is not taken back before.
    fn tell(&self, all: &[Notification], wishes: &Wishes) {
        let new: Vec<Popup> = all.iter().filter_map(|one| self.popup(one, wishes)).collect();
        for one in all.iter().filter(|one| one.resolved_at.is_some()) {
            let about = popup::about(one);
            if !new.iter().any(|popup| popup.about == about) {
                self.desktop.take_back(about, Some(one.number));
            }
        }
        new.into_iter().for_each(|popup| self.desktop.show(popup));
    }

    /// What is shown of one. `None`: nobody is to be disturbed.
    fn popup(&self, one: &Notification, wishes: &Wishes) -> Option<Popup> {
        let now = Zoned::now();
        let (session, family) = one.session.as_ref().map(|id| self.known_of(id)).unwrap_or_default();
        if !wishes.allow(one.kind, &family, now.time()) {
            return None;
        }
        let now = u64::try_from(now.timestamp().as_millisecond()).unwrap_or_default();
        let words = self.app.state::<Shell>().language().words();
        let is_on_screen = one.session.as_ref().is_some_and(|id| self.hub.is_watched(id));
        let popup = popup::of(one, session.as_ref(), now, words).filter(|_| !is_on_screen)?;
        Some(Popup { sound: wishes.sound(), ..popup })
    }

    /// A session as it is now, if it is known, and its family.
    fn known_of(&self, id: &SessionId) -> (Option<Session>, Vec<SessionId>) {
        let find = |sessions: &[Session]| sessions.iter().find(|session| session.id == *id).cloned();
        self.hub.look(|sessions, _| (find(sessions), family(id, sessions)))
    }

    /// Hours that are none are told once: whoever set them believes that it is quiet then.
    fn look_at_hours(&mut self) {
        // They were read just now.
        let quiet = Wishes::of(&self.app.state::<Shell>().settings.now().values).quiet;
        if self.quiet == quiet {
            return;
        }
        self.quiet = quiet;
        let Quiet::Wrong(found) = &self.quiet else {
            return self.desktop.take_back(About::Settings, None);
        };
        tracing::warn!(found, "the quiet hours in the settings are no times of day");
        let words = self.app.state::<Shell>().language().words();
        self.desktop.show(Popup {
            about: About::Settings,
            // No other one has it.
            number: u64::MAX,
            title: words.bad_setting().to_owned(),
            body: notice(&words.bad_hours(found)),
            open: words.open(),
            mute: None,
            sound: false,
        });
    }
}
