use super::*;
use crate::words::Language;

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

fn seen(sessions: &[Session], reach: Reach) -> TrayView {
    view(sessions, 0, reach, false, Language::English.words())
}

/// The texts of the menu, what is below a line in brackets, what is ticked with a tick.
fn texts(entries: &[Entry]) -> Vec<String> {
    let text = |entry: &Entry| match entry {
        Entry::Line { text, .. } => text.clone(),
        Entry::Check { text, on, .. } => format!("{}{text}", if *on { "✓ " } else { "" }),
        Entry::Rule { .. } => String::new(),
        Entry::More { text, below, .. } => format!("{text} {:?}", texts(below)),
    };
    entries.iter().map(text).collect()
}

const VERBS: [&str; 4] = ["New session", "Open", "Start at login", ""];

#[test]
fn those_that_need_a_person_come_first_and_the_ended_not_at_all() {
    let sessions = [
        session(1, "shell", "running", "none"),
        session(2, "done", "ended", "finished"),
        session(3, "fix", "working", "none"),
        session(4, "ask", "needs_input", "permission"),
        session(5, "slow", "working", "stuck"),
    ];
    let view = seen(&sessions, Reach::Linked);
    let sessions = ["ask — asks for permission", "fix — working", "slow — seems stuck", "shell — running", ""];
    let leave = ["Quit (4 sessions keep running)", "Stop everything…"];
    assert_eq!(texts(&view.entries), [&sessions[..], &VERBS, &leave].concat());
    assert_eq!(view.mood, Mood::NeedsYou);
    assert_eq!(session_of(view.entries[0].id()), "0000000000000004".parse().ok());
    assert_eq!(view.entries.iter().filter_map(|entry| session_of(entry.id())).count(), 4);
}

#[test]
fn eight_are_listed_others_are_below_and_the_rest_is_in_the_window() {
    let many: Vec<Session> = (0..100).map(|number| session(number, "s", "idle", "none")).collect();
    for (number, below) in [(8, None), (9, Some((1, "s — idle"))), (100, Some((41, "52 more in the window…")))] {
        let view = seen(&many[..number], Reach::Linked);
        let more = view.entries.iter().find_map(|entry| match entry {
            Entry::More { below, .. } => Some((below.len(), texts(below).pop().unwrap())),
            _ => None,
        });
        assert_eq!(more.as_ref().map(|(number, last)| (*number, last.as_str())), below, "{number}");
        assert_eq!(view.mood, Mood::Quiet);
    }
}

#[test]
fn without_a_daemon_nothing_is_said_to_be_so_now() {
    let sessions = [session(1, "ask", "needs_input", "question")];
    for (reach, first, mood) in [
        (Reach::Away, &["No daemon runs: start it", "", "ask — last seen asks a question"][..], Mood::Away),
        (Reach::Connecting, &["Looking for the daemon…", "", "ask — last seen asks a question"], Mood::Away),
        (Reach::Linked, &["ask — asks a question"], Mood::NeedsYou),
    ] {
        let view = seen(&sessions, reach);
        assert_eq!(texts(&view.entries)[..first.len()], *first);
        assert_eq!(view.mood, mood);
    }
}

#[test]
fn prompts_that_wait_and_what_could_be_restored_are_counted() {
    let waits = |number, status, queued| Session { queued, ..session(number, "a", status, "none") };
    let sessions = [waits(1, "working", 2), waits(2, "ended", 1)];
    let view = view(&sessions, 2, Reach::Linked, true, Language::German.words());
    let expected = [
        "a — arbeitet",
        "",
        "Neue Sitzung",
        "Öffnen",
        "2 Sitzungen wiederherstellen …",
        "✓ Beim Anmelden starten",
        "",
        "Beenden (1 Sitzung läuft weiter, 3 Prompts in der Warteschlange warten)",
        "Alles stoppen …",
    ];
    assert_eq!(texts(&view.entries), expected);
}

#[test]
fn a_hostile_name_stays_one_plain_line_that_says_how_it_is() {
    let long = "x".repeat(10_000);
    for (name, line) in [
        ("a&b\u{202e}\nQuit", "a&&b Quit — running".to_owned()),
        ("\u{1b}[31m<b>_x</b>\u{200f}\u{200b}", "[31m<b>_x</b> — running".to_owned()),
        (&long, format!("{}… — running", "x".repeat(47))),
    ] {
        assert_eq!(texts(&seen(&[session(1, name, "running", "none")], Reach::Linked).entries)[0], line);
    }
}
