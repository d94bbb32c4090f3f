//! The screen as text, and what follows from the trait for sizes and hostile input.

use crate::{Screen, Size, Style};

fn screen(bytes: &str) -> Box<dyn Screen> {
    let mut screen = crate::new(Size { cols: 10, rows: 3 }, 100);
    screen.feed(bytes.as_bytes(), &mut Vec::new());
    screen
}

#[test]
fn text_is_the_visible_screen_or_the_last_rows() {
    let output = "one\r\ntwo\r\n\x1b[31mthree\x1b[m  \r\n你好\x1b[44m  ";
    for (lines, ansi, expected) in [
        (None, false, "two\nthree\n你好\n"),
        (Some(1), false, "你好\n"),
        (Some(50), false, "one\ntwo\nthree\n你好\n"),
        (Some(2), true, "\x1b[0;31mthree\x1b[0m\n你好\x1b[0;44m  \x1b[0m\n"),
        (Some(0), false, ""),
    ] {
        assert_eq!(screen(output).text(lines, ansi), expected, "{lines:?} {ansi}");
    }
    assert_eq!(screen("").text(None, true), "");
    assert_eq!(screen("a\r\n\r\n").text(None, false), "a\n");
}

#[test]
fn the_last_line_is_the_last_that_shows_something() {
    for (output, expected) in [("", ""), ("one\r\n\tx  \r\n", "        x"), ("a\r\n\x1b[44m   ", "a")] {
        assert_eq!(screen(output).last_line(), expected);
    }
}

#[test]
fn history_text_keeps_soft_wraps_and_ends_with_the_alternate_screen() {
    let output = "one\r\n\x1b[1m0123456789abc\x1b[m\r\ntwo\r\nlast\x1b[?1049h\x1b[Hfull\x1b[2;3Hscreen";
    let mut screen = screen(output);
    let expected = "one\r\n\x1b[0;1m0123456789\x1b[0m\x1b[0;1mabc\x1b[0m\r\ntwo\r\nlast\r\nfull\r\n  screen\r\n";
    let before = screen.snapshot();
    assert_eq!(String::from_utf8(screen.history_text()).unwrap(), expected);
    assert_eq!(screen.snapshot(), before, "reading changed the screen");
}

#[test]
fn history_is_taken_once_in_whole_lines_with_colours_and_links() {
    let output = "\x1b]8;;http://a.example\x1b\\one\x1b]8;;\x1b\\  \r\n\x1b[1m0123456789abc\x1b[m\r\ntwo\r\nlast\r\n";
    let take = |screen: &mut Box<dyn Screen>, style| {
        let mut out = Vec::new();
        screen.take_oldest(0, style, &mut out);
        String::from_utf8(out).unwrap()
    };
    let mut plain = screen(output);
    assert_eq!(take(&mut plain, Style::Plain), "one\n0123456789abc\n");
    assert_eq!(take(&mut plain, Style::Plain), "");
    assert_eq!(plain.text(Some(9), false), "two\nlast\n");
    plain.feed(b"more\r\nagain\x1b[?1049hfull\r\n\r\n\r\n\r\n", &mut Vec::new());
    assert_eq!(take(&mut plain, Style::Plain), "two\n", "also beneath the alternate screen");
    let taken = take(&mut screen(output), Style::Ansi);
    let (first, second) = taken.split_once('\n').unwrap();
    assert!(
        first.contains("http://a.example") && first.contains("one") && first.ends_with("\x1b]8;;\x1b\\"),
        "{first:?}"
    );
    assert_eq!(second, "\x1b[0;1m0123456789\x1b[0m\x1b[0;1mabc\x1b[0m\n");
}

#[test]
fn the_oldest_lines_are_taken_whole_and_the_rest_stays() {
    let mut screen = screen("one\r\n0123456789abc\r\ntwo\r\n\x1b[1mthree\x1b[m\r\nfour\r\nfive\r\nlast");
    let take = |screen: &mut Box<dyn Screen>, keep| {
        let mut out = Vec::new();
        screen.take_oldest(keep, Style::Ansi, &mut out);
        String::from_utf8(out).unwrap()
    };
    assert_eq!(screen.history_rows(), 5);
    assert_eq!(take(&mut screen, 3), "one\n", "the next line goes on in what is kept");
    assert_eq!((take(&mut screen, 3).as_str(), screen.history_rows()), ("", 4));
    assert_eq!(take(&mut screen, 0), "0123456789abc\ntwo\n\x1b[0;1mthree\x1b[0m\n");
    screen.feed(b"\r\n".repeat(120).as_slice(), &mut Vec::new());
    assert_eq!(screen.history_rows(), 100, "the limit is as before");
    screen.feed(b"\x1b[?1049h", &mut Vec::new());
    assert_eq!(take(&mut screen, 0).len(), 100, "also beneath the alternate screen");
    assert_eq!(screen.history_rows(), 0);
}

#[test]
fn a_snapshot_below_older_text_is_the_same_screen_with_it_above() {
    for output in ["a\r\nb\r\nc\r\nd\x1b[31m", "z", "x\x1b[?1049hfull", "0123456789012345678901234567890123456789"] {
        let mut screen = screen(output);
        let mut copy = crate::new(Size { cols: 10, rows: 3 }, 100);
        copy.feed(&screen.snapshot_below(b"older\n\nthat is longer than a row\n"), &mut Vec::new());
        assert_eq!(copy.history_rows(), 5 + screen.history_rows(), "{output:?}");
        let mut above = Vec::new();
        copy.take_oldest(screen.history_rows(), Style::Plain, &mut above);
        assert_eq!(String::from_utf8(above).unwrap(), "older\n\nthat is longer than a row\n", "{output:?}");
        assert_eq!(copy.snapshot(), screen.snapshot(), "{output:?}");
    }
}

#[test]
fn sizes_are_held_to_what_can_be_kept() {
    let mut screen = crate::new(Size { cols: 0, rows: 0 }, 0);
    assert_eq!(screen.size(), Size { cols: 2, rows: 1 });
    screen.feed("你好\x1b[5;9r\x1b[?6h\x1b[9A".as_bytes(), &mut Vec::new());
    screen.resize(Size { cols: 50, rows: u16::MAX });
    assert_eq!(screen.size(), Size { cols: 50, rows: 2000 });
}

#[test]
fn endless_pushes_and_strings_stay_bounded() {
    let mut screen = screen("");
    let mut effects = Vec::new();
    for _ in 0..10_000 {
        screen.feed(b"\x1b[>1u\x1b[22t\x07", &mut effects);
        effects.clear();
    }
    screen.feed(b"\x1b]2;", &mut effects);
    for _ in 0..100 {
        screen.feed(&[b'x'; 10_000], &mut effects);
    }
    assert!(screen.snapshot().len() < 2 * crate::UNFINISHED_LIMIT);
    screen.feed(b"\x07after", &mut effects);
    assert_eq!(screen.title().map(str::len), Some(1024));
    assert_eq!(screen.last_line(), "after");
}
