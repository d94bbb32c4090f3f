//! Whether a host may start its program. Pure: a daemon that died half-way must leave nothing that starts later by surprise.

use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use store::records::Launch;

/// What is known beside `launch.json`.
#[derive(Debug)]
pub struct Circumstances<'a> {
    /// The session that the host was started for.
    pub session: &'a SessionId,
    /// The run that it was started for.
    pub generation: Generation,
    /// This boot.
    pub boot_id: &'a str,
    /// Now, in milliseconds since 1970.
    pub now: u64,
    /// Whether the daemon has closed this run.
    pub closed: bool,
    /// Whether this run has an end already.
    pub ended: bool,
}

/// Whether the program may be started.
///
/// # Errors
/// `start_failed`, with the reason why not.
pub fn may_start(launch: &Launch, now: &Circumstances<'_>) -> Result<(), WireError> {
    let refuse = |why: &str| Err(refused(why));
    if launch.session != *now.session || launch.generation != now.generation {
        return refuse("its leave is for another run");
    }
    if now.closed {
        return refuse("it was closed");
    }
    if now.ended {
        return refuse("it has ended already");
    }
    if launch.boot_id != now.boot_id {
        return refuse("its leave is from before the last boot");
    }
    in_time(launch, now.now)?;
    if launch.nonce.is_empty() {
        return refuse("its leave carries no proof");
    }
    if launch.argv.is_empty() {
        return refuse("there is no program to start");
    }
    Ok(())
}

/// Whether the leave has not expired at `now`, in milliseconds since 1970.
///
/// # Errors
/// `start_failed`.
pub fn in_time(launch: &Launch, now: u64) -> Result<(), WireError> {
    if now > launch.deadline { Err(refused("its leave has expired")) } else { Ok(()) }
}

fn refused(why: &str) -> WireError {
    WireError::new(ErrorCode::StartFailed, format!("the run may not be started: {why}"))
}

#[cfg(test)]
mod tests {
    use protocol::session::Size;

    use super::*;

    #[test]
    fn only_a_fresh_leave_for_this_very_run_lets_it_start() {
        let session: SessionId = "0123456789abcdef".parse().unwrap();
        let other: SessionId = "fedcba9876543210".parse().unwrap();
        let launch = Launch {
            session: session.clone(),
            generation: 2,
            argv: vec!["true".to_owned()],
            cwd: "/".to_owned(),
            env_names: Vec::new(),
            size: Size::DEFAULT,
            nonce: "n".to_owned(),
            deadline: 100,
            boot_id: "b".to_owned(),
            created_at: 0,
            log: true,
            previous: None,
            open_files: None,
            log_bound: None,
            agent: None,
            unknown: serde_json::Map::new(),
        };
        let now = |session, generation, boot_id, now, closed, ended| Circumstances {
            session,
            generation,
            boot_id,
            now,
            closed,
            ended,
        };
        let table = [
            (now(&session, 2, "b", 100, false, false), true),
            (now(&session, 2, "b", 101, false, false), false),
            (now(&session, 1, "b", 1, false, false), false),
            (now(&other, 2, "b", 1, false, false), false),
            (now(&session, 2, "c", 1, false, false), false),
            (now(&session, 2, "b", 1, true, false), false),
            (now(&session, 2, "b", 1, false, true), false),
        ];
        for (circumstances, may) in table {
            assert_eq!(may_start(&launch, &circumstances).is_ok(), may, "{circumstances:?}");
        }
        let circumstances = now(&session, 2, "b", 1, false, false);
        assert!(may_start(&Launch { nonce: String::new(), ..launch.clone() }, &circumstances).is_err());
        assert!(may_start(&Launch { argv: Vec::new(), ..launch }, &circumstances).is_err());
    }
}
