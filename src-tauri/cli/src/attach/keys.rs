//! What is typed, between the terminal and the host: finds the detach key and drops the terminal's answers to
//! queries, because the host has answered them already. Where the cursor is on row 1 may look like F3: that is an answer only
//! while one is expected. Everything else passes as it is. Pure.

/// Ctrl-\ as a byte.
const DETACH: u8 = 0x1c;
const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";
/// A sequence longer than this is none, and passes.
const LONGEST: usize = 4096;

/// What becomes of the attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Stay,
    /// The detach key was pressed; what follows it is dropped.
    Detach,
}

/// Filters keys that arrive in pieces.
#[derive(Debug, Default)]
pub struct Filter {
    /// The beginning of a sequence whose rest has not arrived.
    held: Vec<u8>,
    pasting: bool,
    /// How many answers for the cursor's position may still come from the terminal.
    expected: usize,
}

/// What lies at the beginning of some bytes that start with ESC.
#[derive(Debug, PartialEq, Eq)]
enum Sequence {
    /// The rest has not arrived.
    Incomplete,
    /// So many bytes to pass on.
    Key(usize),
    /// So many bytes that only a terminal says.
    Answer(usize),
    /// So many bytes that say where the cursor is.
    Position(usize),
    /// So many bytes that say where the cursor is, or that are F3 with modifiers.
    PositionOrKey(usize),
    /// So many bytes that begin a paste.
    Paste(usize),
    /// The detach key.
    Detach,
}

impl Filter {
    /// Whether the beginning of a sequence is held back.
    pub fn is_waiting(&self) -> bool {
        !self.held.is_empty()
    }

    /// So many answers for the cursor's position may come from the terminal from here on.
    pub fn expect(&mut self, positions: usize) {
        self.expected = positions;
    }

    /// How many of them have not come.
    pub fn expected(&self) -> usize {
        self.expected
    }

    /// Takes what was read and adds what is to be sent to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Verdict {
        let joined;
        let mut rest = bytes;
        if !self.held.is_empty() {
            joined = [std::mem::take(&mut self.held).as_slice(), bytes].concat();
            rest = &joined;
        }
        while !rest.is_empty() {
            let Some(after) = (if self.pasting { self.paste(rest, out) } else { self.key(rest, out) }) else {
                return Verdict::Detach;
            };
            rest = after;
        }
        Verdict::Stay
    }

    /// The rest did not come in time: what is held back was no more than it is.
    pub fn give_up(&mut self, out: &mut Vec<u8>) -> Verdict {
        out.append(&mut self.held);
        Verdict::Stay
    }

    /// Inside a paste only its end counts. Returns what comes after.
    fn paste<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
        if let Some(at) = bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END) {
            self.pasting = false;
            let (pasted, after) = bytes.split_at(at + PASTE_END.len());
            out.extend_from_slice(pasted);
            return Some(after);
        }
        let cut = (1..PASTE_END.len()).rev().find(|length| bytes.ends_with(&PASTE_END[..*length])).unwrap_or(0);
        let (pasted, begun) = bytes.split_at(bytes.len() - cut);
        out.extend_from_slice(pasted);
        self.held = begun.to_vec();
        Some(&[])
    }

    /// Passes on what needs no look and then one sequence. Returns what comes after, `None` after the detach key.
    fn key<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
        let plain = bytes.iter().position(|b| matches!(*b, ESC | DETACH)).unwrap_or(bytes.len());
        let (before, bytes) = bytes.split_at(plain);
        out.extend_from_slice(before);
        match bytes.first() {
            None => return Some(bytes),
            Some(&DETACH) => return None,
            Some(_) => {}
        }
        let (passed, after) = match sequence(bytes) {
            Sequence::Detach => return None,
            Sequence::Incomplete if bytes.len() < LONGEST => {
                self.held = bytes.to_vec();
                return Some(&[]);
            }
            Sequence::Incomplete => (bytes.len(), bytes.len()),
            Sequence::Answer(length) => (0, length),
            Sequence::PositionOrKey(length) if self.expected == 0 => (length, length),
            Sequence::Position(length) | Sequence::PositionOrKey(length) => {
                self.expected = self.expected.saturating_sub(1);
                (0, length)
            }
            Sequence::Key(length) => (length, length),
            Sequence::Paste(length) => {
                self.pasting = true;
                (length, length)
            }
        };
        out.extend_from_slice(&bytes[..passed]);
        Some(&bytes[after..])
    }
}

