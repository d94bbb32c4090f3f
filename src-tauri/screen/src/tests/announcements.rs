//! What programs tell of themselves, however the bytes arrive.

use crate::state::{fed, restored};
use crate::unfinished::LIMIT;
use crate::{Effect, Progress, Prompt, Screen, Size};

const SIZE: Size = Size { cols: 20, rows: 4 };

/// Everything that is told while these pieces are fed.
fn told(pieces: &[&[u8]]) -> Vec<Effect> {
    let mut screen = fed(SIZE, 10, b"");
    let mut effects = Vec::new();
    pieces.iter().for_each(|piece| screen.feed(piece, &mut effects));
    effects
}

fn notification(title: Option<&str>, body: &str) -> Effect {
    Effect::Notification { title: title.map(str::to_owned), body: body.to_owned() }
}

#[test]
fn announcements_are_told_in_order_wherever_the_bytes_are_split() {
    let bytes = "\x1b]133;A\x07\x1b]7;file://h/é\x1b\\$ \x1b]133;B\x07ls\r\n\x1b]133;C\x1b\\\x1b]9;4;3\x07[1] > é!\x07\
\x1b]777;notify;Köln;a;b\x1b\\\x1b]9;done\x1b[m\x1b]9;not\x18\x1b]9;4;0\x07\x1b]133;D;2\x07\x1b]99;i=1:d=0;Kö\x1b\\-\x1b]99;i=1:p=body:e=1;bG4=\x07\
\x1b]0;t\x07\x1b]7;file://h/é\x07"
        .as_bytes();
    let expected = [
        Effect::Prompt(Prompt::Begins),
        Effect::Cwd(Some("file://h/é".into())),
        Effect::Prompt(Prompt::Input),
        Effect::Prompt(Prompt::Output),
        Effect::Progress(Progress::Unknown),
        Effect::Bell,
        notification(Some("Köln"), "a;b"),
        notification(None, "done"),
        Effect::Progress(Progress::None),
        Effect::Prompt(Prompt::Ended(Some(2))),
        notification(Some("Kö"), "ln"),
        Effect::Title(Some("t".into())),
    ];
    assert_eq!(told(&[bytes]), expected);
    for at in 0..bytes.len() {
        let (before, after) = bytes.split_at(at);
        assert_eq!(told(&[before, after]), expected, "split at {at}");
    }
    let single: Vec<_> = bytes.chunks(1).collect();
    assert_eq!(told(&single), expected, "one by one");
}

#[test]
fn a_text_over_the_limit_is_cut_the_same_in_one_piece_and_in_many() {
    let long = [b"\x1b]9;", &vec![b'x'; LIMIT + 100][..], b"\x07"].concat();
    let expected = [notification(None, &"x".repeat(4096))];
    assert_eq!(told(&[&long]), expected);
    assert_eq!(told(&long.chunks(1000).collect::<Vec<_>>()), expected);
    let cancelled = [&long[..long.len() - 1], b"\x18"].concat();
    assert_eq!(told(&[&cancelled]), []);
    assert_eq!(told(&cancelled.chunks(1000).collect::<Vec<_>>()), []);
}

#[test]
fn the_directory_survives_a_reset_and_is_in_a_snapshot_and_nothing_else_is_told_by_one() {
    let mut screen = fed(
        SIZE,
        10,
        b"\x1b]7;file://h/x\x07\x1b]9;text\x07\x1b]99;d=0;part\x07\x1b]9;4;1;5\x07\x1b]133;C\x07\x07\x1bc",
    );
    assert_eq!(screen.cwd(), Some("file://h/x"));
    // `restored` checks what a snapshot tells.
    assert_eq!(restored(&mut screen, 10).cwd(), Some("file://h/x"));
    screen.feed(b"\x1b]7;\x07", &mut Vec::new());
    assert_eq!(screen.cwd(), None);
    assert_eq!(restored(&mut screen, 10).cwd(), None);
}
