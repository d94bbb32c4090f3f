//! What the tray says: its icon's state and the lines of its menu, from the list of sessions. Pure.

use protocol::id::SessionId;
use protocol::session::{Archive, Attention, Session, Status};

use crate::bridge::events::Reach;
use crate::hostile::{menu_label, menu_name};
use crate::words::{Doing, Words};

/// Sessions listed one by one.
const LISTED: usize = 8;
/// Sessions listed below those.
const BELOW: usize = 40;

/// What the icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Somebody waits for a person.
    NeedsYou,
    /// Somebody works.
    Working,
    /// Neither.
    Quiet,
    /// Nobody can tell: there is no daemon.
    Away,
}

/// One line of the menu. Its id says what choosing it does, and stays the same while its text changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A line to choose.
    Line {
        /// What it does.
        id: String,
        /// What it says.
        text: String,
    },
    /// A line that is ticked or not.
    Check {
        /// What it does.
        id: &'static str,
        /// What it says.
        text: String,
        /// Whether it is ticked.
        on: bool,
    },
    /// A rule between groups.
    Rule {
        /// Which one.
        id: &'static str,
    },
    /// A line with more lines below it. Some menus cannot change what such a line says.
    More {
        /// Another one where it says something else.
        id: String,
        /// What it says.
        text: String,
        /// The lines below it.
        below: Vec<Entry>,
    },
}

impl Entry {
    /// By what it is the same entry as before.
    pub fn id(&self) -> &str {
        match self {
            Self::Line { id, .. } | Self::More { id, .. } => id,
            Self::Check { id, .. } | Self::Rule { id } => id,
        }
    }

    fn line(id: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self::Line { id: id.into(), text: menu_label(text.as_ref()) }
    }
}

/// All that the tray shows. Two equal ones need no repainting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// The icon's state.
    pub mood: Mood,
    /// The menu.
    pub entries: Vec<Entry>,
}

/// What the tray shows of `sessions`, of which `offered` can be restored. `at_login`: whether the app starts then.
pub fn view(sessions: &[Session], offered: usize, reach: Reach, at_login: bool, words: &dyn Words) -> TrayView {
    let mut live: Vec<&Session> =
        sessions.iter().filter(|session| session.status.is_live() && session.archive != Archive::Done).collect();
    // Equal ones keep their order, so nothing jumps.
    live.sort_by_key(|session| urgency(session));
    let queued = sessions.iter().map(|session| session.queued).sum();
    let mut entries = away(reach, words);
    entries.extend(listed(&live, reach, words));
    entries.push(Entry::line("new", words.new_session()));
    entries.push(Entry::line("open", words.open()));
    if offered > 0 {
        entries.push(Entry::line("restore", words.restore(offered)));
    }
    let text = menu_label(words.start_at_login());
    entries.push(Entry::Check { id: "login", text, on: at_login });
    entries.push(Entry::Rule { id: "rule:leave" });
    entries.push(Entry::line("quit", words.quit(live.len(), queued)));
    entries.push(Entry::line("stop", words.stop_everything()));
    TrayView { mood: mood(&live, reach), entries }
}

fn mood(live: &[&Session], reach: Reach) -> Mood {
    match live.first().map(|session| urgency(session)) {
        _ if reach != Reach::Linked => Mood::Away,
        Some(0) => Mood::NeedsYou,
        Some(1) => Mood::Working,
        _ => Mood::Quiet,
    }
}

/// 0 for what waits for a person, then what works, then the rest.
fn urgency(session: &Session) -> u8 {
    match doing(session) {
        Doing::AsksLeave | Doing::Asks | Doing::NeedsYou => 0,
        Doing::Working | Doing::Starting | Doing::Stuck => 1,
        Doing::Idle | Doing::Running | Doing::Orphaned | Doing::Unreachable => 2,
    }
}

fn doing(session: &Session) -> Doing {
    match (session.attention, session.status) {
        (Attention::Permission, _) => Doing::AsksLeave,
        (Attention::Question, _) => Doing::Asks,
        (_, Status::NeedsInput) => Doing::NeedsYou,
        (_, Status::Starting) => Doing::Starting,
        (Attention::Stuck, Status::Working) => Doing::Stuck,
        (_, Status::Working) => Doing::Working,
        (_, Status::Idle) => Doing::Idle,
        (_, Status::Running) => Doing::Running,
        (_, Status::Orphaned) => Doing::Orphaned,
        (_, Status::Queued | Status::Ended | Status::Damaged | Status::Unreachable | Status::Unknown) => {
            Doing::Unreachable
        }
    }
}

/// The line about a daemon that is not there.
fn away(reach: Reach, words: &dyn Words) -> Vec<Entry> {
    let text = match reach {
        Reach::Linked => return Vec::new(),
        Reach::Connecting => words.connecting(),
        Reach::Away => words.start_daemon(),
    };
    vec![Entry::line("daemon", text), Entry::Rule { id: "rule:daemon" }]
}

/// The lines about sessions, with the rule below them.
fn listed(live: &[&Session], reach: Reach, words: &dyn Words) -> Vec<Entry> {
    let line = |session: &&Session| {
        let text = words.line(&menu_name(&session.name), doing(session), reach == Reach::Linked);
        Entry::line(session_id(&session.id), text)
    };
    let (first, rest) = live.split_at(live.len().min(LISTED));
    let mut lines: Vec<Entry> = first.iter().map(line).collect();
    if !rest.is_empty() {
        let mut below: Vec<Entry> = rest.iter().take(BELOW).map(line).collect();
        if rest.len() > BELOW {
            below.push(Entry::line("rest", words.still_more(rest.len() - BELOW)));
        }
        let text = menu_label(&words.more(rest.len()));
        lines.push(Entry::More { id: format!("more:{text}"), text, below });
    }
    if !lines.is_empty() {
        lines.push(Entry::Rule { id: "rule:sessions" });
    }
    lines
}

/// What the id of a session's line begins with.
const SESSION: &str = "session:";

fn session_id(id: &SessionId) -> String {
    format!("{SESSION}{id}")
}

/// The session that a line shows. `None`: it is about something else.
pub fn session_of(id: &str) -> Option<SessionId> {
    id.strip_prefix(SESSION)?.parse().ok()
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
