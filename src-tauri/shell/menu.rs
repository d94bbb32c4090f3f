//! What the tray says: its icon's state and the lines of its menu, from the list of sessions. Pure.

use protocol::id::SessionId;
use protocol::session::{Archive, Attention, Session, Status};

use crate::hostile::menu_label;

/// Sessions listed one by one.
const LISTED: usize = 8;

/// What the icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Somebody waits for a person.
    NeedsYou,
    /// Somebody works.
    Working,
    /// Neither.
    Quiet,
}

/// All that the tray shows. Two equal ones need no repainting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// The icon's state.
    pub mood: Mood,
    /// Live sessions, those that need a person first: whose, and the line to show.
    pub sessions: Vec<(SessionId, String)>,
    /// A line about those that found no place. Absent where all did.
    pub more: Option<String>,
    /// A line about what could be restored. Absent where nothing is offered.
    pub restore: Option<String>,
    /// The line that quits.
    pub quit: String,
}

/// What the tray shows of `sessions`, of which `offered` can be restored.
pub fn view(sessions: &[Session], offered: usize) -> TrayView {
    let mut live: Vec<&Session> =
        sessions.iter().filter(|session| session.status.is_live() && session.archive != Archive::Done).collect();
    live.sort_by_key(|session| urgency(session));
    let mood = match live.first().map(|session| urgency(session)) {
        Some(0) => Mood::NeedsYou,
        Some(1) => Mood::Working,
        _ => Mood::Quiet,
    };
    let hidden = live.len().saturating_sub(LISTED);
    TrayView {
        mood,
        sessions: live.iter().take(LISTED).map(|session| (session.id.clone(), line(session))).collect(),
        restore: match offered {
            0 => None,
            1 => Some("Restore 1 session…".to_owned()),
            _ => Some(format!("Restore {offered} sessions…")),
        },
        more: (hidden > 0).then(|| format!("{hidden} more…")),
        quit: quit(live.len(), sessions.iter().map(|session| session.queued).sum()),
    }
}

/// 0 for what waits for a person, then what works, then the rest. Equal ones keep their order, so nothing jumps.
fn urgency(session: &Session) -> u8 {
    let waits = matches!(session.attention, Attention::Permission | Attention::Question);
    match session.status {
        Status::NeedsInput => 0,
        _ if waits => 0,
        Status::Working | Status::Starting => 1,
        _ => 2,
    }
}

fn line(session: &Session) -> String {
    menu_label(&format!("{} — {}", session.name, word(session)))
}

fn word(session: &Session) -> &'static str {
    match (session.attention, session.status) {
        (Attention::Permission, _) => "asks for permission",
        (Attention::Question, _) => "asks a question",
        (_, Status::NeedsInput) => "needs you",
        (_, Status::Starting) => "starting",
        (Attention::Stuck, Status::Working) => "stuck",
        (_, Status::Working) => "working",
        (_, Status::Idle) => "idle",
        (_, Status::Running) => "running",
        (_, Status::Orphaned) => "lost its host",
        (_, Status::Queued | Status::Ended | Status::Damaged | Status::Unreachable | Status::Unknown) => "unreachable",
    }
}

/// What goes on and what waits when the app has left.
fn quit(live: usize, queued: usize) -> String {
    let running = match live {
        0 => None,
        1 => Some("1 session keeps running".to_owned()),
        _ => Some(format!("{live} sessions keep running")),
    };
    let waiting = match queued {
        0 => None,
        1 => Some("1 queued prompt waits".to_owned()),
        _ => Some(format!("{queued} queued prompts wait")),
    };
    let parts: Vec<String> = running.into_iter().chain(waiting).collect();
    if parts.is_empty() { "Quit".to_owned() } else { format!("Quit ({})", parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(number: u64, name: &str, status: &str, attention: &str) -> Session {
        serde_json::from_value(serde_json::json!({
            "id": format!("{number:016x}"), "name": name, "project": "/p", "workspace": "/p", "cwd": "/p",
            "branch": null, "agent": null, "kind": "program", "parent": null, "command": ["sh"],
            "status": status, "why": "", "attention": attention, "seen": false, "generation": 1,
            "host_pid": null, "child_pid": null, "created_at": 0, "started_at": null, "output_at": null,
            "end": null, "archive": "no", "conversation": null, "last_line": "", "title": null,
            "size": {"cols": 80, "rows": 24}, "output_bytes": 0, "as_of": 0, "fresh": true,
        }))
        .unwrap()
    }

    #[test]
    fn those_that_need_a_person_come_first_and_the_ended_not_at_all() {
        let view = view(
            &[
                session(1, "shell", "running", "none"),
                session(2, "done", "ended", "finished"),
                session(3, "fix", "working", "none"),
                session(4, "ask", "needs_input", "permission"),
            ],
            0,
        );
        let lines: Vec<&str> = view.sessions.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines, ["ask — asks for permission", "fix — working", "shell — running"]);
        assert_eq!(view.mood, Mood::NeedsYou);
        assert_eq!(view.quit, "Quit (3 sessions keep running)");
        assert_eq!(view.more, None);
    }

    #[test]
    fn eight_are_listed_and_the_rest_is_counted() {
        let many: Vec<Session> = (0..11).map(|number| session(number, "s", "idle", "none")).collect();
        let view = view(&many, 0);
        assert_eq!(view.sessions.len(), 8);
        assert_eq!(view.more.as_deref(), Some("3 more…"));
        assert_eq!(view.mood, Mood::Quiet);
    }

    #[test]
    fn nothing_live_is_said_plainly() {
        let view = view(&[], 0);
        assert_eq!((view.sessions.len(), view.quit.as_str()), (0, "Quit"));
        let one = session(1, "a", "running", "none");
        assert_eq!(super::view(&[one], 0).quit, "Quit (1 session keeps running)");
    }

    #[test]
    fn prompts_that_wait_are_counted_beside_what_goes_on() {
        let waits = |number, status, queued| Session { queued, ..session(number, "a", status, "none") };
        let quit = |sessions: &[Session]| super::view(sessions, 0).quit;
        assert_eq!(
            quit(&[waits(1, "working", 2), waits(2, "ended", 1)]),
            "Quit (1 session keeps running, 3 queued prompts wait)"
        );
        assert_eq!(quit(&[waits(1, "ended", 1)]), "Quit (1 queued prompt waits)");
    }

    #[test]
    fn a_hostile_name_stays_one_plain_line() {
        let view = view(&[session(1, "a&b\u{202e}\nQuit", "running", "none")], 0);
        assert_eq!(view.sessions[0].1, "a&&b Quit — running");
    }

    #[test]
    fn what_could_be_restored_is_counted() {
        for (offered, line) in [(0, None), (1, Some("Restore 1 session…")), (2, Some("Restore 2 sessions…"))] {
            assert_eq!(view(&[], offered).restore.as_deref(), line);
        }
    }
}
