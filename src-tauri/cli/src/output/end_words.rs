//! How a run ended, in one sentence for people. The only place where an end becomes words. Pure.

use protocol::end::{End, EndReason, IntentReason};

use super::clean;
use super::times::Clock;

/// `ended: stopped by you`, `failed: status 2`, `lost: at the restart of 09:12 or before`.
pub fn sentence(end: &End, clock: &Clock) -> String {
    let what = match end.reason {
        EndReason::Completed => "ended: finished by itself".to_owned(),
        EndReason::Failed => failed(end),
        EndReason::Crashed => format!("crashed: {}", signal(end)),
        EndReason::Stopped => stopped(end),
        EndReason::ExternalSignal => format!("ended: {} from {}", signal(end), who(&end.actor)),
        EndReason::UnknownSignal => format!("ended: {}, sender unknown", signal(end)),
        EndReason::OutOfMemory => "ended: out of memory".to_owned(),
        EndReason::HostLost => "lost: its host is gone".to_owned(),
        EndReason::HostOutOfMemory => "lost: its host ran out of memory".to_owned(),
        EndReason::OsShutdown => "ended: the system was shut down".to_owned(),
        EndReason::Logout => "ended: logged out".to_owned(),
        EndReason::MachineLost => machine_lost(end, clock),
        EndReason::StartFailed => "failed: could not be started".to_owned(),
        EndReason::Unknown => "ended: for a reason that only a newer Holdfast knows".to_owned(),
    };
    match end.detail.as_deref().map(clean::line).filter(|detail| !detail.is_empty()) {
        Some(detail) => format!("{what} ({detail})"),
        None => what,
    }
}

fn failed(end: &End) -> String {
    end.code.map_or_else(|| "failed".to_owned(), |code| format!("failed: status {code}"))
}

fn stopped(end: &End) -> String {
    let why = match end.intent {
        Some(IntentReason::StartTimeout) => return "failed: did not come up in time".to_owned(),
        Some(IntentReason::Limit) => return "ended: went beyond a limit".to_owned(),
        Some(IntentReason::FullStop) => " with everything else",
        Some(IntentReason::Archive) => " and archived",
        Some(IntentReason::Restart) => " to start again",
        Some(IntentReason::Update) => " for an update",
        Some(IntentReason::Kill | IntentReason::Unknown) | None => "",
    };
    format!("ended: stopped by {}{why}", who(&end.actor))
}

/// Nobody saw it happen: it was noticed at `at`, and the session was last known to live at `last_seen`.
fn machine_lost(end: &End, clock: &Clock) -> String {
    let seen = end.last_seen.map_or_else(String::new, |seen| format!(", last seen {}", clock.at(seen)));
    format!("lost: at the restart of {} or before{seen}", clock.at(end.at))
}

/// An actor, for people.
pub fn who(actor: &str) -> String {
    match actor {
        "user" => "you".to_owned(),
        "daemon" => "Holdfast".to_owned(),
        "agent" => "its own program".to_owned(),
        "kernel" | "system" => format!("the {actor}"),
        "" | "unknown" => "somebody unknown".to_owned(),
        other => match other.strip_prefix("agent:") {
            Some(id) => format!("session {}", clean::line(id)),
            None => clean::line(other),
        },
    }
}

/// The signals whose numbers are the same on every Unix have names.
fn signal(end: &End) -> String {
    let Some(number) = end.signal else { return "a signal".to_owned() };
    let name = match number {
        1 => "HUP",
        2 => "INT",
        3 => "QUIT",
        4 => "ILL",
        5 => "TRAP",
        6 => "ABRT",
        8 => "FPE",
        9 => "KILL",
        11 => "SEGV",
        13 => "PIPE",
        14 => "ALRM",
        15 => "TERM",
        _ => return format!("signal {number}"),
    };
    format!("signal {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-12 09:12:00 UTC.
    const NOW: u64 = 1_773_306_720_000;

    fn end(reason: EndReason, actor: &str) -> End {
        End {
            reason,
            actor: actor.to_owned(),
            at: NOW,
            code: None,
            signal: None,
            intent: None,
            last_seen: None,
            detail: None,
            evidence: vec![],
        }
    }

    fn stopped(intent: Option<IntentReason>, actor: &str) -> End {
        End { intent, ..end(EndReason::Stopped, actor) }
    }

    fn signalled(reason: EndReason, signal: i32, actor: &str) -> End {
        End { signal: Some(signal), ..end(reason, actor) }
    }

    #[test]
    fn every_end_has_its_sentence() {
        use EndReason as R;
        use IntentReason as I;
        for (end, words) in [
            (end(R::Completed, "agent"), "ended: finished by itself"),
            (End { code: Some(2), ..end(R::Failed, "agent") }, "failed: status 2"),
            (end(R::Failed, "agent"), "failed"),
            (signalled(R::Crashed, 11, "agent"), "crashed: signal SEGV"),
            (stopped(Some(I::Kill), "user"), "ended: stopped by you"),
            (stopped(Some(I::Kill), "agent:0123456789abcdef"), "ended: stopped by session 0123456789abcdef"),
            (stopped(Some(I::FullStop), "user"), "ended: stopped by you with everything else"),
            (stopped(Some(I::Archive), "user"), "ended: stopped by you and archived"),
            (stopped(Some(I::Restart), "user"), "ended: stopped by you to start again"),
            (stopped(Some(I::Update), "daemon"), "ended: stopped by Holdfast for an update"),
            (stopped(Some(I::StartTimeout), "daemon"), "failed: did not come up in time"),
            (stopped(Some(I::Limit), "daemon"), "ended: went beyond a limit"),
            (stopped(None, "unknown"), "ended: stopped by somebody unknown"),
            (signalled(R::ExternalSignal, 15, "user"), "ended: signal TERM from you"),
            (signalled(R::ExternalSignal, 40, "system"), "ended: signal 40 from the system"),
            (signalled(R::UnknownSignal, 9, "unknown"), "ended: signal KILL, sender unknown"),
            (end(R::OutOfMemory, "kernel"), "ended: out of memory"),
            (end(R::HostLost, "unknown"), "lost: its host is gone"),
            (end(R::HostOutOfMemory, "kernel"), "lost: its host ran out of memory"),
            (end(R::OsShutdown, "system"), "ended: the system was shut down"),
            (end(R::Logout, "user"), "ended: logged out"),
            (end(R::MachineLost, "unknown"), "lost: at the restart of 09:12 or before"),
            (
                End { last_seen: Some(NOW - 3_600_000), ..end(R::MachineLost, "unknown") },
                "lost: at the restart of 09:12 or before, last seen 08:12",
            ),
            (
                End { detail: Some("no such\x1b[2J program\n".into()), ..end(R::StartFailed, "daemon") },
                "failed: could not be started (no such program)",
            ),
            (end(R::Unknown, "x"), "ended: for a reason that only a newer Holdfast knows"),
        ] {
            assert_eq!(sentence(&end, &Clock::fixed(NOW)), words);
        }
    }
}
