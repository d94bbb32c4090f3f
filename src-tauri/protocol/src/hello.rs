//! The first and the last words on a connection. Pure: who may speak is decided here, bytes move elsewhere.

use serde::{Deserialize, Serialize};

use crate::error::{ErrorCode, WireError};
use crate::id::{Generation, SessionId};
use crate::{PROTOCOL_MAX, PROTOCOL_MIN, VERSION};

/// What every hello carries first, so that a stranger is known at once.
pub const MAGIC: &str = "holdfast";

/// As what a program speaks on this connection. Unknown roles are clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Role {
    /// The daemon, answering or asking a host.
    Daemon,
    /// A session's host, answering.
    Host,
    /// The app's life sign: while such a connection is open, an app's daemon stays.
    Supervisor,
    /// Anyone else.
    #[serde(other)]
    Client,
}

/// The first frame of each side; nobody waits for the other's before sending its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Always [`MAGIC`].
    pub magic: String,
    /// Oldest protocol spoken.
    pub protocol_min: u32,
    /// Newest protocol spoken.
    pub protocol_max: u32,
    /// The program's name: `holdfast`, `holdfastd`, `holdfast-host`, `holdfast-desktop`.
    pub program: String,
    /// The program's version, for people.
    pub version: String,
    /// As what it speaks.
    pub role: Role,
    /// Proves a host's or a daemon's identity together with its run file. Empty from clients.
    #[serde(default)]
    pub nonce: String,
    /// From a host: whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// From a host: which run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// What it can do beyond the protocol's version. Unknown ones are skipped.
    #[serde(default)]
    pub capabilities: Vec<String>,
}

impl Hello {
    /// A hello of this build.
    pub fn new(program: &str, role: Role) -> Self {
        Self {
            magic: MAGIC.to_owned(),
            protocol_min: PROTOCOL_MIN,
            protocol_max: PROTOCOL_MAX,
            program: program.to_owned(),
            version: VERSION.to_owned(),
            role,
            nonce: String::new(),
            session: None,
            generation: None,
            capabilities: Vec::new(),
        }
    }

    /// Reads the other side's hello.
    ///
    /// # Errors
    /// `not_holdfast` where it is none.
    pub fn parse(payload: &[u8]) -> Result<Self, WireError> {
        let stranger =
            |why: &str| WireError::new(ErrorCode::NotHoldfast, format!("the other side is not Holdfast: {why}"));
        let hello: Self = serde_json::from_slice(payload).map_err(|_| stranger("its hello cannot be read"))?;
        if hello.magic == MAGIC { Ok(hello) } else { Err(stranger("its hello has another magic word")) }
    }

    /// The newest protocol that both sides speak.
    ///
    /// # Errors
    /// `protocol_mismatch` where there is none.
    pub fn agree(&self, other: &Self) -> Result<u32, WireError> {
        let newest = self.protocol_max.min(other.protocol_max);
        if newest >= self.protocol_min.max(other.protocol_min) {
            return Ok(newest);
        }
        let newer = other.protocol_min > self.protocol_max;
        let message = format!(
            "{} {} speaks protocol {}–{}, this program {}–{}",
            other.program, other.version, other.protocol_min, other.protocol_max, self.protocol_min, self.protocol_max
        );
        let hint = if newer { "update this Holdfast" } else { "update the other Holdfast, or restart its session" };
        Err(WireError::new(ErrorCode::ProtocolMismatch, message).hint(hint))
    }
}

/// Why a daemon leaves. The app starts another one after `signal` and after silence only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum GoodbyeReason {
    /// Somebody stopped everything.
    Stop,
    /// Somebody stopped the daemon; sessions go on.
    KeepSessions,
    /// The app went away and did not come back.
    Watchdog,
    /// A newer app brings its own daemon.
    Replaced,
    /// A signal told it to leave.
    Signal,
    /// A reason of a newer version.
    #[serde(other)]
    Other,
}

/// The daemon's last frame on every connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Goodbye {
    /// Why it leaves.
    pub reason: GoodbyeReason,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_is_refused() {
        let mut hello = Hello::new("x", Role::Client);
        hello.magic = "redis".to_owned();
        let bytes = serde_json::to_vec(&hello).unwrap();
        assert_eq!(Hello::parse(&bytes).unwrap_err().code, ErrorCode::NotHoldfast);
        assert_eq!(Hello::parse(b"GET / HTTP/1.1").unwrap_err().code, ErrorCode::NotHoldfast);
    }

    #[test]
    fn protocols_meet_at_the_newest_common_one() {
        for (ours, theirs, common) in
            [((1, 1), (1, 1), Some(1)), ((1, 3), (2, 5), Some(3)), ((4, 5), (1, 3), None), ((1, 1), (2, 9), None)]
        {
            let side = |(min, max)| Hello { protocol_min: min, protocol_max: max, ..Hello::new("x", Role::Client) };
            assert_eq!(side(ours).agree(&side(theirs)).ok(), common, "{ours:?} {theirs:?}");
        }
    }

    #[test]
    fn unknown_roles_and_fields_are_taken_for_clients() {
        let text = r#"{"magic":"holdfast","protocol_min":1,"protocol_max":2,"program":"p","version":"9","role":"oracle","x":[1]}"#;
        assert_eq!(Hello::parse(text.as_bytes()).unwrap().role, Role::Client);
    }
}
