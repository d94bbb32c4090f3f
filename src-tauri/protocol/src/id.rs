//! The id of a session and what counts as a name. No I/O but the random bytes of a new id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which run of a session's program: 1 for the first, one more for each resume.
pub type Generation = u32;

/// How many characters of an id its short form has: enough for a socket name, checked to be unique when an id is made.
pub const SHORT: usize = 8;
const LENGTH: usize = 16;
/// The fewest characters of an id that may stand for it.
pub const SHORTEST_PREFIX: usize = 4;

/// The id of a session: 16 lower-case hexadecimal digits, random, the same for the session's whole life.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, type = "string"))]
pub struct SessionId(String);

impl SessionId {
    /// Makes a new random id.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let bytes = getrandom::u64()?;
        Ok(Self(format!("{bytes:016x}")))
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits, which name the session's sockets.
    pub fn short(&self) -> &str {
        &self.0[..SHORT]
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no session id.
#[derive(Debug, thiserror::Error)]
#[error("not a session id: {0:?}")]
pub struct NotAnId(String);

impl FromStr for SessionId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() == LENGTH && is_lower_hex(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId(text.to_owned()))
        }
    }
}

impl TryFrom<String> for SessionId {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        text.parse()
    }
}

impl From<SessionId> for String {
    fn from(id: SessionId) -> Self {
        id.0
    }
}

/// Whether `text` could be a prefix of an id, and so may not be a name.
pub fn looks_like_id(text: &str) -> bool {
    (SHORTEST_PREFIX..=LENGTH).contains(&text.len()) && is_lower_hex(text)
}

/// Why a text may not be the name of a session.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing is left after trimming.
    #[error("the name is empty")]
    Empty,
    /// More than 80 characters.
    #[error("the name is longer than 80 characters")]
    TooLong,
    /// Four to sixteen hexadecimal digits: it would be taken for an id.
    #[error("the name looks like a session id")]
    LooksLikeId,
    /// A control character, or a first character that would be taken for an option.
    #[error("the name has a control character, or begins with a dash")]
    Character,
}

/// Checks a name that a person gave and returns it trimmed.
///
/// # Errors
/// Where the name may not be used; the error says why.
pub fn check_name(text: &str) -> Result<String, BadName> {
    let name = text.trim();
    match name {
        "" => Err(BadName::Empty),
        _ if name.chars().count() > 80 => Err(BadName::TooLong),
        _ if looks_like_id(name) => Err(BadName::LooksLikeId),
        _ if name.starts_with('-') || name.chars().any(char::is_control) => Err(BadName::Character),
        _ => Ok(name.to_owned()),
    }
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_id_parses_back() {
        let id = SessionId::random().unwrap();
        assert_eq!(id.as_str().parse::<SessionId>().unwrap(), id);
        assert_eq!(id.short().len(), SHORT);
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "0123", "0123456789abcdeg", "0123456789ABCDEF", "../../etc/passwd"] {
            assert!(text.parse::<SessionId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn names_that_look_like_ids_are_refused() {
        assert_eq!(check_name("dead"), Err(BadName::LooksLikeId));
        assert_eq!(check_name(" build "), Ok("build".to_owned()));
        assert_eq!(check_name("abc"), Ok("abc".to_owned()));
        assert_eq!(check_name("-rf"), Err(BadName::Character));
        assert_eq!(check_name("a\u{1b}b"), Err(BadName::Character));
        assert_eq!(check_name("  "), Err(BadName::Empty));
        assert_eq!(check_name(&"x".repeat(81)), Err(BadName::TooLong));
    }
}
