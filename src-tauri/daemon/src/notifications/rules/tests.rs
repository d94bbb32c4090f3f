use protocol::session::Session;
use serde_json::{Value, json};

use super::*;
use crate::notifications::tests::subject;

const NOW: u64 = 10_000_000;

/// A row of an agent's session in its second run, with these parts.
fn row(parts: Value) -> Session {
    let mut row = json!({
        "id": subject().id, "name": "n", "project": "/", "workspace": "/", "cwd": "/", "branch": null, "agent": "fake",
        "kind": "worker", "parent": null, "command": ["true"], "status": "working", "why": "", "attention": "none",
        "seen": false, "generation": 2, "host_pid": 10, "child_pid": 11, "created_at": 1, "started_at": 1, "output_at": null,
        "end": null, "archive": "no", "conversation": null, "last_line": "", "title": null,
        "size": { "cols": 80, "rows": 24 }, "output_bytes": 1, "as_of": 1, "fresh": true,
        "agent_word": { "activity": "working", "since": 7, "source": "hook", "why": "", "conversation": null, "turn": 4,
                        "message": "run \u{1b}[31mmake\u{202e}\n now" },
    });
    row.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
    serde_json::from_value(row).unwrap()
}

fn ended(reason: &str, attention: &str) -> Value {
    let end = json!({ "reason": reason, "actor": "user", "at": 9, "code": 3, "signal": null, "intent": null,
                      "last_seen": null, "detail": null, "evidence": [] });
    json!({ "status": "ended", "attention": attention, "end": end })
}

fn with(mut parts: Value, name: &str, value: Value) -> Value {
    parts[name] = value;
    parts
}

#[test]
fn people_are_told_what_waits_for_them_finished_or_failed_and_nothing_that_somebody_wanted() {
    use NotificationKind::{Asks, Failed, Finished, NeedsPermission, Stuck};
    let waits = |attention: &str| json!({ "status": "needs_input", "attention": attention });
    let idle = json!({ "status": "idle", "attention": "finished" });
    let failed = ended("failed", "failed");
    let wants = |kind, turn| Some(Some((kind, 2, turn)));
    let (quiet, unclear) = (Some(None), None);
    let table = [
        ("works", json!({}), quiet),
        ("wants leave", waits("permission"), wants(NeedsPermission, 4)),
        (
            "wants leave, and somebody has looked",
            with(waits("permission"), "seen", json!(true)),
            wants(NeedsPermission, 4),
        ),
        ("asks", waits("question"), wants(Asks, 4)),
        ("wants something of a newer version", waits("a kiss"), quiet),
        ("is done", idle.clone(), wants(Finished, 4)),
        ("is done, and somebody has looked", with(idle.clone(), "seen", json!(true)), quiet),
        ("waits from the start", json!({ "status": "idle" }), quiet),
        ("is stuck", json!({ "attention": "stuck" }), wants(Stuck, 4)),
        ("is stuck, and somebody has looked", json!({ "attention": "stuck", "seen": true }), wants(Stuck, 4)),
        ("failed", failed.clone(), wants(Failed, 0)),
        ("failed, and somebody has looked", with(failed.clone(), "seen", json!(true)), quiet),
        ("failed, archived", with(failed.clone(), "archive", json!("done")), quiet),
        ("ended well", ended("completed", "finished"), wants(Finished, 0)),
        ("was stopped", ended("stopped", "none"), quiet),
        ("was lost with its host", ended("host_lost", "failed"), wants(Failed, 0)),
        ("was lost with the machine", ended("machine_lost", "failed"), quiet),
        ("ended with the system", ended("os_shutdown", "failed"), quiet),
        ("starts again", json!({ "status": "starting" }), quiet),
        ("is silent", json!({ "status": "unreachable" }), unclear),
        ("is orphaned", json!({ "status": "orphaned" }), unclear),
        ("is damaged", with(failed, "status", json!("damaged")), unclear),
    ];
    for (what, parts, expected) in table {
        let said = match stand(&row(parts), NOW) {
            Stand::Unclear => None,
            Stand::Quiet => Some(None),
            Stand::Wants(cause) => Some(Some((cause.key.kind, cause.key.generation, cause.key.turn))),
        };
        assert_eq!(said, expected, "{what}");
    }
}

