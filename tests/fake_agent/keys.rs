//! What is typed or pasted: keys and lines from a raw terminal, with bracketed paste.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::Duration;

const PASTE: &str = "\x1b[200~";
const PASTE_END: &str = "\x1b[201~";

/// The keyboard.
pub struct Keys {
    /// What was read and not taken.
    pending: Vec<u8>,
    /// What was typed or pasted at once. Absent: no keys are taken yet.
    chunks: Option<Receiver<Vec<u8>>>,
}

impl Keys {
    /// Nothing is read yet.
    pub fn new() -> Self {
        Self { pending: Vec::new(), chunks: None }
    }

    /// Makes the terminal raw and asks for pastes to be marked.
    pub fn begin(&mut self) {
        Command::new("stty").args(["raw", "-echo"]).stdin(Stdio::inherit()).status().ok();
        print!("\x1b[?2004h");
        std::io::stdout().flush().ok();
        let (sender, receiver) = channel();
        std::thread::spawn(move || while read().is_some_and(|chunk| sender.send(chunk).is_ok()) {});
        self.chunks = Some(receiver);
    }

    /// The next key. Absent: the terminal is gone.
    pub fn key(&mut self) -> Option<char> {
        while self.pending.is_empty() {
            self.take_in()?;
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
            self.take_in()?;
        }
    }

    /// As real ones do: a paste is shown, and an Enter that comes before that is lost.
    fn take_in(&mut self) -> Option<()> {
        let chunks = self.chunks.as_ref()?;
        let mut bytes = chunks.recv().ok()?;
        if bytes.windows(PASTE.len()).any(|window| window == PASTE.as_bytes()) {
            sleep(slowness());
            let more: Vec<u8> = chunks.try_iter().flatten().collect();
            bytes.extend(more.into_iter().filter(|byte| *byte != b'\r'));
            print!("[{} bytes]", bytes.len());
            std::io::stdout().flush().ok();
        }
        self.pending.extend(bytes);
        Some(())
    }
}

fn read() -> Option<Vec<u8>> {
    let mut bytes = [0; 4096];
    let read = std::io::stdin().read(&mut bytes).ok().filter(|read| *read > 0)?;
    Some(bytes[..read].to_vec())
}

/// How long it takes for a paste, by `FAKE_PASTE` in milliseconds.
fn slowness() -> Duration {
    let wished = std::env::var("FAKE_PASTE").ok().and_then(|wait| wait.parse().ok());
    Duration::from_millis(wished.unwrap_or(0))
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
