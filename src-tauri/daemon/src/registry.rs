//! The table of all sessions, in memory, and who wants to hear of changes. Lists are answered from here alone.
//! Its mutex is held for memory only; changes to a session are made by that session's task.

mod names;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::end::End;
use protocol::event::Event;
use protocol::id::{Generation, SessionId};
use protocol::session::{Archive, Session};
use tokio::sync::{Notify, mpsc, watch};

use crate::session::Handle;
use crate::subscription::Subscription;

/// One session in memory.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What lists say of it.
    pub row: Session,
    /// Where its task takes commands.
    pub handle: Handle,
    /// The last run that really ran, if it ended, and how: what a restore would bring back.
    pub lost: Option<Lost>,
}

/// A run that could be brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Which run.
    pub generation: Generation,
    /// How it ended.
    pub end: End,
    /// Whether somebody meant to kill it, carried out or not.
    pub unwanted: bool,
    /// When starts failed that were to follow this run, in milliseconds since 1970.
    pub failed_starts: Vec<u64>,
    /// Whether what its agent was first asked is known.
    pub has_prompt: bool,
}

/// All sessions and all subscribers.
#[derive(Debug, Default)]
pub struct Registry {
    table: Mutex<Table>,
    /// How many subscribers there are.
    watchers: watch::Sender<usize>,
    /// Told by whoever looks at the list.
    looked_at: Notify,
}

#[derive(Debug, Default)]
struct Table {
    entries: BTreeMap<SessionId, Entry>,
    /// Names that are being given to sessions that are not listed under them yet, and to whom: absent for a new one.
    reserved: Vec<(String, Option<SessionId>)>,
    subscribers: Vec<Subscriber>,
}

/// Whoever wants to hear of changes.
#[derive(Debug)]
struct Subscriber {
    events: mpsc::Sender<Arc<[u8]>>,
    /// A person, who is told what people are told.
    is_person: bool,
}

impl Registry {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists the sessions, oldest first; the archived ones only if `all`.
    pub fn list(&self, all: bool) -> Vec<Session> {
        let table = self.table();
        rows(&table).into_iter().filter(|row| all || row.archive != Archive::Done).collect()
    }

    /// Somebody looks at the list: whoever lives and was not heard for a while is asked again now, and the others soon.
    /// Waits for nothing.
    pub fn want_words(&self) {
        self.ask_old();
        self.looked_at.notify_one();
    }

    /// Has those who live asked again whose last word is old, and waits for nothing.
    pub fn ask_old(&self) {
        let table = self.table();
        table.entries.values().filter(|entry| entry.row.status.is_live()).for_each(|entry| entry.handle.want_word());
    }

    /// Waits until somebody looks at the list.
    pub async fn looked_at(&self) {
        self.looked_at.notified().await;
    }

    /// How many sessions are live.
    pub fn live(&self) -> usize {
        self.table().entries.values().filter(|entry| entry.row.status.is_live()).count()
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.table().entries.values().cloned().collect();
        entries.sort_by_key(|entry| entry.row.created_at);
        entries
    }

    /// Adds a session or replaces what is known of it, and tells the subscribers if that changed.
    pub fn publish(&self, entry: Entry) {
        let mut table = self.table();
        let before = table.entries.insert(entry.row.id.clone(), entry.clone());
        let changed = before.as_ref().is_none_or(|before| !same(&before.row, &entry.row));
        let plan_changed = before.as_ref().is_none_or(|before| before.lost != entry.lost);
        if changed {
            table.emit(&Event::Session { session: Box::new(entry.row) });
        }
        if plan_changed {
            table.emit(&Event::PlanChanged);
        }
    }

    /// Notes what was measured of each session. Nobody is told: so many at once would drop whoever listens.
    pub fn set_log_bytes(&self, of: impl Fn(&SessionId) -> Option<u64>) {
        self.table().entries.iter_mut().for_each(|(id, entry)| entry.row.log_bytes = of(id));
    }

    /// Forgets a session that was wiped.
    pub fn remove(&self, id: &SessionId) {
        let mut table = self.table();
        if table.entries.remove(id).is_some() {
            table.emit(&Event::Removed { id: id.clone() });
            table.emit(&Event::PlanChanged);
        }
    }

    /// Tells all subscribers something.
    pub fn emit(&self, event: &Event) {
        self.table().emit(event);
    }

    /// The list as it is now, and every change from now on, as serialized events. They end when the subscriber is too
    /// slow. `is_person`: an agent does not hear what people are told.
    pub fn subscribe(&self, is_person: bool) -> (Vec<Session>, Subscription) {
        let (events, subscription) = Subscription::new(&self.watchers);
        let mut table = self.table();
        table.subscribers.push(Subscriber { events, is_person });
        (rows(&table), subscription)
    }

    /// How many subscribers there are, now and at every change.
    pub fn watchers(&self) -> watch::Receiver<usize> {
        self.watchers.subscribe()
    }

    /// The entry of an exact id.
    pub fn get(&self, id: &SessionId) -> Option<Entry> {
        self.table().entries.get(id).cloned()
    }

    /// Whether any session is an agent's.
    pub fn runs_agents(&self) -> bool {
        self.table().entries.values().any(|entry| entry.row.agent.is_some())
    }

    /// The same id, if that is an agent's session.
    pub fn agents_session(&self, id: &SessionId) -> Option<SessionId> {
        self.table().entries.get(id).filter(|entry| entry.row.agent.is_some()).map(|entry| entry.row.id.clone())
    }

    /// The session that the process `pid` lives in, if any.
    pub fn session_of(&self, ancestors: &[u32]) -> Option<SessionId> {
        let table = self.table();
        let inside = |entry: &&Entry| entry.row.child_pid.is_some_and(|child| ancestors.contains(&child));
        table.entries.values().find(inside).map(|entry| entry.row.id.clone())
    }
}

impl Table {
    /// A subscriber that is too slow is dropped; its connection tells it so.
    fn emit(&mut self, event: &Event) {
        self.subscribers.retain(|subscriber| !subscriber.events.is_closed());
        if self.subscribers.is_empty() {
            return;
        }
        let Ok(bytes) = serde_json::to_vec(event) else { return };
        let bytes: Arc<[u8]> = bytes.into();
        let is_for_people = matches!(event, Event::Notified { .. });
        self.subscribers.retain(|subscriber| {
            (is_for_people && !subscriber.is_person) || subscriber.events.try_send(bytes.clone()).is_ok()
        });
    }
}

fn rows(table: &Table) -> Vec<Session> {
    let mut rows: Vec<Session> = table.entries.values().map(|entry| entry.row.clone()).collect();
    rows.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    rows
}

/// Whether two rows say the same, whenever they say it.
fn same(a: &Session, b: &Session) -> bool {
    *a == Session { as_of: a.as_of, ..b.clone() }
}
