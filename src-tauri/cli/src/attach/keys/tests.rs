//! Keys, pastes and answers, whole and in pieces.

use proptest::prelude::*;

use super::*;

/// What is sent for some input, and whether it detaches.
fn typed(pieces: &[&[u8]]) -> (Vec<u8>, Verdict) {
    let (mut filter, mut out) = (Filter::default(), Vec::new());
    for piece in pieces {
        if filter.feed(piece, &mut out) == Verdict::Detach {
            return (out, Verdict::Detach);
        }
    }
    filter.give_up(&mut out);
    (out, Verdict::Stay)
}

#[test]
fn the_detach_key_is_known_in_every_form() {
    for key in [
        "\x1c",
        "\x1b[92;5u",
        "\x1b[92;5:1u",
        "\x1b[92;5:2u",
        "\x1b[92:124;5u",
        "\x1b[92::92;5u",
        "\x1b[92;69u",
        "\x1b[92;133u",
        "\x1b[92;197:1u",
        "\x1b[92;5;28u",
        "\x1b[27;5;92~",
    ] {
        let (sent, verdict) = typed(&[b"ls", key.as_bytes(), b"never sent"]);
        assert_eq!((sent.as_slice(), verdict), (&b"ls"[..], Verdict::Detach), "{key:?}");
    }
}

#[test]
fn other_keys_pass() {
    for key in [
        "a",
        "\x1b",
        "\x1b[",
        "\x1bO",
        "\x1b[A",
        "\x1bOP",
        "\x1b[92u",
        "\x1b[92;1u",
        "\x1b[92;6u",
        "\x1b[92;5:3u",
        "\x1b[93;5u",
        "\x1b[27;5;93~",
        "\x1b[I",
        "\x1b[O",
        "\x1b[<0;3;4M",
        "\x1b[M !!",
        "\x1b[1;2R",
        "\x1b[1;2P",
        "\x1b]",
        "\x1bP",
        "\x1b[15~",
        "\x1b\x1b",
        "\x1b[\x03",
        "é漢",
    ] {
        assert_eq!(typed(&[key.as_bytes()]), (key.as_bytes().to_vec(), Verdict::Stay), "{key:?}");
    }
}

#[test]
fn answers_of_the_terminal_are_dropped() {
    for answer in [
        "\x1b[?62;22c",
        "\x1b[>1;95;0c",
        "\x1b[0n",
        "\x1b[24;80R",
        "\x1b[1;80R",
        "\x1b[?1;1R",
        "\x1b[?2026;2$y",
        "\x1b[4;2$y",
        "\x1b[?1u",
        "\x1b[8;24;80t",
        "\x1b[?997;1n",
        "\x1b]10;rgb:ff/ff/ff\x1b\\",
        "\x1b]11;rgb:0/0/0\x07",
        "\x1bP>|term 1\x1b\\",
        "\x1bP1$r0m\x1b\\",
        "\x1b_Gi=1;OK\x1b\\",
        "\x1b[48;24;80;0;0t",
    ] {
        assert_eq!(typed(&[b"a", answer.as_bytes(), b"b"]), (b"ab".to_vec(), Verdict::Stay), "{answer:?}");
    }
}

#[test]
fn inside_a_paste_nothing_is_looked_at() {
    let paste = b"\x1b[200~a\x1cb\x1b[92;5uc\x1b[?1c\x1b[201~";
    assert_eq!(typed(&[paste]), (paste.to_vec(), Verdict::Stay));
    let (sent, verdict) = typed(&[paste, b"d\x1ce"]);
    assert_eq!((sent, verdict), ([&paste[..], b"d"].concat(), Verdict::Detach));
}

#[test]
fn nothing_is_held_for_ever() {
    let (mut filter, mut out) = (Filter::default(), Vec::new());
    assert_eq!(filter.feed(b"\x1b[92;", &mut out), Verdict::Stay);
    assert!(filter.is_waiting() && out.is_empty());
    filter.give_up(&mut out);
    assert!(!filter.is_waiting());
    assert_eq!(out, b"\x1b[92;");
    let long = [&b"\x1b]"[..], &[b'x'; LONGEST]].concat();
    assert_eq!(filter.feed(&long, &mut out), Verdict::Stay);
    assert!(!filter.is_waiting());
}

proptest! {
    #[test]
    fn a_cut_anywhere_changes_nothing(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "\x1b", "\x1b[A", "\x1b[200~", "\x1b[201~", "\x1c", "\x1b[92;5u", "\x1b[?1;2c", "\x1b]11;x\x07",
            "\x1bP1\x1b\\", "\x1b[1;5", "é",
        ]), 0..12),
        step in 1usize..9,
    ) {
        let bytes = parts.concat().into_bytes();
        let pieces: Vec<&[u8]> = bytes.chunks(step).collect();
        prop_assert_eq!(typed(&pieces), typed(&[&bytes]));
    }
}

#[test]
fn on_row_1_a_position_is_an_answer_only_while_one_is_expected() {
    let table: [(&[u8], usize, &[u8], usize); 6] = [
        (b"\x1b[1;5R", 0, b"\x1b[1;5R", 0),
        (b"\x1b[1;5R", 1, b"", 0),
        (b"\x1b[1;5R\x1b[1;5R", 1, b"\x1b[1;5R", 0),
        (b"\x1b[7;5R\x1b[1;5R", 1, b"\x1b[1;5R", 0),
        (b"\x1b[1;20R", 0, b"", 0),
        (b"\x1b[1;2P", 2, b"\x1b[1;2P", 2),
    ];
    for (input, expected, sent, left) in table {
        let (mut filter, mut out) = (Filter::default(), Vec::new());
        filter.expect(expected);
        assert_eq!(filter.feed(input, &mut out), Verdict::Stay);
        assert_eq!((out.as_slice(), filter.expected()), (sent, left), "{input:?} with {expected} expected");
    }
}
