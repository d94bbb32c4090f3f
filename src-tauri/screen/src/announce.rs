//! What a program tells of itself in control strings that the parser leaves out: its working directory (OSC 7),
//! notifications (OSC 9, OSC 777; OSC 99 is read in `notice`), progress (OSC 9;4) and prompt marks (OSC 133). It reads them; it never acts on them.

use crate::{Effect, Progress, Prompt};

/// Most bytes kept of one text. A directory that is longer is not told, the others are cut.
pub const LONGEST: usize = 4096;

const BELL: u8 = 0x07;
const CANCEL: [u8; 2] = [0x18, 0x1a];
const START: &[u8] = b"\x1b]";

/// The length of the announcement that `bytes` begin with, without the ESC that may end it. It ends where `bytes` do, if
/// not before: whoever calls knows that an ESC follows. `None`: it is none, or was cancelled.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let (_, payload) = split(bytes)?;
    let end = payload.iter().position(|byte| matches!(*byte, BELL | 0x18 | 0x1a | 0x1b));
    let start = bytes.len() - payload.len();
    match end.map(|end| (start + end, payload[end])) {
        None => Some(bytes.len()),
        Some((_, byte)) if CANCEL.contains(&byte) => None,
        Some((at, byte)) => Some(at + usize::from(byte == BELL)),
    }
}

/// What `sequence` announces as a whole. If it does not end with BEL, an ESC is what ended it.
pub fn recognize(sequence: &[u8]) -> Option<Effect> {
    let (number, payload) = split(sequence).filter(|(_, payload)| !is_cancelled(payload))?;
    let cut = &payload[..payload.len().min(LONGEST)];
    match number {
        b"7" => (payload.len() <= LONGEST).then(|| Effect::Cwd(Some(text(cut)).filter(|url| !url.is_empty()))),
        b"9" => nine(&text(cut)),
        b"133" => prompt(&text(cut)).map(Effect::Prompt),
        b"777" => {
            let text = text(cut);
            let (title, body) = text.strip_prefix("notify;")?.split_once(';')?;
            Some(Effect::Notification { title: Some(title.to_owned()), body: body.to_owned() })
        }
        _ => None,
    }
}

/// What follows the number of `sequence`, if it is that one and was not cancelled; with the BEL that may end it.
pub fn payload<'a>(sequence: &'a [u8], number: &[u8]) -> Option<&'a [u8]> {
    split(sequence).filter(|(found, payload)| *found == number && !is_cancelled(payload)).map(|(_, payload)| payload)
}

fn is_cancelled(payload: &[u8]) -> bool {
    payload.last().is_some_and(|last| CANCEL.contains(last))
}

/// Number and payload, if the number is one of those that are read here.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = bytes.strip_prefix(START)?;
    let number = rest.iter().take(4).position(|byte| *byte == b';')?;
    let (number, payload) = (&rest[..number], &rest[number + 1..]);
    matches!(number, b"7" | b"9" | b"99" | b"133" | b"777").then_some((number, payload))
}

/// The parser drops control characters within strings, BEL is the end. The others (C1) would be obeyed by some
/// terminals when the text is written again.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).collect()
}

/// OSC 9 is a notification, but for the numbered commands of ConEmu, of which only the fourth is of interest.
fn nine(text: &str) -> Option<Effect> {
    let (first, rest) = text.split_once(';').unwrap_or((text, ""));
    match first.parse::<u8>() {
        Ok(4) => progress(rest).map(Effect::Progress),
        Ok(1..=12) => None,
        _ => (!text.is_empty()).then(|| Effect::Notification { title: None, body: text.to_owned() }),
    }
}

fn progress(text: &str) -> Option<Progress> {
    let (state, percent) = text.split_once(';').unwrap_or((text, ""));
    let percent = percent.split(';').next()?.parse::<u8>().ok().map(|percent| percent.min(100));
    match state {
        "" | "0" => Some(Progress::None),
        "1" => Some(Progress::Percent(percent.unwrap_or(0))),
        "2" => Some(Progress::Failed(percent)),
        "3" => Some(Progress::Unknown),
        "4" => Some(Progress::Paused(percent)),
        _ => None,
    }
}

