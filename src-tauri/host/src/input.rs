//! Whether a person typed it: terminals also send mouse and focus reports and answers to queries by themselves.
//! Pure, and about one frame of input at a time: a report split between frames may be taken for typing.

/// Whether there is anything in `bytes` that a key or a paste produced.
pub fn is_typed(mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        match report_length(bytes) {
            Some(length) => bytes = &bytes[length..],
            None => return true,
        }
    }
    false
}

/// The length of the report that `bytes` begins with. `None`: it begins with something typed.
fn report_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0x1b, b'[', rest @ ..] => control_sequence(rest).map(|length| length + 2),
        // Answers to OSC, DCS and APC queries, up to ST or BEL. Keys never send these.
        [0x1b, b']' | b'P' | b'_', rest @ ..] => Some(string(rest) + 2),
        _ => None,
    }
}

/// `rest` follows `ESC [`.
fn control_sequence(rest: &[u8]) -> Option<usize> {
    let parameters = rest.iter().take_while(|byte| (0x20..0x40).contains(*byte)).count();
    let (before, after) = rest.split_at(parameters);
    let Some(last) = after.first() else {
        // Cut off: a mouse report or an answer if it has begun like one; keys do not use these marks.
        return matches!(before.first(), Some(b'<' | b'?' | b'>')).then_some(rest.len());
    };
    let whole = parameters + 1;
    match (before.first(), last) {
        // Old mouse reports carry three bytes after the M; newer ones have numbers before it.
        (None, b'M') => Some((whole + 3).min(rest.len())),
        (Some(b'<'), b'M' | b'm') | (Some(b'0'..=b'9'), b'M') => Some(whole),
        // Focus in and out.
        (None, b'I' | b'O') => Some(whole),
        // Answers: anything with a private mark, cursor position, status, window.
        (Some(b'?' | b'>' | b'='), _) => Some(whole),
        (Some(b'0'..=b'9'), b'n' | b't' | b'c') => Some(whole),
        (Some(b'0'..=b'9'), b'R') if before.contains(&b';') => Some(whole),
        _ => None,
    }
}

/// `rest` follows the introducer of a string; its length with its end, or all of it.
fn string(rest: &[u8]) -> usize {
    let end = rest.iter().enumerate().find_map(|(at, byte)| match byte {
        0x07 => Some(at + 1),
        0x1b if rest.get(at + 1) == Some(&b'\\') => Some(at + 2),
        _ => None,
    });
    end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_pastes_are_typed_and_reports_are_not() {
        let typed: &[&[u8]] = &[
            b"a",
            b"\r",
            b"\x03",
            b"\x1b",
            b"\x1bx",
            b"\x1b[A",
            b"\x1bOP",
            b"\x1b[15~",
            b"\x1b[1;5C",
            b"\x1b[97;5u",
            b"\x1b[200~pasted\x1b[201~",
            b"\x1b[",
            b"\x1b[I\x1b[A",
            "é".as_bytes(),
        ];
        let reports: &[&[u8]] = &[
            b"",
            b"\x1b[I",
            b"\x1b[O",
            b"\x1b[M !!",
            b"\x1b[<35;10;4M",
            b"\x1b[<0;10;4m\x1b[<0;10;4M",
            b"\x1b[32;10;4M",
            b"\x1b[24;80R",
            b"\x1b[0n",
            b"\x1b[?62;22c",
            b"\x1b[>0;276;0c",
            b"\x1b[?2026;2$y",
            b"\x1b[?1u",
            b"\x1b[8;24;80t",
            b"\x1b]11;rgb:0000/0000/0000\x1b\\",
            b"\x1b]11;rgb:0000/0000/0000\x07",
            b"\x1bP>|xterm\x1b\\",
            b"\x1b[<35;1",
        ];
        typed.iter().for_each(|bytes| assert!(is_typed(bytes), "{bytes:?}"));
        reports.iter().for_each(|bytes| assert!(!is_typed(bytes), "{bytes:?}"));
    }
}
