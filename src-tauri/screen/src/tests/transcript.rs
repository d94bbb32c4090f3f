//! What of a program's output is final text, and that it does not matter where one begins to follow.

use proptest::prelude::*;

use crate::{FinalText, Size, Transcript};

const SIZE: Size = Size { cols: 10, rows: 3 };

fn lines(output: &str) -> String {
    let mut transcript = Transcript::new(SIZE);
    transcript.feed(output.as_bytes(), 1);
    String::from_utf8(transcript.into_text(true).bytes).unwrap()
}

#[test]
fn final_text_is_what_left_the_screen_and_what_it_shows_in_whole_lines() {
    let table = [
        ("", ""),
        ("one\r\ntwo\r\nthree\r\nfour\r\n", "one\ntwo\nthree\nfour\n"),
        ("\x1b[31mcol\x1b[32mour\x1b[m", "colour\n"),
        ("0123456789abcdefghijklmnopqrst\r\n\n\n\n", "0123456789abcdefghijklmnopqrst\n\n"),
        ("0123456789abcdefghijklmnopqrstuvwxyz0123", "0123456789abcdefghijklmnopqrstuvwxyz0123\n"),
        ("one\rtwo\r\n", "two\n"),
        ("spin /\x08-\x08\\\x08done\r\n", "spin done\n"),
        ("one\r\n\x1b[H\x1b[2J\x1b[3Jtwo", "one\ntwo\n"),
        ("one\r\n\x1b[H\x1b[Jtwo", "two\n"),
        ("one\x1bctwo", "one\ntwo\n"),
        ("one\r\n\x1b[?1049h\x1b[Hedit\x1b[2;2Hor\x1b[?1049ltwo", "edit\n or\none\ntwo\n"),
        ("one\x1b[?1049h\x1b[Hedit", "one\nedit\n"),
        ("one\x1b[?1049h\x1b[Hedit\x1bctwo", "one\nedit\ntwo\n"),
        ("one\x1b[3Stwo\x1b[3Sthree", "one\n\n\n   two\n\n\n      three\n"),
    ];
    for (output, text) in table {
        assert_eq!(lines(output), text, "{output:?}");
    }
}

#[test]
fn a_line_has_the_stamp_of_the_output_that_last_wrote_to_it() {
    let mut transcript = Transcript::new(SIZE);
    for (stamp, output) in [(1, "one\r\n"), (2, "two\r\nthr"), (3, "ee"), (4, "\r\nfour\r\nfive\r\n"), (5, "\x1b[Asix")]
    {
        transcript.feed(output.as_bytes(), stamp);
    }
    let FinalText { bytes, stamps, .. } = transcript.into_text(true);
    assert_eq!(String::from_utf8(bytes).unwrap(), "one\ntwo\nthree\nfour\nsixe\n");
    // The first was left, and the third ended, by the line feed of the next.
    assert_eq!(stamps, [(0, 1), (4, 2), (8, 4), (19, 5)]);
}

#[test]
fn scrolling_far_or_repeating_often_loses_nothing_that_was_written() {
    let output: String = (0..50).map(|line| format!("line {line}\r\n\x1b[999S\x1b[999M")).collect();
    let text = lines(&output);
    for line in 0..50 {
        assert!(text.contains(&format!("line {line}\n")), "{line}");
    }
    let repeated = lines(&"x\x1b[65535b".repeat(300));
    assert!(repeated.len() < 17 * 1024 * 1024);
}

/// Clearing an empty screen scrolls a blank row, or none, depending on whether there is something above it.
fn written(text: &[u8]) -> Vec<&str> {
    std::str::from_utf8(text).unwrap().lines().filter(|line| !line.is_empty()).collect()
}