fn prompt(text: &str) -> Option<Prompt> {
    let mut parts = text.split(';');
    match parts.next()? {
        "A" => Some(Prompt::Begins),
        "B" => Some(Prompt::Input),
        "C" => Some(Prompt::Output),
        "D" => Some(Prompt::Ended(parts.next().and_then(|code| code.parse().ok()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, length, recognize};
    use crate::{Effect, Progress, Prompt};

    fn notification(title: Option<&str>, body: &str) -> Option<Effect> {
        Some(Effect::Notification { title: title.map(str::to_owned), body: body.to_owned() })
    }

    #[test]
    fn each_announcement_is_read_and_nothing_else_is() {
        for (sequence, expected) in [
            ("\x1b]7;file://host/home/a%20b\x07", Some(Effect::Cwd(Some("file://host/home/a%20b".into())))),
            ("\x1b]7;\x07", Some(Effect::Cwd(None))),
            ("\x1b]9;done", notification(None, "done")),
            ("\x1b]9;3 files; or 4", notification(None, "3 files; or 4")),
            ("\x1b]9;\x07", None),
            ("\x1b]9;4;1;50\x07", Some(Effect::Progress(Progress::Percent(50)))),
            ("\x1b]9;4;1;250\x07", Some(Effect::Progress(Progress::Percent(100)))),
            ("\x1b]9;4;0;\x07", Some(Effect::Progress(Progress::None))),
            ("\x1b]9;4;2\x07", Some(Effect::Progress(Progress::Failed(None)))),
            ("\x1b]9;4;3;0\x07", Some(Effect::Progress(Progress::Unknown))),
            ("\x1b]9;4;4;7\x07", Some(Effect::Progress(Progress::Paused(Some(7))))),
            ("\x1b]9;4;5;1\x07", None),
            ("\x1b]9;9;C:\\\x07", None),
            ("\x1b]133;A;cl=m;aid=1\x07", Some(Effect::Prompt(Prompt::Begins))),
            ("\x1b]133;B", Some(Effect::Prompt(Prompt::Input))),
            ("\x1b]133;C\x07", Some(Effect::Prompt(Prompt::Output))),
            ("\x1b]133;D\x07", Some(Effect::Prompt(Prompt::Ended(None)))),
            ("\x1b]133;D;130\x07", Some(Effect::Prompt(Prompt::Ended(Some(130))))),
            ("\x1b]133;Z\x07", None),
            ("\x1b]777;notify;Title;a; b\x07", notification(Some("Title"), "a; b")),
            ("\x1b]777;other;Title;b\x07", None),
            ("\x1b]9;a\rb\u{9c}c\x07", notification(None, "abc")),
            ("\x1b]9;cancelled\x18", None),
            ("\x1b]99;;kitty\x07", None),
            ("\x1b]2;title\x07", None),
            ("\x1b[7;9;1m", None),
        ] {
            assert_eq!(recognize(sequence.as_bytes()), expected, "{sequence:?}");
        }
    }

    #[test]
    fn an_announcement_ends_with_bel_before_an_esc_or_with_the_bytes() {
        for (bytes, expected) in [
            ("\x1b]9;a\x07b", Some(6)),
            ("\x1b]9;a\x1b\\b", Some(5)),
            ("\x1b]9;a", Some(5)),
            ("\x1b]9;a\x18b\x07", None),
            ("\x1b]52;c;a\x07", None),
            ("\x1b]7", None),
        ] {
            assert_eq!(length(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }

    #[test]
    fn long_texts_are_cut_and_long_directories_are_not_told() {
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(recognize(format!("\x1b]9;{long}\x07").as_bytes()), notification(None, &long[1..]));
        assert_eq!(recognize(format!("\x1b]7;{long}").as_bytes()), None);
    }
}
