//! `screen`: what the session shows, as text.

use std::path::Path;

use protocol::error::{ErrorCode, WireError};
use protocol::host::{Screen, ScreenText};
use protocol::session::Size;

use crate::history;
use crate::session::Session;

/// The most text in one answer, in bytes.
const MOST: usize = 200 * 1024;

/// Writes the screen down: as it is now, or as it was.
pub fn screen(session: &Session, call: Screen) -> Result<ScreenText, WireError> {
    match call.at {
        Some(time) => past(&session.place.log(), call, time),
        None => Ok(present(session, call)),
    }
}

/// Out of the log; the terminal is not needed, and nobody waits.
fn past(log: &Path, call: Screen, time: u64) -> Result<ScreenText, WireError> {
    let io = |error| WireError::new(ErrorCode::Io, format!("reading the log: {error}"));
    if let Some(tape) = history::at(log, time).map_err(io)? {
        let size = tape.screen.size();
        let size = Size { cols: size.cols, rows: size.rows };
        let text = newest(tape.screen.text(call.lines, call.ansi));
        return Ok(ScreenText { text, offset: tape.offset, size, at: Some(tape.time) });
    }
    Err(match history::begins_at(log).map_err(io)? {
        Some(begins) => WireError::new(ErrorCode::NotFound, format!("the log begins at {}", history::utc(begins))),
        None => WireError::new(ErrorCode::NotFound, "no output of this run is kept"),
    })
}

/// Reads on to where the stream is.
fn present(session: &Session, call: Screen) -> ScreenText {
    let mut terminal = session.terminal();
    terminal.catch_up(session);
    let text = terminal.text(call.lines, call.ansi);
    let (offset, size) = (terminal.offset(), terminal.size());
    drop(terminal);
    session.status_changed();
    session.looked();
    ScreenText { text: newest(text), offset, size, at: None }
}

/// The last whole lines that fit. JSON may need six bytes for one of a control character, and a frame has an end.
fn newest(text: String) -> String {
    let cost = |c: char| {
        if c.is_control() && c != '\n' { 6 } else { c.len_utf8() + usize::from(matches!(c, '"' | '\\' | '\n')) }
    };
    let mut room = MOST;
    let mut from = text.len();
    for (at, c) in text.char_indices().rev() {
        match room.checked_sub(cost(c)) {
            Some(left) => room = left,
            None => break,
        }
        from = at;
    }
    if from == 0 {
        return text;
    }
    let rest = &text[from..];
    rest.split_once('\n').map_or(rest, |(_, whole)| whole).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_text_loses_its_oldest_lines() {
        assert_eq!(newest("a\nb\n".to_owned()), "a\nb\n");
        let text: String = (0..50_000).map(|line| format!("{line}\n")).collect();
        let cut = newest(text.clone());
        assert!(cut.len() <= MOST && cut.len() > MOST - 60_000);
        assert!(text.ends_with(&cut) && text[..text.len() - cut.len()].ends_with('\n'));
        let escapes = newest("\u{1b}".repeat(MOST));
        assert!(escapes.len() * 6 <= MOST);
    }
}
