//! What people have typed into the agent, as far as it matters to whoever gives it a prompt. It keeps no text.

/// What was typed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// How often.
    times: u64,
    /// Something was typed that was neither entered nor taken back.
    pub has_draft: bool,
}

impl Typed {
    /// This was typed. Enter takes it, and Ctrl-C and Ctrl-U take it back; what else empties a line is not known.
    pub fn take(&mut self, bytes: &[u8]) {
        self.times += 1;
        self.has_draft = !matches!(bytes.last(), Some(b'\r' | 0x03 | 0x15));
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
            keys.iter().for_each(|bytes| typed.take(bytes));
            assert_eq!(typed.has_draft, expected, "{keys:?}");
            assert_ne!(typed, Typed::default());
        }
    }
}