#[test]
fn what_is_told_is_one_clean_line() {
    let Stand::Wants(cause) = stand(&row(json!({ "status": "needs_input", "attention": "permission" })), NOW) else {
        panic!()
    };
    assert_eq!((cause.text.as_str(), cause.at), ("run [31mmake now", 7));
    let Stand::Wants(cause) = stand(&row(ended("failed", "failed")), NOW) else { panic!() };
    assert_eq!((cause.text.as_str(), cause.at), ("it failed with status 3", 9));
    let of = Subject { name: "a\u{202e}b\x07".to_owned(), ..subject() };
    assert_eq!(told(&of, &cause, NOW).name, "ab");
}

fn key(kind: NotificationKind, turn: u64) -> Key {
    Key { kind, generation: 2, turn }
}

/// What was told of the session so far, in order, and with numbers from 2; the log began at 100.
fn kept(keys: &[Key]) -> Kept {
    let mut kept = Kept::default();
    kept.take(Line { number: 1, at: 100, ..Line::default() });
    for (number, key) in (2..).zip(keys) {
        let cause = Cause { key: *key, at: NOW, text: String::new() };
        let told = Some(Box::new(Notification { number, change: number, ..told(&subject(), &cause, NOW) }));
        kept.take(Line { number, at: NOW, told, ..Line::default() });
    }
    kept
}

#[test]
fn the_same_is_told_once_and_what_is_not_said_any_more_is_resolved() {
    use NotificationKind::{Asks, Finished, NeedsPermission, Restored};
    let wants = |kind, turn, at| Stand::Wants(Cause { key: key(kind, turn), at, text: "x".to_owned() });
    let (leave, restored) = (key(NeedsPermission, 3), key(Restored, 0));
    let table = [
        ("entered", kept(&[]), wants(NeedsPermission, 3, NOW), false, Some(false), vec![]),
        ("said again", kept(&[leave]), wants(NeedsPermission, 3, NOW), false, None, vec![]),
        ("another question", kept(&[leave]), wants(Asks, 4, NOW), false, Some(false), vec![2]),
        ("leave again, later", kept(&[leave]), wants(NeedsPermission, 5, NOW), false, Some(false), vec![2]),
        ("answered", kept(&[leave]), Stand::Quiet, false, None, vec![2]),
        ("nobody can tell", kept(&[leave]), Stand::Unclear, false, None, vec![]),
        ("brought back and at work", kept(&[restored]), Stand::Quiet, false, None, vec![]),
        ("found, and long ago", kept(&[]), wants(Finished, 2, NOW - POPUP_AGE - 1), true, Some(true), vec![]),
        ("found, and from before there was a log", kept(&[]), wants(Finished, 2, 100), true, None, vec![]),
        ("seen to happen with a clock that was set back", kept(&[]), wants(Finished, 2, 99), false, Some(true), vec![]),
    ];
    for (what, kept, stand, found, late, resolved) in table {
        let lines = lines(&kept, &Note::Stand { of: subject(), stand, found }, NOW);
        assert_eq!(lines.iter().find_map(|line| line.told.as_ref().map(|told| told.late)), late, "{what}");
        assert_eq!(lines.iter().filter_map(|line| line.resolved).collect::<Vec<_>>(), resolved, "{what}");
    }
}

#[test]
fn a_session_that_is_gone_needs_nobody_and_another_keeps_what_was_told() {
    let kept = kept(&[key(NotificationKind::NeedsPermission, 3), key(NotificationKind::Restored, 0)]);
    let other: protocol::id::SessionId = "fedcba9876543210".parse().unwrap();
    let resolved = |note| lines(&kept, &note, NOW).iter().filter_map(|line| line.resolved).collect::<Vec<_>>();
    assert_eq!(resolved(Note::Removed(subject().id)), [2, 3]);
    assert_eq!(resolved(Note::Removed(other.clone())), Vec::<u64>::new());
    assert_eq!(resolved(Note::Listed(vec![other])), [2, 3]);
    assert_eq!(resolved(Note::Listed(vec![subject().id])), Vec::<u64>::new());
}

#[test]
fn a_restore_is_one_thing_however_many_it_brought_back() {
    let said = |count: usize| {
        let subjects = (0..count).map(|at| (Subject { name: format!("n{at}"), ..subject() }, 3)).collect();
        let told = lines(&Kept::default(), &Note::Restored(subjects), NOW).into_iter().filter_map(|line| line.told);
        told.map(|told| (told.session.is_some(), told.generation, told.name, told.text)).collect::<Vec<_>>()
    };
    let words = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let (name, text) = words("n0", "it was brought back");
    assert_eq!((said(0), said(1)), (vec![], vec![(true, 3, name, text)]));
    let (name, text) = words("5 sessions", "brought back: n0, n1, n2 and 2 more");
    assert_eq!(said(5), [(false, 0, name, text)]);
}
