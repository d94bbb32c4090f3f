//! What happened, in words for people: lower case, no full stop, neither times nor process numbers. Pure.

use protocol::end::{End, EndReason, IntentReason};

/// How a run ended. `synthetic`: nobody saw it, the daemon found it out.
pub fn of_end(end: &End, synthetic: bool) -> String {
    let what = match end.reason {
        EndReason::Completed => "finished by itself".to_owned(),
        EndReason::Failed => end.code.map_or("failed".to_owned(), |code| format!("failed with status {code}")),
        EndReason::Crashed => format!("crashed{}", signal(end)),
        EndReason::Stopped => {
            end.intent.map_or("was stopped".to_owned(), |why| format!("was stopped: {}", of_stop(why)))
        }
        EndReason::ExternalSignal => format!("was ended from outside{}", signal(end)),
        EndReason::UnknownSignal => format!("was ended by nobody knows whom{}", signal(end)),
        EndReason::OutOfMemory => "was ended for want of memory".to_owned(),
        EndReason::HostLost => "was lost with its host".to_owned(),
        EndReason::HostOutOfMemory => "was lost with its host, for want of memory".to_owned(),
        EndReason::OsShutdown => "ended with the system".to_owned(),
        EndReason::Logout => "ended with the log-in".to_owned(),
        EndReason::MachineLost => "was lost with the machine".to_owned(),
        EndReason::StartFailed => "could not be started".to_owned(),
        EndReason::Unknown => "ended for a reason that only a newer Holdfast knows".to_owned(),
    };
    if synthetic { format!("closed by the daemon: it {what}") } else { format!("it {what}") }
}

/// Why somebody wants a run to stop.
pub fn of_stop(reason: IntentReason) -> &'static str {
    match reason {
        IntentReason::Kill => "kill",
        IntentReason::FullStop => "everything is stopped",
        IntentReason::Archive => "archive",
        IntentReason::Restart => "restart",
        IntentReason::Update => "update",
        IntentReason::StartTimeout => "it did not come up in time",
        IntentReason::Limit => "it went beyond a limit",
        IntentReason::Unknown => "a reason that only a newer Holdfast knows",
    }
}

fn signal(end: &End) -> String {
    end.signal.map(|signal| format!(" (signal {signal})")).unwrap_or_default()
}