fn output() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        4 => "[a-z ]{0,25}",
        3 => Just("\r\n".to_owned()),
        1 => Just("你好".to_owned()),
        1 => (1..5u8).prop_map(|rows| format!("\x1b[{rows}A")),
        1 => (0..3u8).prop_map(|what| format!("\x1b[{what}J")),
        1 => (0..3u8).prop_map(|what| format!("\x1b[{what}K")),
        1 => Just("\x1b[?1049h".to_owned()),
        1 => Just("\x1b[?1049l".to_owned()),
        1 => (1..5u8).prop_map(|rows| format!("\x1b[{rows}S")),
        1 => Just("\x1b[3J".to_owned()),
    ];
    prop::collection::vec(piece, 0..60)
}

/// Mostly lines that are only printed, cut anywhere.
fn flood() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        20 => "[a-z ]{0,25}\r\n",
        4 => "[a-z ]{0,9}",
        3 => "[a-z]{0,5}\t[a-z]{0,2}\r\n",
        3 => "\u{1b}\\[3[1-7]m[a-z你✓]{0,12}\u{1b}\\[K\r\r\n",
        1 => Just("e\u{301}\r\n".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => "\u{1b}\\[[1-5][ABSTLMP]",
        1 => "\u{1b}\\[[1-3];[1-9]H",
        1 => "\u{1b}\\[[0-3][JK]",
        1 => Just("\x1b[?1049h".to_owned()),
        2 => Just("\x1b[?1049l".to_owned()),
        1 => prop::sample::select(&["\x1b(0", "\x1b(B", "\x1b[4h", "\x1b[4l", "\x1b[2;3r", "\x1b[r", "\x1b[?7l", "\x1b[?7h"][..])
            .prop_map(str::to_owned),
        1 => Just("\x1bc".to_owned()),
    ];
    prop::collection::vec(piece, 0..120)
}

/// Whether the cursor may go anywhere but on.
fn moves(output: &str) -> bool {
    let is_move = |sequence: &str| !sequence.starts_with("[3") || !sequence[3..].starts_with('m');
    output.split('\x1b').skip(1).any(|sequence| is_move(sequence) && !sequence.starts_with("[K"))
}

proptest! {
    #[test]
    fn lines_that_are_only_printed_give_the_same_text_without_the_terminal(
        output in flood(),
        cuts in prop::collection::vec(1..200usize, 1..20),
    ) {
        let output = output.concat();
        let (mut quick, mut slow) = (Transcript::new(SIZE), Transcript::new(SIZE));
        slow.reads_off = false;
        let (mut rest, mut cuts) = (output.as_bytes(), cuts.iter().cycle());
        for stamp in 1.. {
            let (piece, after) = rest.split_at(rest.len().min(*cuts.next().unwrap()));
            [&mut quick, &mut slow].into_iter().for_each(|transcript| transcript.feed(piece, stamp));
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        let (quick, slow) = (quick.into_text(true), slow.into_text(true));
        prop_assert_eq!(std::str::from_utf8(&quick.bytes), std::str::from_utf8(&slow.bytes));
        // A cursor that went up is seen only where a piece ends, and other pieces end elsewhere.
        if !moves(&output) {
            prop_assert_eq!(quick.stamps, slow.stamps);
        }
    }

    #[test]
    fn following_from_a_snapshot_on_gives_the_same_text(before in output(), after in output()) {
        let (before, after) = (before.concat(), after.concat());
        let follow = |output: &str, shown| {
            let mut transcript = Transcript::new(SIZE);
            transcript.feed(output.as_bytes(), 1);
            transcript.into_text(shown).bytes
        };
        let so_far = follow(&before, false);
        let whole_lines = so_far.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);

        let mut shown = crate::new(SIZE, 2000);
        shown.feed(before.as_bytes(), &mut Vec::new());
        let mut rest = Transcript::new(SIZE);
        rest.restore(&shown.snapshot(), 1);
        rest.feed(after.as_bytes(), 2);
        let rest = rest.into_text(true);
        prop_assert_eq!(rest.bytes[rest.head].trim_ascii_end(), &so_far[whole_lines..]);
        let pieced = [&so_far[..whole_lines], &rest.bytes].concat();
        let text = follow(&(before + &after), true);
        prop_assert_eq!(written(&pieced), written(&text));
    }
}
