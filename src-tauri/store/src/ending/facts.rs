//! What the facts of an end record come to.

use protocol::end::{End, EndReason};
use protocol::id::SessionId;
use serde::{Deserialize, Serialize};

use super::{Cited, cite, list, part, set, unknown};
use crate::platform;
use crate::records::{FarewellKind, SignalSeen};

/// KILL has this number everywhere.
const KILL: i32 = 9;

/// What became of the program itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Exit {
    /// It exited.
    Code {
        /// Its status.
        code: i32,
    },
    /// A signal ended it.
    Signal {
        /// Its number.
        signal: i32,
        /// Whether it dumped core.
        core: bool,
    },
    /// It was never started.
    NotStarted,
    /// The system did not tell.
    Unknown,
}

/// What a host saw of an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What became of the program.
    pub exit: Exit,
    /// The first intent that was taken, if any.
    #[serde(default)]
    pub cited: Option<Cited>,
    /// Intents that were taken after it, in order. They made the end faster at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Cited>,
    /// Signals that the host itself received, in order.
    #[serde(default)]
    pub signals: Vec<SignalSeen>,
    /// What was going down when the service manager told the host to end, by that manager's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub farewell: Option<FarewellKind>,
    /// Whether the kernel ended a process of the run for want of memory.
    #[serde(default)]
    pub out_of_memory: bool,
    /// Why the program could not be started.
    #[serde(default)]
    pub start_error: Option<String>,
    /// When the program ended, in milliseconds since 1970.
    pub at: u64,
}

/// What the facts of an end record of this session come to.
pub fn of_facts(session: &SessionId, facts: &Facts) -> End {
    let mut end = unknown(facts.at, "the host recorded the end");
    match facts.exit {
        Exit::Code { code } => end.code = Some(code),
        Exit::Signal { signal, .. } => end.signal = Some(signal),
        Exit::NotStarted | Exit::Unknown => {}
    }
    decide(session, facts, &mut end);
    end
}

/// Whether a signal came from the one who starts and stops what belongs to the system or to a user.
pub fn is_from_manager(seen: &SignalSeen) -> bool {
    seen.pid == Some(1) || seen.command.as_deref() == Some("systemd")
}

fn decide(session: &SessionId, facts: &Facts, end: &mut End) {
    if facts.exit == Exit::NotStarted {
        end.detail.clone_from(&facts.start_error);
        return set(end, EndReason::StartFailed, "daemon");
    }
    if facts.out_of_memory {
        end.evidence.push("the kernel counted an out-of-memory kill in its control group".to_owned());
    }
    if let Some(cited) = &facts.cited {
        cite(cited, end);
        return list(&facts.later, "was taken later", end);
    }
    let killed = matches!(facts.exit, Exit::Signal { signal: KILL, .. });
    if facts.out_of_memory && killed {
        return set(end, EndReason::OutOfMemory, "kernel");
    }
    let told = facts.signals.iter().find(|seen| counts(seen, facts));
    match (told, facts.farewell) {
        (Some(seen), farewell) => {
            blame(session, seen, end);
            let manager = facts.signals.iter().any(|seen| counts(seen, facts) && is_from_manager(seen));
            if let Some(kind) = farewell.filter(|_| manager)
                && part(kind, end)
            {
                end.evidence.push(format!("the service manager said that {} was going down", what(kind)));
            }
        }
        (None, _) => by_exit(facts.exit, end),
    }
}

/// A signal to the host explains the end if it came before it; or about then, where a signal ended the program, too: one
/// that is sent to all of a control group reaches the program and its host in any order.
fn counts(seen: &SignalSeen, facts: &Facts) -> bool {
    let fault = |signal, core| core || platform::is_fault(signal);
    seen.at <= facts.at || matches!(facts.exit, Exit::Signal { signal, core } if !fault(signal, core))
}

fn blame(session: &SessionId, seen: &SignalSeen, end: &mut End) {
    let Some(pid) = seen.pid else {
        end.evidence.push(format!("the host received signal {} from nobody knows whom", seen.signal));
        return set(end, EndReason::UnknownSignal, "unknown");
    };
    let command = seen.command.as_deref().unwrap_or("a process that was gone");
    let user = seen.uid.map(|uid| format!(", user {uid}")).unwrap_or_default();
    end.evidence.push(format!("the host received signal {} from process {pid} ({command}{user})", seen.signal));
    let actor = match seen.session.as_deref() {
        Some(own) if own == session.as_str() => "agent".to_owned(),
        Some(other) => format!("agent:{other}"),
        None => "unknown".to_owned(),
    };
    set(end, EndReason::ExternalSignal, &actor);
}

fn by_exit(exit: Exit, end: &mut End) {
    match exit {
        Exit::Code { code: 0 } => set(end, EndReason::Completed, "agent"),
        Exit::Code { .. } => set(end, EndReason::Failed, "agent"),
        Exit::Signal { signal, core } if core || platform::is_fault(signal) => set(end, EndReason::Crashed, "agent"),
        Exit::Signal { .. } | Exit::NotStarted | Exit::Unknown => set(end, EndReason::UnknownSignal, "unknown"),
    }
}

fn what(kind: FarewellKind) -> &'static str {
    match kind {
        FarewellKind::Shutdown => "the system",
        FarewellKind::Logout | FarewellKind::Unknown => "the user's manager",
    }
}
