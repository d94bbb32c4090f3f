//! What the app knows of the daemon and its sessions, and how its windows hear of it. A mirror, never the truth:
//! it decides nothing and asks nobody.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use protocol::event::Event;
use protocol::id::SessionId;
use protocol::requests::{DaemonStatus, Subscribed};
use protocol::session::Session;
use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{State, WebviewWindow};

use super::listeners::Listeners;
use crate::app::Shell;
use crate::settings::SettingsFile;

/// How it stands between the app and the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DaemonState {
    /// One is being looked for or started.
    Connecting,
    /// One is linked.
    Connected {
        /// What it said of itself when it was linked.
        status: Box<DaemonStatus>,
    },
    /// It was let go on purpose; nobody starts one until a person does.
    Stopped {
        /// For people.
        message: String,
    },
    /// None stays up, or none can be started.
    Failed {
        /// For people.
        message: String,
        /// The file to look into.
        log: String,
    },
}

/// Whether what is known of sessions is how they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is.
    Linked,
    /// A daemon is being looked for.
    Connecting,
    /// There is none, and nobody looks for one.
    Away,
}

/// What a window hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WindowEvent {
    /// How it stands between the app and the daemon.
    Daemon(DaemonState),
    /// All sessions; what was known before is void.
    Sessions {
        /// Archived ones too, oldest first.
        sessions: Vec<Session>,
    },
    /// One change, as the daemon told it.
    Event {
        /// Never `dropped`: the app subscribes again and sends all sessions.
        event: Event,
    },
    /// A person asked elsewhere, as in the tray, to see a session.
    Select {
        /// Which.
        id: SessionId,
    },
    /// A person asked elsewhere for a new session.
    New,
    /// A person asked elsewhere to see what could be restored.
    AskRestore,
    /// A person asked elsewhere to stop everything; the window asks whether that is meant.
    AskStop,
    /// What stands in the settings file.
    Settings {
        /// Only what is set.
        settings: SettingsFile,
    },
    /// Files are dragged over this window, or no longer.
    Drag {
        /// Whether they are over it.
        over: bool,
        /// Where, in pixels of the page.
        #[serde(flatten)]
        at: Point,
    },
    /// Files were dropped on this window.
    Dropped {
        /// Which.
        paths: Vec<String>,
        /// Where, in pixels of the page.
        #[serde(flatten)]
        at: Point,
    },
}

/// A place in a window, in whole pixels of its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// The mirror. One per app.
#[derive(Default)]
pub struct Hub {
    known: Mutex<Known>,
    changed: Condvar,
}

#[derive(Default)]
struct Known {
    daemon: Option<DaemonState>,
    sessions: Vec<Session>,
    settings: SettingsFile,
    /// Counts their changes.
    settings_changes: u64,
    /// Counts changes of what is not known here.
    touches: u64,
    windows: Listeners,
    /// The start of the linked daemon, once it has looked at every session.
    ready: Option<u64>,
    /// Counts the changes of the restore plan.
    plan: u64,
    /// Counts what the daemon may have told people: whoever knows less asks again.
    told: u64,
    /// How many rows of it are ticked, as last asked.
    offered: usize,
    /// Counts changes, for [`Hub::wait`].
    revision: u64,
}

impl Hub {
    /// The link's state changed. Told only where it is another one.
    pub fn daemon(&self, state: DaemonState) {
        let mut known = self.lock();
        (known.ready, known.offered) = (None, 0);
        if known.daemon.as_ref() != Some(&state) {
            known.daemon = Some(state.clone());
            self.tell(&mut known, &WindowEvent::Daemon(state));
        }
    }

    /// A daemon was linked, or linked again.
    pub fn connected(&self, subscribed: Subscribed) {
        let mut known = self.lock();
        known.plan += 1;
        known.told += 1;
        known.ready = (!subscribed.daemon.reconciling).then_some(subscribed.daemon.started_at);
        let state = DaemonState::Connected { status: Box::new(subscribed.daemon) };
        known.daemon = Some(state.clone());
        known.sessions = subscribed.sessions;
        let sessions = known.sessions.clone();
        self.tell(&mut known, &WindowEvent::Daemon(state));
        self.tell(&mut known, &WindowEvent::Sessions { sessions });
    }

    /// The daemon told of one change.
    pub fn event(&self, event: Event) {
        let mut known = self.lock();
        apply(&mut known.sessions, &event);
        if matches!(event, Event::Reconciled | Event::PlanChanged) {
            known.plan += 1;
        }
        if let Event::Notified { .. } = event {
            known.told += 1;
        }
        if let (Event::Reconciled, Some(DaemonState::Connected { status })) = (&event, &known.daemon) {
            known.ready = Some(status.started_at);
        }
        self.tell(&mut known, &WindowEvent::Event { event });
    }

    /// What stands in the settings file changed.
    pub fn settings(&self, settings: &SettingsFile) {
        let mut known = self.lock();
        known.settings = settings.clone();
        known.settings_changes += 1;
        self.tell(&mut known, &WindowEvent::Settings { settings: settings.clone() });
    }

    /// Something changed that is not known here, and that somebody who waits shows.
    pub fn touch(&self) {
        let mut known = self.lock();
        known.touches += 1;
        self.note_change(&mut known);
    }

