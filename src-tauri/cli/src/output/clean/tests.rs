//! What is left of hostile text.

use proptest::prelude::*;

use super::*;

fn clean(text: &str) -> String {
    Cleaner::default().all(text)
}

#[test]
fn only_harmless_text_is_left() {
    for (hostile, harmless) in [
        ("plain\n\ttext", "plain\n\ttext"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;AAAA\u{9c}after", "after"),
        ("\x1bPq#0;2;0\x1b\\after", "after"),
        ("\x1b_Gi=1\x1b\\after", "after"),
        ("\x1b(Btext\x1b=\x1bc", "text"),
        ("\u{9b}2Jtext\u{9d}0;t\x07more", "textmore"),
        ("a\x07b\x08c\x7fd\0e", "abcde"),
        ("one\r\ntwo\rthree\r\r\nfour\r", "one\ntwo\nthree\nfour"),
        ("10%\r\x1b[K20%", "10%\n20%"),
        ("\u{202e}gnp.exe\u{2066}x\u{2069}\u{200f}", "gnp.exex"),
        ("a\x1b[3\n1mb", "a\nb"),
        ("a\x1b]0;never ended\x18b", "ab"),
        ("a\x1b\x1b[31mb", "ab"),
        ("👩\u{200d}👧 é 漢", "👩\u{200d}👧 é 漢"),
    ] {
        assert_eq!(clean(hostile), harmless, "{hostile:?}");
    }
}

#[test]
fn colours_stay_only_where_they_are_wanted() {
    let text = "\x1b[1;38:2::1:2:3mred\x1b[0m\x1b[2J\x1b[>4;1m\x1b[?25l";
    assert_eq!(Cleaner::keeping_colors().all(text), "\x1b[1;38:2::1:2:3mred\x1b[0m");
    assert_eq!(clean(text), "red");
}

#[test]
fn bytes_that_are_no_text_become_replacement_characters() {
    let mut cleaner = Cleaner::default();
    assert_eq!(cleaner.push(b"a\xff\xc3"), "a\u{fffd}");
    assert_eq!(cleaner.push(b"\xa9b\xe2\x82"), "éb");
    assert_eq!(cleaner.push(b"x"), "\u{fffd}x");
}

#[test]
fn a_line_is_one_line_and_cut_by_cells() {
    assert_eq!(line(" a\nb\tc\x1b[2J \n"), "a b c");
    for (text, cells, cut_text) in
        [("abcdef", 6, "abcdef"), ("abcdef", 4, "abc…"), ("漢字漢字", 5, "漢字…"), ("漢字", 2, "…"), ("ab", 0, "")]
    {
        assert_eq!(cut(text, cells), cut_text, "{text} {cells}");
        assert!(width(&cut(text, cells)) <= cells);
    }
}

fn terminal_noise() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..6),
        "[ -~]{0,6}".prop_map(String::into_bytes),
        prop::sample::select(vec![
            &b"\x1b["[..],
            b"\x1b]",
            b"\x1bP",
            b"\x07",
            b"\x1b\\",
            b"\x1b",
            b"\r",
            b"\r\n",
            b"31m",
            b"\xc2\x9b",
            b"\xe2\x80\xae",
            "漢".as_bytes(),
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_harmful_comes_through(noise in terminal_noise()) {
        let out = Cleaner::default().push(&noise);
        prop_assert!(out.chars().all(|c| !is_harmful(c) || c == '\n' || c == '\t'), "{out:?}");
    }

    #[test]
    fn a_cut_anywhere_changes_nothing(noise in terminal_noise(), step in 1usize..7) {
        let whole = Cleaner::default().push(&noise);
        let mut cleaner = Cleaner::default();
        let pieces: String = noise.chunks(step).map(|piece| cleaner.push(piece)).collect();
        prop_assert_eq!(pieces, whole);
    }
}
