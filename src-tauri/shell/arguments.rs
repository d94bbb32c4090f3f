//! What the app is started with: by a person, a desktop entry and its actions, or the log-in. It reads words and does
//! nothing with them.

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

use crate::bridge::events::WindowEvent;

/// How the app may be called.
pub const USAGE: &str = "[--hidden | --new | --stop | --version]";

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// The app with its window, and what to show in it.
    Show(Option<Wish>),
    /// The app without its window, as at login.
    Hidden,
    /// What version this is.
    Version,
}

/// What the window is to show first. A running app hears it from a later start, which may be of a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// The form for a new session.
    New,
    /// The question whether to stop everything.
    Stop,
    /// One that this version does not know; the window alone must do.
    #[serde(other)]
    Unknown,
}

impl Arguments {
    /// Reads the words after the program's name. Absent where they make no sense.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut words = words.into_iter();
        let first = words.next();
        if words.next().is_some() {
            return None;
        }
        match first.as_deref().map(|word| word.to_str()) {
            None => Some(Self::Show(None)),
            Some(Some("--new")) => Some(Self::Show(Some(Wish::New))),
            Some(Some("--stop")) => Some(Self::Show(Some(Wish::Stop))),
            Some(Some("--hidden")) => Some(Self::Hidden),
            Some(Some("--version")) => Some(Self::Version),
            Some(_) => None,
        }
    }
}

impl Wish {
    /// The order that the window understands. Absent where it is enough to show the window.
    pub fn order(self) -> Option<WindowEvent> {
        match self {
            Self::New => Some(WindowEvent::New),
            Self::Stop => Some(WindowEvent::AskStop),
            Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_or_refused() {
        let read = |line: &str| Arguments::read(line.split_whitespace().map(OsString::from));
        for (line, meant) in [
            ("", Some(Arguments::Show(None))),
            ("--new", Some(Arguments::Show(Some(Wish::New)))),
            ("--stop", Some(Arguments::Show(Some(Wish::Stop)))),
            ("--hidden", Some(Arguments::Hidden)),
            ("--version", Some(Arguments::Version)),
            ("--help", None),
            ("--new --stop", None),
            ("file.txt", None),
        ] {
            assert_eq!(read(line), meant, "{line}");
        }
    }

    #[test]
    fn a_wish_of_a_newer_version_shows_the_window_at_least() {
        let wish: Wish = serde_json::from_str("\"dance\"").unwrap();
        assert_eq!((wish, wish.order()), (Wish::Unknown, None));
    }
}
