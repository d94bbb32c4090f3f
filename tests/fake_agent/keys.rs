//! What is typed or pasted: keys and lines from a raw terminal, with bracketed paste.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

const PASTE: &str = "\x1b[200~";
const PASTE_END: &str = "\x1b[201~";

/// The keyboard.
pub struct Keys {
    /// What was read and not taken.
    pending: Vec<u8>,
}

impl Keys {
    /// Nothing is read yet.
    pub fn new() -> Self {
        Self { pending: Vec::new() }
    }

    /// Makes the terminal raw and asks for pastes to be marked.
    pub fn begin(&self) {
        Command::new("stty").args(["raw", "-echo"]).stdin(Stdio::inherit()).status().ok();
        print!("\x1b[?2004h");
        std::io::stdout().flush().ok();
    }

    /// The next key. Absent: the terminal is gone.
    pub fn key(&mut self) -> Option<char> {
        while self.pending.is_empty() {
            self.read()?;
        }
        Some(char::from(self.pending.remove(0)))
    }

    /// The next line that is entered: a carriage return ends it, but not within a paste.
    pub fn line(&mut self) -> Option<String> {
        loop {
            if let Some((line, length)) = entered(&self.pending) {
                self.pending.drain(..length);
                return Some(line);
            }
            self.read()?;
        }
    }

    fn read(&mut self) -> Option<()> {
        let mut bytes = [0; 4096];
        let read = std::io::stdin().read(&mut bytes).ok().filter(|read| *read > 0)?;
        self.pending.extend_from_slice(&bytes[..read]);
        Some(())
    }
}

/// The first entered line in `bytes`, and how many bytes it took.
fn entered(bytes: &[u8]) -> Option<(String, usize)> {
    let (mut line, mut at, mut pasting) = (Vec::new(), 0, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(PASTE.as_bytes()) || rest.starts_with(PASTE_END.as_bytes()) {
            (pasting, at) = (rest.starts_with(PASTE.as_bytes()), at + PASTE.len());
        } else if rest[0] == b'\r' && !pasting {
            return Some((String::from_utf8_lossy(&line).into_owned(), at + 1));
        } else {
            line.push(rest[0]);
            at += 1;
        }
    }
    None
}
