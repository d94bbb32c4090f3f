//! Whether the app starts a daemon again after one went away. Pure: it knows no process and no connection.
//! A daemon that was stopped on purpose must never be started again from here.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use protocol::error::ErrorCode;
use protocol::hello::GoodbyeReason;

/// How many restarts one [`WINDOW`] may see.
const MOST: usize = 3;
/// How long a restart counts.
const WINDOW: Duration = Duration::from_secs(60);

/// How the link to a daemon ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The connection ended without a goodbye.
    Silence,
    /// The daemon said why it leaves.
    Goodbye(GoodbyeReason),
    /// No daemon could be reached or started.
    Unreached(ErrorCode),
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Connect again, and start a daemon where none answers, after waiting so long.
    Again(Duration),
    /// Somebody wanted it to leave: wait until a person wants it back.
    LetGo,
    /// It does not stay up, or cannot be started at all: show the log and wait for a person.
    GiveUp,
}

/// Decides what follows `ended` where `recent` restarts were made within [`WINDOW`].
pub fn decide(ended: Ended, recent: usize) -> Next {
    match ended {
        Ended::Goodbye(reason) if reason != GoodbyeReason::Signal => Next::LetGo,
        Ended::Unreached(code) if !may_pass(code) => Next::GiveUp,
        _ if recent >= MOST => Next::GiveUp,
        _ => Next::Again(pause(recent)),
    }
}

/// Whether the same attempt may succeed a moment later, such as while an old daemon is still leaving.
fn may_pass(code: ErrorCode) -> bool {
    use ErrorCode::{Busy, DaemonUnreachable, Io, ShuttingDown, StartFailed, TimedOut};
    matches!(code, Busy | DaemonUnreachable | Io | ShuttingDown | StartFailed | TimedOut)
}

/// The first restart comes at once, so that nobody notices; the next ones give a dying process time to be gone.
fn pause(recent: usize) -> Duration {
    match recent {
        0 => Duration::ZERO,
        1 => Duration::from_millis(500),
        _ => Duration::from_secs(2),
    }
}

/// The restarts that still count.
#[derive(Debug, Default)]
pub struct Restarts(VecDeque<Instant>);

impl Restarts {
    /// How many restarts were made within [`WINDOW`] before `now`.
    pub fn recent(&mut self, now: Instant) -> usize {
        while self.0.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
            self.0.pop_front();
        }
        self.0.len()
    }

    /// A restart is made at `now`.
    pub fn note(&mut self, now: Instant) {
        self.0.push_back(now);
    }

    /// A person asked for another try: nothing counts any more.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_silence_and_a_signal_bring_a_daemon_back() {
        use GoodbyeReason::{KeepSessions, Other, Replaced, Signal, Stop, Watchdog};
        let again = Next::Again(Duration::ZERO);
        for (ended, next) in [
            (Ended::Silence, again),
            (Ended::Goodbye(Signal), again),
            (Ended::Goodbye(Stop), Next::LetGo),
            (Ended::Goodbye(KeepSessions), Next::LetGo),
            (Ended::Goodbye(Watchdog), Next::LetGo),
            (Ended::Goodbye(Replaced), Next::LetGo),
            (Ended::Goodbye(Other), Next::LetGo),
            (Ended::Unreached(ErrorCode::DaemonUnreachable), again),
            (Ended::Unreached(ErrorCode::StartFailed), again),
            (Ended::Unreached(ErrorCode::ProgramMissing), Next::GiveUp),
            (Ended::Unreached(ErrorCode::ProtocolMismatch), Next::GiveUp),
            (Ended::Unreached(ErrorCode::ForeignPeer), Next::GiveUp),
        ] {
            assert_eq!(decide(ended, 0), next, "{ended:?}");
        }
    }

    #[test]
    fn the_fourth_restart_within_a_minute_is_not_made() {
        for (recent, gives_up) in [(0, false), (1, false), (2, false), (3, true), (4, true)] {
            assert_eq!(decide(Ended::Silence, recent) == Next::GiveUp, gives_up, "{recent}");
        }
        assert_eq!(decide(Ended::Goodbye(GoodbyeReason::Stop), 3), Next::LetGo, "stopped on purpose is no failure");
    }

    #[test]
    fn a_restart_counts_for_a_minute() {
        let start = Instant::now();
        let mut restarts = Restarts::default();
        for second in [0, 10, 59] {
            restarts.note(start + Duration::from_secs(second));
        }
        assert_eq!(restarts.recent(start + Duration::from_secs(59)), 3);
        assert_eq!(restarts.recent(start + Duration::from_secs(60)), 2);
        assert_eq!(restarts.recent(start + Duration::from_secs(119)), 0);
    }
}
