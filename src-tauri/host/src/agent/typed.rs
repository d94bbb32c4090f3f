//! What people have typed into the agent, as far as it matters to whoever gives it a prompt. It keeps no text.

/// What was typed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// How often.
    times: u64,
    /// Something was typed that was neither entered nor taken back.
    pub has_draft: bool,
    /// When something was last entered, in milliseconds since 1970.
    pub entered_at: Option<u64>,
}

impl Typed {
    /// This was typed. Enter takes it, and Ctrl-C and Ctrl-U take it back; what else empties a line is not known. `asked`:
    /// the agent waited for an answer, so that it was one, or chose one: nothing of it stands on the line for prompts.
    pub fn take(&mut self, bytes: &[u8], asked: bool, now: u64) {
        self.times += 1;
        if bytes.contains(&b'\r') {
            self.entered_at = Some(now);
        }
        if !asked {
            self.has_draft = !matches!(bytes.last(), Some(b'\r' | 0x03 | 0x15));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_and_not_entered_is_a_draft() {
        for (keys, expected) in [
            (&[&b"a"[..]][..], true),
            (&[b"abc", b"\r"], false),
            (&[b"abc\r"], false),
            (&[b"abc", b"\x15"], false),
            (&[b"abc\r", b"d"], true),
            (&[b"\x1b[A"], true),
        ] {
            let mut typed = Typed::default();
            keys.iter().for_each(|bytes| typed.take(bytes, false, 7));
            assert_eq!(typed.has_draft, expected, "{keys:?}");
            assert_ne!(typed, Typed::default());
            let is_entered = keys.iter().any(|bytes| bytes.contains(&b'\r'));
            assert_eq!(typed.entered_at, is_entered.then_some(7), "{keys:?}");
        }
    }
    #[test]
    fn an_answer_is_no_draft_and_leaves_one_that_was_there() {
        let mut typed = Typed::default();
        for keys in [&b"y"[..], b"\x1b[B", b"\t"] {
            typed.take(keys, true, 7);
            assert!(!typed.has_draft, "{keys:?}");
        }
        typed.take(b"beg", false, 7);
        typed.take(b"\r", true, 8);
        assert_eq!((typed.has_draft, typed.entered_at), (true, Some(8)));
    }
}
