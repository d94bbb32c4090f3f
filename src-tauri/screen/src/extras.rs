//! Sequences that the parser leaves out though programs rely on them: soft reset, the query for the terminal's name,
//! and announcements. It finds them in bytes; it never acts on them.

use memchr::memchr3_iter;

use crate::notice::Part;
use crate::{Effect, announce, notice};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extra {
    /// DECSTR, `CSI ! p`.
    SoftReset,
    /// XTVERSION, `CSI > q` or `CSI > 0 q`.
    Version,
    /// Something to be told to others.
    Announcement(Effect),
    /// Part of such a thing.
    Notice(Part),
}

const SOFT_RESET: &[u8] = b"\x1b[!p";
const VERSION_START: &[u8] = b"\x1b[>";

/// The first one in `bytes`, with the offset of its end. A control string that has not ended there ends with them.
/// Searches for what follows `ESC [`, since in a program's output that is rarer than `ESC [`.
pub fn find(bytes: &[u8]) -> Option<(usize, Extra)> {
    memchr3_iter(b'!', b'>', b']', bytes).find_map(|at| {
        if bytes[at] == b']' {
            return find_announcement(bytes, at);
        }
        let sequence = bytes[..at].ends_with(b"\x1b[").then(|| &bytes[at - 2..])?;
        if sequence.starts_with(SOFT_RESET) {
            return Some((at - 2 + SOFT_RESET.len(), Extra::SoftReset));
        }
        Some((at - 2 + version_length(sequence)?, Extra::Version))
    })
}

/// Which of them `sequence` is as a whole.
pub fn recognize(sequence: &[u8]) -> Option<Extra> {
    if sequence == SOFT_RESET {
        Some(Extra::SoftReset)
    } else if version_length(sequence) == Some(sequence.len()) {
        Some(Extra::Version)
    } else {
        announced(sequence)
    }
}

/// The one whose `]` is at that place.
fn find_announcement(bytes: &[u8], at: usize) -> Option<(usize, Extra)> {
    let sequence = bytes[..at].ends_with(b"\x1b").then(|| &bytes[at - 1..])?;
    let length = announce::length(sequence)?;
    Some((at - 1 + length, announced(&sequence[..length])?))
}

fn announced(sequence: &[u8]) -> Option<Extra> {
    let told = announce::recognize(sequence).map(Extra::Announcement);
    told.or_else(|| notice::recognize(sequence).map(Extra::Notice))
}

fn version_length(bytes: &[u8]) -> Option<usize> {
    let parameters = bytes.strip_prefix(VERSION_START)?;
    let zeros = parameters.iter().take_while(|byte| **byte == b'0').count();
    (parameters.get(zeros) == Some(&b'q')).then_some(VERSION_START.len() + zeros + 1)
}

#[cfg(test)]
mod tests {
    use super::{Extra, find, recognize};
    use crate::Effect;

    fn hi() -> Effect {
        Effect::Notification { title: None, body: "hi!".into() }
    }

    #[test]
    fn the_first_sequence_is_found_with_its_end() {
        for (bytes, expected) in [
            (&b"a\x1b[>1u\x1b[>qb"[..], Some((10, Extra::Version))),
            (b"\x1b[>0q\x1b[!p", Some((5, Extra::Version))),
            (b"\x1b[!p\x1b[>q", Some((4, Extra::SoftReset))),
            (b"\x1b[>1q", None),
            (b"\x1b[>", None),
            (b"plain", None),
            (b"[a]\x1b]9;hi!\x07\x1b[!p", Some((11, Extra::Announcement(hi())))),
            (b"\x1b]2;t\x07\x1b]9;hi!", Some((13, Extra::Announcement(hi())))),
        ] {
            assert_eq!(find(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn only_whole_sequences_are_recognized() {
        assert_eq!(recognize(b"\x1b[>0q"), Some(Extra::Version));
        assert_eq!(recognize(b"\x1b[!p"), Some(Extra::SoftReset));
        assert_eq!(recognize(b"\x1b[>q "), None);
    }
}
