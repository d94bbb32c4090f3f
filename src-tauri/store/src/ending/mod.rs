//! How a run ended, decided from facts. Pure: it gathers nothing, and no default names an actor.
//! An end record outranks every inference; a signal alone never yields a user's reason.
//!
//! | where there is an end record ([`of_facts`]), first match wins | reason, actor |
//! |---|---|
//! | the program could not be started | `start_failed`, daemon |
//! | an intent of this run was taken by the host | `stopped`, whoever wanted it |
//! | KILL ended the program, and the kernel counted a kill for want of memory | `out_of_memory`, kernel |
//! | the service manager told the host to end, while the system or the user's manager was going down | `os_shutdown` or `logout`, system |
//! | somebody whom the host saw told it to end | `external_signal`, that session or unknown |
//! | somebody told the host to end | `unknown_signal`, unknown |
//! | status 0; another status | `completed`, `failed`, agent |
//! | a fault of its own, or a core | `crashed`, agent |
//! | any other signal, or nothing known | `unknown_signal`, unknown |
//!
//! | where there is none ([`of_loss`]), first match wins | reason, actor |
//! |---|---|
//! | another boot, and a farewell of that one | `os_shutdown` or `logout`, system |
//! | another boot | `machine_lost`, system |
//! | no host ever said that it ran | `start_failed`, daemon |
//! | the host had acknowledged an intent | `stopped`, whoever wanted it |
//! | the run's scope lost processes for want of memory | `host_out_of_memory`, kernel |
//! | a farewell of this boot | `os_shutdown` or `logout`, system |
//! | nothing of all that | `host_lost`, unknown |

mod facts;
mod farewell;
mod intents;
mod loss;
#[cfg(test)]
mod tests;

use protocol::end::{Actor, End, EndReason, IntentReason};
use serde::{Deserialize, Serialize};

use crate::records::FarewellKind;

pub use facts::{Exit, Facts, is_from_manager, of_facts};
pub use farewell::explains;
pub use intents::Intents;
pub use loss::{Loss, of_loss};

/// An intent that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Its number within the run. 0: it could not be written to disk.
    pub number: u32,
    /// Who wanted it.
    pub actor: Actor,
    /// Why.
    pub reason: IntentReason,
}

/// An end that nothing is known of yet.
fn unknown(at: u64, evidence: &str) -> End {
    End {
        reason: EndReason::UnknownSignal,
        actor: "unknown".to_owned(),
        at,
        code: None,
        signal: None,
        intent: None,
        last_seen: None,
        detail: None,
        evidence: vec![evidence.to_owned()],
    }
}

fn cite(cited: &Cited, end: &mut End) {
    end.intent = Some(cited.reason);
    end.evidence.push(match cited.number {
        0 => "cites an intent that could not be written".to_owned(),
        number => format!("cites intent {number}"),
    });
    set(end, EndReason::Stopped, &cited.actor);
}

/// Lists intents that explain nothing, with why not.
fn list(intents: &[Cited], why: &str, end: &mut End) {
    let said = |intent: &Cited| {
        let reason = serde_json::to_value(intent.reason).ok();
        let reason = reason.as_ref().and_then(|reason| reason.as_str()).unwrap_or("unknown").to_owned();
        format!("intent {} ({reason}, by {}) {why}", intent.number, intent.actor)
    };
    end.evidence.extend(intents.iter().map(said));
}

/// What a farewell comes to; a kind that this build does not know explains nothing.
fn part(kind: FarewellKind, end: &mut End) -> bool {
    let reason = match kind {
        FarewellKind::Shutdown => EndReason::OsShutdown,
        FarewellKind::Logout => EndReason::Logout,
        FarewellKind::Unknown => return false,
    };
    set(end, reason, "system");
    true
}

fn set(end: &mut End, reason: EndReason, actor: &str) {
    end.reason = reason;
    actor.clone_into(&mut end.actor);
}