    /// Counts those changes.
    pub fn touches(&self) -> u64 {
        self.lock().touches
    }

    /// Has a window do something: the one that shows what it is about, else the one used last; where none listens, the next
    /// that does.
    pub fn order(&self, order: WindowEvent) {
        self.lock().windows.order(order);
    }

    /// Has one window do something, as soon as it listens.
    pub fn order_of(&self, label: &str, order: WindowEvent) {
        self.lock().windows.order_of(label, order);
    }

    /// A window listens from now on; it gets everything as it is first.
    pub fn listen(&self, label: &str, channel: Channel<WindowEvent>) {
        let mut known = self.lock();
        let orders = known.windows.add(label, channel);
        let first = [
            WindowEvent::Settings { settings: known.settings.clone() },
            WindowEvent::Daemon(known.daemon.clone().unwrap_or(DaemonState::Connecting)),
            WindowEvent::Sessions { sessions: known.sessions.clone() },
        ];
        first.into_iter().chain(orders).for_each(|event| known.windows.tell(label, event));
        self.note_change(&mut known);
    }

    /// Tells one window of something that concerns no other.
    pub fn tell_one(&self, label: &str, event: WindowEvent) {
        self.lock().windows.tell(label, event);
    }

    /// A window is gone, or shows another page.
    pub fn deaf(&self, label: &str) {
        self.lock().windows.remove(label);
    }

    /// A person uses this window.
    pub fn used(&self, label: &str) {
        self.lock().windows.used(label);
    }

    /// The window that a person used last. It may be gone.
    pub fn front(&self) -> Option<String> {
        self.lock().windows.front().map(str::to_owned)
    }

    /// Whether a person has this session on screen, in any window.
    pub fn is_watched(&self, id: &SessionId) -> bool {
        self.lock().windows.is_watched(id)
    }

    /// Counts what the daemon may have told people, see [`Self::wait`].
    pub fn told(&self) -> u64 {
        self.lock().told
    }

    /// Looks at all sessions as last heard, and at how many are offered to be restored. `look` must be quick and must not
    /// come back here.
    pub fn look<T>(&self, look: impl FnOnce(&[Session], usize) -> T) -> T {
        let known = self.lock();
        look(&known.sessions, known.offered)
    }

    /// Counts the changes of the settings file, see [`Self::wait`].
    pub fn settings_changes(&self) -> u64 {
        self.lock().settings_changes
    }

    /// Whether the sessions are as they were last heard.
    pub fn reach(&self) -> Reach {
        match self.lock().daemon {
            Some(DaemonState::Connected { .. }) => Reach::Linked,
            None | Some(DaemonState::Connecting) => Reach::Connecting,
            Some(DaemonState::Stopped { .. } | DaemonState::Failed { .. }) => Reach::Away,
        }
    }

    /// Counts the changes of the restore plan: whoever knows an older one asks again.
    pub fn plan_changes(&self) -> u64 {
        self.lock().plan
    }

    /// The restore plan was asked for, and so many of its rows are ticked.
    pub fn offer(&self, ticked: usize) {
        let mut known = self.lock();
        if known.offered != ticked {
            known.offered = ticked;
            self.note_change(&mut known);
        }
    }

    /// When the linked daemon started, once its restore plan is whole.
    pub fn plan_ready(&self) -> Option<u64> {
        self.lock().ready
    }

    /// Whether a window listens.
    pub fn is_heard(&self) -> bool {
        self.lock().windows.is_any()
    }

    /// Waits for a change after `revision` and returns the revision reached.
    pub fn wait(&self, revision: u64) -> u64 {
        let mut known = self.lock();
        while known.revision == revision {
            known = self.changed.wait(known).unwrap_or_else(PoisonError::into_inner);
        }
        known.revision
    }

    fn tell(&self, known: &mut Known, event: &WindowEvent) {
        known.windows.tell_all(event);
        self.note_change(known);
    }

    fn note_change(&self, known: &mut Known) {
        known.revision += 1;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // Every change leaves a whole state behind, so a poisoned one is still good.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn apply(sessions: &mut Vec<Session>, event: &Event) {
    match event {
        Event::Session { session } => match sessions.iter_mut().find(|known| known.id == session.id) {
            Some(known) => *known = (**session).clone(),
            None => sessions.push((**session).clone()),
        },
        Event::Removed { id } => sessions.retain(|known| known.id != *id),
        Event::Reconciled
        | Event::PlanChanged
        | Event::Notice { .. }
        | Event::Notified { .. }
        | Event::Dropped
        | Event::Unknown => {}
    }
}

/// The window listens. See [the contract](crate::bridge).
#[tauri::command]
pub fn events(channel: Channel<WindowEvent>, window: WebviewWindow, shell: State<'_, Shell>) {
    shell.hub.listen(window.label(), channel);
}

/// A person has these sessions on screen in this window from now on. See [the contract](crate::bridge).
#[tauri::command]
pub fn watch(ids: Vec<SessionId>, window: WebviewWindow, shell: State<'_, Shell>) {
    shell.hub.lock().windows.watch(window.label(), ids);
}
