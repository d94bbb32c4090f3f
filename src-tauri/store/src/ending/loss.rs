//! What it comes to that a run has neither a host nor an end record.

use protocol::end::{End, EndReason};

use super::{Intents, cite, list, part, set, unknown};
use crate::records::FarewellKind;

/// What is known of a run whose host left no end record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// Whether its host ran in another boot than this one.
    pub other_boot: bool,
    /// Whether a host ever said that it runs.
    pub started: bool,
    /// The wishes to stop it.
    pub intents: Intents,
    /// How it is known that the run's scope lost processes for want of memory, for people. Absent: it is not.
    pub out_of_memory: Option<String>,
    /// The farewell of the host's boot that falls into the run's time, by [`super::explains`].
    pub farewell: Option<FarewellKind>,
    /// When it was last known to live, in milliseconds since 1970.
    pub last_seen: Option<u64>,
    /// Now, in milliseconds since 1970.
    pub now: u64,
}

/// What it comes to that a run has neither a host nor an end record.
pub fn of_loss(loss: &Loss) -> End {
    let mut end = unknown(loss.now, "its host left no end record");
    end.last_seen = loss.last_seen;
    decide(loss, &mut end);
    if end.intent.is_none() {
        list(loss.intents.taken(), "had been acknowledged", &mut end);
    } else {
        list(&loss.intents.later, "was taken later", &mut end);
    }
    list(&loss.intents.unheard, "was never taken by its host", &mut end);
    end
}

fn decide(loss: &Loss, end: &mut End) {
    if loss.other_boot {
        end.evidence.push("the system was started again since".to_owned());
        if !bid_farewell(loss, end) {
            set(end, EndReason::MachineLost, "system");
        }
    } else if !loss.started {
        end.detail = Some("its host never reported that it runs".to_owned());
        set(end, EndReason::StartFailed, "daemon");
    } else if let Some(cited) = &loss.intents.first {
        end.evidence.push("its host had begun to carry out the intent".to_owned());
        cite(cited, end);
    } else if let Some(how) = &loss.out_of_memory {
        end.evidence.push(how.clone());
        set(end, EndReason::HostOutOfMemory, "kernel");
    } else if !bid_farewell(loss, end) {
        end.evidence.push("its host's lock is free and none of its processes is left".to_owned());
        set(end, EndReason::HostLost, "unknown");
    }
}

fn bid_farewell(loss: &Loss, end: &mut End) -> bool {
    let known = loss.farewell.is_some_and(|kind| part(kind, end));
    if known {
        let what = if end.reason == EndReason::Logout { "the user was logged out" } else { "the system was shut down" };
        end.evidence.push(format!("a daemon noted in that boot that {what}"));
    }
    known
}
