//! Notifications as kitty has them (OSC 99): parts of a title and of a body, gathered until the last has come. It only
//! gathers: closing, buttons, icons and what a click is to do are left out, and its queries (`p=?`) are not answered, so
//! that programs do not count on them. When to tell a person (`o`) is for whoever shows notifications.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::Effect;
use crate::announce::{self, LONGEST};

/// So many notifications may be unfinished at once; the oldest is forgotten first.
const MOST: usize = 8;
/// A longer id is cut, in bytes.
const LONGEST_ID: usize = 256;

/// Programs differ in whether they fill up the end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What one sequence says of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    id: Vec<u8>,
    text: Text,
    is_last: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Text {
    Title(Vec<u8>),
    Body(Vec<u8>),
    /// Of a kind that is not known here.
    Other,
}

/// Notifications of which more is to come, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices(VecDeque<Notice>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Notice {
    id: Vec<u8>,
    title: Vec<u8>,
    body: Vec<u8>,
}

/// What `sequence` says as a whole. `None`: it is no such sequence, was cancelled, or is about something else.
pub fn recognize(sequence: &[u8]) -> Option<Part> {
    let rest = announce::payload(sequence, b"99")?;
    let (keys, payload) = rest.split_at(rest.iter().take(LONGEST).position(|byte| *byte == b';')?);
    // The byte that ended the sequence is no text; base64 has no blanks either.
    let payload: Vec<u8> = payload[1..].iter().copied().filter(|byte| *byte >= 0x20).take(LONGEST).collect();
    let value = |key: u8| {
        let values = keys.split(|byte| *byte == b':').map(<[u8]>::trim_ascii);
        values.filter_map(|pair| pair.strip_prefix(&[key, b'='])).next_back()
    };
    let text = if value(b'e') == Some(b"1") { BASE64.decode(payload).ok()? } else { payload };
    let text = match value(b'p') {
        None | Some(b"title") => Text::Title(text),
        Some(b"body") => Text::Body(text),
        Some(b"close" | b"alive" | b"?") => return None,
        Some(_) => Text::Other,
    };
    let id = value(b'i').unwrap_or_default();
    Some(Part { id: id[..id.len().min(LONGEST_ID)].to_owned(), text, is_last: value(b'd') != Some(b"0") })
}

impl Notices {
    /// Adds a part; the whole notification if that was its last.
    pub fn add(&mut self, part: Part) -> Option<Effect> {
        let known = self.0.iter().position(|notice| notice.id == part.id);
        let mut notice = known.and_then(|at| self.0.remove(at)).unwrap_or_default();
        match part.text {
            Text::Title(text) => extend(&mut notice.title, &text),
            Text::Body(text) => extend(&mut notice.body, &text),
            Text::Other => {}
        }
        if part.is_last {
            return notice.finish();
        }
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(Notice { id: part.id, ..notice });
        None
    }
}

impl Notice {
    /// One that has only a title is a text without one.
    fn finish(self) -> Option<Effect> {
        let (title, body) = (announce::text(&self.title), announce::text(&self.body));
        let (title, body) = if body.is_empty() { (String::new(), title) } else { (title, body) };
        let title = Some(title).filter(|title| !title.is_empty());
        (!body.is_empty()).then_some(Effect::Notification { title, body })
    }
}

fn extend(text: &mut Vec<u8>, more: &[u8]) {
    let room = LONGEST - text.len();
    text.extend_from_slice(&more[..more.len().min(room)]);
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, MOST, Notices, recognize};
    use crate::Effect;

    /// What is told by payloads of OSC 99, each ended by BEL.
    fn told(payloads: &[&str]) -> Vec<Effect> {
        let mut notices = Notices::default();
        let parts = payloads.iter().filter_map(|payload| recognize(format!("\x1b]99;{payload}\x07").as_bytes()));
        parts.filter_map(|part| notices.add(part)).collect()
    }

    fn notification(title: Option<&str>, body: &str) -> Effect {
        Effect::Notification { title: title.map(str::to_owned), body: body.to_owned() }
    }

    #[test]
    fn a_notification_is_told_once_with_its_last_part() {
        for (payloads, expected) in [
            (&[";Hello world"][..], vec![notification(None, "Hello world")]),
            (
                &["i=1:d=0;Hello ", "i=1:d=0;world", "i=1:d=1:p=body;This is cool"],
                vec![notification(Some("Hello world"), "This is cool")],
            ),
            (&["p=body;a; b"], vec![notification(None, "a; b")]),
            (&["d=0;T", "p=body;b"], vec![notification(Some("T"), "b")]),
            (
                &["i=1:d=0;A", "i=2:d=0;B", "i=1:p=body;a", "i=2:p=body;b"],
                vec![notification(Some("A"), "a"), notification(Some("B"), "b")],
            ),
            (&["i=1 : d=0 ;A", "i=1 : o=unfocused:zzz;B"], vec![notification(None, "AB")]),
            (&["e=1;SMO2bGxv"], vec![notification(None, "Höllo")]),
            (&["e=1:d=0;SMM", "e=1;tmxsbw=="], vec![notification(None, "Höllo")]),
            (&["e=1;G1szMW0KcmVk"], vec![notification(None, "[31mred")]),
            (&["e=1;not base64!"], vec![]),
            (&["i=1:d=0;A", "i=1:p=icon:n=error;", "i=1;B"], vec![notification(None, "A"), notification(None, "B")]),
            (&["i=1:d=0;A", "i=1:p=close;", "i=1:p=alive;", "i=1:p=?;", "i=1;B"], vec![notification(None, "AB")]),
            (&[";", "i=1:p=?;", "p=close;x", "no second semicolon"], vec![]),
        ] {
            assert_eq!(told(payloads), expected, "{payloads:?}");
        }
    }

    #[test]
    fn only_whole_sequences_are_read() {
        for (sequence, is_read) in [
            ("\x1b]99;;a", true),
            ("\x1b]99;;a\x07", true),
            ("\x1b]99;;a\x18", false),
            ("\x1b]99;a", false),
            ("\x1b]9;;a", false),
            ("\x1b]999;;a", false),
        ] {
            assert_eq!(recognize(sequence.as_bytes()).is_some(), is_read, "{sequence:?}");
        }
    }

    #[test]
    fn long_texts_are_cut_and_of_many_unfinished_ones_the_oldest_is_forgotten() {
        let long = format!("d=0;{}", "x".repeat(3000));
        assert_eq!(told(&[&long, &long, ";y"]), [notification(None, &"x".repeat(LONGEST))]);
        let begun: Vec<_> = (0..=MOST).map(|id| format!("i={id}:d=0;T{id}")).collect();
        let ended = (0..=MOST).map(|id| format!("i={id}:p=body;b"));
        let all: Vec<_> = begun.iter().cloned().chain(ended).collect();
        let told = told(&all.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((&told[0], &told[1]), (&notification(None, "b"), &notification(Some("T1"), "b")));
        let endless = format!("{}:d=0;x", "i=".repeat(LONGEST));
        assert_eq!(recognize(format!("\x1b]99;{endless}").as_bytes()), None);
    }
}
