//! Notes through the real thread and file: once each, over restarts, torn lines and a disk that refuses.

use std::fs;
use std::sync::mpsc::{Receiver, channel};

use protocol::notification::NotificationKind;

use super::rules::{Cause, Key};
use super::*;

const LIMIT: Duration = Duration::from_secs(10);

/// One that was told.
pub fn told() -> Notification {
    Notification {
        number: 0,
        change: 0,
        at: 5,
        session: Some(subject().id),
        name: "n".to_owned(),
        kind: NotificationKind::Asks,
        generation: 1,
        turn: 3,
        text: String::new(),
        late: false,
        resolved_at: None,
    }
}

/// The session of all notes here.
pub fn subject() -> Subject {
    Subject { id: "0123456789abcdef".parse().unwrap(), name: "n".to_owned() }
}

/// It asks at this turn since now.
fn asks(turn: u64) -> Note {
    let key = Key { kind: NotificationKind::Asks, generation: 1, turn };
    let cause = Cause { key, at: store::now_ms() + 1, text: "well?".to_owned() };
    Note::Stand { of: subject(), stand: Stand::Wants(cause), found: false }
}

fn quiet() -> Note {
    Note::Stand { of: subject(), stand: Stand::Quiet, found: false }
}

/// Those of a daemon that has just started, and what it tells.
fn serve(dir: &Path) -> (Notifications, Receiver<Notification>, Receiver<String>) {
    let ((tell, told), (warn, warned)) = (channel(), channel());
    let notifications = Notifications::new(dir);
    notifications.serve(dir, move |one| drop(tell.send(one)), move |message| drop(warn.send(message)));
    (notifications, told, warned)
}

#[test]
fn what_was_told_is_not_told_again_by_the_next_daemon_and_numbers_go_on() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("notifications");
    let (notifications, told, _) = serve(&dir);
    [asks(3), asks(3), quiet(), asks(3), asks(5)].into_iter().for_each(|note| assert!(notifications.note(note)));
    notifications.close();
    let said: Vec<(u64, u64, bool)> =
        told.try_iter().map(|told| (told.number, told.turn, told.resolved_at.is_some())).collect();
    assert_eq!(said, [(2, 3, false), (2, 3, true), (4, 5, false)]);
    let (notifications, told, _) = serve(&dir);
    [asks(5), asks(3), asks(7)].into_iter().for_each(|note| assert!(notifications.note(note)));
    notifications.close();
    let said: Vec<(u64, u64)> = told.try_iter().map(|told| (told.number, told.turn)).collect();
    assert_eq!(said, [(4, 5), (6, 7)], "the first is resolved, as another is asked");
    assert_eq!(notifications.after(4).last, 6);
}

#[test]
fn a_line_that_was_half_written_when_the_daemon_died_was_never_told_and_is_told_once() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("notifications");
    let (notifications, _, _) = serve(&dir);
    notifications.note(asks(3));
    notifications.close();
    let file = fs::read_dir(&dir).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&file).unwrap();
    let begun = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in begun..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        let (notifications, told, _) = serve(&dir);
        [asks(3), asks(3)].into_iter().for_each(|note| assert!(notifications.note(note)));
        notifications.close();
        assert_eq!(told.try_iter().map(|told| told.number).collect::<Vec<_>>(), [2], "{length} bytes");
    }
}

#[test]
fn a_disk_that_refuses_is_told_once_and_nothing_is_told_before_it_is_written() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("notifications");
    fs::write(&dir, "in the way").unwrap();
    let (notifications, told, warned) = serve(&dir);
    [asks(3), asks(5)].into_iter().for_each(|note| assert!(notifications.note(note)));
    assert!(warned.recv_timeout(LIMIT).unwrap().contains("cannot be written"));
    assert_eq!(notifications.after(0), requests::Notifications::default());
    fs::remove_file(&dir).unwrap();
    // Each note tries again.
    notifications.note(asks(7));
    let turns: Vec<u64> = (0..5).map(|_| told.recv_timeout(LIMIT).unwrap().turn).collect();
    assert_eq!(turns, [3, 3, 5, 5, 7], "told, and resolved as another was asked");
    notifications.close();
    assert!(warned.try_recv().is_err(), "told once");
}
