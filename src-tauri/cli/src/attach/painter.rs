//! Brings snapshots to the screen: older text first, pushed up into the terminal's own scrollback, then the state as
//! it is. Pure but for the writer it is given.

use std::io::{self, Write};

use protocol::id::Generation;

use super::terminal::RESET;

/// Paints snapshots as their pieces arrive.
#[derive(Debug)]
pub struct Painter {
    generation: Generation,
    /// Bytes of older text that are still to come.
    before: u64,
    /// Bytes of the snapshot that are still to come.
    rest: u64,
    rows: u16,
    begun: bool,
}

impl Painter {
    /// A painter for a run of a session.
    pub fn new(generation: Generation) -> Self {
        Self { generation, before: 0, rest: 0, rows: 0, begun: false }
    }

    /// A snapshot was announced. `rows` is the height of the window that it goes to.
    pub fn begin(&mut self, before: u64, length: u64, rows: u16, out: &mut impl Write) -> io::Result<()> {
        let again = std::mem::replace(&mut self.begun, true);
        (self.before, self.rest, self.rows) = (before, length, rows);
        if again {
            // What is on the screen is old, and comes anew.
            write!(out, "{RESET}\x1b[H\x1b[2J")?;
        } else if before == 0 {
            self.push_up("", out)?;
        }
        Ok(())
    }

    /// The next bytes of the snapshot.
    pub fn piece(&mut self, bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
        let older = usize::try_from(self.before).unwrap_or(usize::MAX).min(bytes.len());
        let (older, newer) = bytes.split_at(older);
        if !older.is_empty() {
            self.before -= older.len() as u64;
            out.write_all(older)?;
            if self.before == 0 {
                let end = if older.ends_with(b"\n") { "" } else { "\r\n" };
                let line = format!("\x1b[0m{end}\x1b[2m── resumed, run {} ──\x1b[0m\r\n", self.generation);
                self.push_up(&line, out)?;
            }
        }
        self.rest = self.rest.saturating_sub(newer.len() as u64);
        if newer.is_empty() { Ok(()) } else { out.write_all(newer) }
    }

    /// Whether a snapshot came, and all of it.
    pub fn is_complete(&self) -> bool {
        self.begun && self.before == 0 && self.rest == 0
    }

    /// Writes `last` and then as many line feeds as push every line above the cursor's out of the screen, no more.
    fn push_up(&self, last: &str, out: &mut impl Write) -> io::Result<()> {
        let feeds = "\n".repeat(self.rows.saturating_sub(1).into());
        out.write_all(format!("{last}{feeds}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(before: &str, snapshot: &str, step: usize) -> String {
        let mut painter = Painter::new(2);
        let mut out = Vec::new();
        painter.begin(before.len() as u64, snapshot.len() as u64, 4, &mut out).unwrap();
        for piece in format!("{before}{snapshot}").as_bytes().chunks(step) {
            assert!(!painter.is_complete());
            painter.piece(piece, &mut out).unwrap();
        }
        assert!(painter.is_complete());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_first_run_is_painted_below_what_was_there() {
        assert_eq!(painted("", "SNAP", 3), "\n\n\nSNAP");
    }

    #[test]
    fn older_runs_come_above_a_separator_however_the_bytes_are_cut() {
        let separated = "\x1b[2m── resumed, run 2 ──\x1b[0m\r\n\n\n\nSNAP";
        for step in 1..10 {
            assert_eq!(painted("OLD", "SNAP", step), format!("OLD\x1b[0m\r\n{separated}"));
            assert_eq!(painted("OLD\r\n", "SNAP", step), format!("OLD\r\n\x1b[0m{separated}"));
        }
    }

    #[test]
    fn another_snapshot_replaces_the_first() {
        let mut painter = Painter::new(1);
        let mut out = Vec::new();
        painter.begin(0, 0, 4, &mut out).unwrap();
        out.clear();
        painter.begin(0, 4, 4, &mut out).unwrap();
        painter.piece(b"SNAP", &mut out).unwrap();
        assert!(out.ends_with(b"\x1b[H\x1b[2JSNAP"));
    }
}
