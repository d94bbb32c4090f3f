//! Every query is answered, once, in order.

use crate::{Colors, Effect, Screen, Size};

fn screen() -> Box<dyn Screen> {
    crate::new(Size { cols: 80, rows: 24 }, 100)
}

fn effects(bytes: &[u8]) -> Vec<Effect> {
    let mut effects = Vec::new();
    screen().feed(bytes, &mut effects);
    effects
}

fn reply(text: &str) -> Effect {
    Effect::Reply(text.as_bytes().to_vec())
}

#[test]
fn queries_have_these_answers() {
    for (query, answer) in [
        ("\x1b[c", "\x1b[?6c"),
        ("\x1bZ", "\x1b[?6c"),
        ("\x1b[>c", "\x1b[>0;2600;1c"),
        ("\x1b[>q", concat!("\x1bP>|holdfast ", env!("CARGO_PKG_VERSION"), "\x1b\\")),
        ("\x1b[>0q", concat!("\x1bP>|holdfast ", env!("CARGO_PKG_VERSION"), "\x1b\\")),
        ("\x1b[5n", "\x1b[0n"),
        ("abc\x1b[6n", "\x1b[1;4R"),
        ("\x1b[?25$p", "\x1b[?25;1$y"),
        ("\x1b[?2026$p", "\x1b[?2026;2$y"),
        ("\x1b[?2004h\x1b[?2004$p", "\x1b[?2004;1$y"),
        ("\x1b[?9999$p", "\x1b[?9999;0$y"),
        ("\x1b[4$p", "\x1b[4;2$y"),
        ("\x1b]10;?\x07", "\x1b]10;rgb:e5e5/e5e5/e5e5\x07"),
        ("\x1b]11;?\x1b\\", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
        ("\x1b]12;?\x1b\\", "\x1b]12;rgb:e5e5/e5e5/e5e5\x1b\\"),
        ("\x1b]4;1;?\x1b\\", "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\"),
        ("\x1b]4;1;#123456\x1b\\\x1b]4;1;?\x07", "\x1b]4;1;rgb:1212/3434/5656\x07"),
        ("\x1b[18t", "\x1b[8;24;80t"),
        ("\x1b[14t", "\x1b[4;384;640t"),
        ("\x1b[?u", "\x1b[?0u"),
        ("\x1b[>5u\x1b[?u", "\x1b[?5u"),
    ] {
        assert_eq!(effects(query.as_bytes()), [reply(answer)], "{query:?}");
        let mut screen = screen();
        let mut gathered = Vec::new();
        query.bytes().for_each(|byte| screen.feed(&[byte], &mut gathered));
        assert_eq!(gathered, [reply(answer)], "{query:?} byte by byte");
    }
}

#[test]
fn nobody_reads_the_clipboard() {
    assert_eq!(effects(b"\x1b]52;c;?\x07\x1b]52;c;aGk=\x07"), []);
}

#[test]
fn answers_keep_the_order_of_the_questions() {
    let replies = effects(b"\x1b[5n\x1b]11;?\x07\x1b[>q\x1b[6n\x1b[c");
    let starts = ["\x1b[0n", "\x1b]11", "\x1bP>|", "\x1b[1;1R", "\x1b[?6c"];
    assert_eq!(replies.len(), starts.len());
    for (reply, start) in replies.iter().zip(starts) {
        assert!(matches!(reply, Effect::Reply(bytes) if bytes.starts_with(start.as_bytes())), "{reply:?} {start:?}");
    }
}

#[test]
fn the_owners_colours_are_the_answer() {
    let mut screen = screen();
    screen.set_colors(Colors { background: (1, 2, 3), ..Colors::default() });
    let mut effects = Vec::new();
    screen.feed(b"\x1b]11;?\x07", &mut effects);
    assert_eq!(effects, [reply("\x1b]11;rgb:0101/0202/0303\x07")]);
}

#[test]
fn titles_are_told_when_they_change_and_bells_once_in_a_row() {
    let title = |text: &str| Effect::Title(Some(text.to_owned()));
    let bytes = b"\x1b]0;a\x07\x1b]2;a\x07\x07\x07\x1b[22t\x1b]0;b\x07\x1b[23t\x1bc";
    assert_eq!(effects(bytes), [title("a"), Effect::Bell, title("b"), title("a"), Effect::Title(None)]);
}

#[test]
fn a_snapshot_repeats_no_question() {
    let mut screen = screen();
    screen.feed(b"\x1b[c\x1b[6n\x07\x1b]52;c;aGk=\x07\x1b[?2026htext", &mut Vec::new());
    let snapshot = screen.snapshot();
    let text = String::from_utf8_lossy(&snapshot);
    assert!(["[c", "[6n", "]52", "2026", "\x07"].iter().all(|part| !text.contains(part)), "{text:?}");
    assert_eq!(effects(&snapshot), []);
}