fn sequence(bytes: &[u8]) -> Sequence {
    match bytes.get(1) {
        None => Sequence::Incomplete,
        Some(b'[') => control(bytes),
        Some(b']' | b'P' | b'_') => string(bytes),
        Some(_) => Sequence::Key(1),
    }
}

/// CSI: parameters, intermediates, a final byte.
fn control(bytes: &[u8]) -> Sequence {
    let body = &bytes[2..];
    let Some(end) = body.iter().position(|b| !(0x20..=0x3f).contains(b)) else { return Sequence::Incomplete };
    let (parameters, last, length) = (&body[..end], body[end], end + 3);
    match last {
        0x40..=0x7e => classify(parameters, last, length),
        // No sequence: what broke it off is looked at for itself.
        _ => Sequence::Key(length - 1),
    }
}

fn classify(parameters: &[u8], last: u8, length: usize) -> Sequence {
    match (parameters, last) {
        (b"200", b'~') => Sequence::Paste(length),
        (_, b'u' | b'~') if is_detach(parameters, last) => Sequence::Detach,
        // No key has a private mark but `<`, which is the mouse's.
        ([b'?' | b'>' | b'=', ..], _) => Sequence::Answer(length),
        // Status, window, terminal parameters; modes.
        (_, b'n' | b'x') | ([_, ..], b't') | ([.., b'$'], b'y') => Sequence::Answer(length),
        (_, b'R') => position(parameters, length),
        _ => Sequence::Key(length),
    }
}

/// OSC, DCS, APC: a terminal's answer, up to BEL or ST. Alt with one of their letters is a key.
fn string(bytes: &[u8]) -> Sequence {
    let body = &bytes[2..];
    match body.iter().position(|b| matches!(*b, ESC | 0x07)) {
        None => Sequence::Incomplete,
        Some(end) if body[end] == 0x07 => Sequence::Answer(end + 3),
        Some(end) => match body.get(end + 1) {
            None => Sequence::Incomplete,
            Some(b'\\') => Sequence::Answer(end + 4),
            Some(_) => Sequence::Key(2),
        },
    }
}

/// `CSI 92 ; 5 u` of the kitty keyboard in all its forms, and `CSI 27 ; 5 ; 92 ~` of xterm.
fn is_detach(parameters: &[u8], last: u8) -> bool {
    let Ok(text) = std::str::from_utf8(parameters) else { return false };
    let fields: Vec<&str> = text.split(';').collect();
    match (fields.as_slice(), last) {
        (["27", modifiers, "92"], b'~') => is_control(modifiers),
        ([key, modifiers, ..], b'u') => {
            let (modifiers, event) = modifiers.split_once(':').unwrap_or((modifiers, "1"));
            // A key let go (3) is no key pressed.
            key.split(':').next() == Some("92") && is_control(modifiers) && event != "3"
        }
        _ => false,
    }
}

/// Control and nothing else, whatever the lock keys (64, 128) say. The number is one more than the bits.
fn is_control(modifiers: &str) -> bool {
    modifiers.parse::<u16>().is_ok_and(|number| number.wrapping_sub(1) & !(64 | 128) == 4)
}

/// `row ; column`. On row 1 a small column may as well be F3 with modifiers.
fn position(parameters: &[u8], length: usize) -> Sequence {
    let numbers = std::str::from_utf8(parameters).ok().and_then(|text| text.split_once(';'));
    let numbers = numbers.and_then(|(row, column)| Some((row.parse::<u32>().ok()?, column.parse::<u32>().ok()?)));
    match numbers {
        None => Sequence::Key(length),
        Some((1, 2..=16)) => Sequence::PositionOrKey(length),
        Some(_) => Sequence::Position(length),
    }
}

#[cfg(test)]
mod tests;
