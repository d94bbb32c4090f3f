//! `attach` for real: a terminal of ours, the program, the host. Who types, whose size counts, what is seen, and that the
//! terminal is given back whatever happens.

mod ended;
mod flood;
mod leaving;
mod sharing;

use std::collections::BTreeMap;

use protocol::id::SessionId;

use crate::support::{Sandbox, Terminal, until};

/// Attaches to a session in a terminal of this size.
fn attach(sandbox: &Sandbox, id: &SessionId, options: &[&str], (cols, rows): (u16, u16)) -> Terminal {
    Terminal::run(sandbox.command("holdfast").args(["attach", id.as_str()]).args(options), cols, rows)
}

/// Starts a session and waits until it has printed `text`.
fn session_that_says(sandbox: &Sandbox, script: &str, text: &str) -> SessionId {
    let id = sandbox.new_session(&["--", "sh", "-c", script]);
    until("the program is ready", || sandbox.printed(&id).contains(text).then_some(()));
    id
}

/// The states in which private modes were left by what was printed.
fn modes(printed: &[u8]) -> BTreeMap<u16, bool> {
    let text = String::from_utf8_lossy(printed);
    let mut modes = BTreeMap::new();
    for sequence in text.split("\x1b[?").skip(1) {
        let end = sequence.find(|character: char| !character.is_ascii_digit() && character != ';');
        let Some((numbers, on)) = end.and_then(|end| match &sequence[end..=end] {
            "h" => Some((&sequence[..end], true)),
            "l" => Some((&sequence[..end], false)),
            _ => None,
        }) else {
            continue;
        };
        modes.extend(numbers.split(';').filter_map(|number| Some((number.parse().ok()?, on))));
    }
    modes
}

#[test]
fn modes_are_read_out_of_what_was_printed() {
    let printed = b"\x1b[?1000;1006hx\x1b[?25l\x1b[?1000$p\x1b[?1006l";
    assert_eq!(modes(printed), BTreeMap::from([(25, false), (1000, true), (1006, false)]));
}
