//! How a run ended, decided from facts. Pure: it gathers nothing, and no default names an actor.
//! An end record outranks every inference; a signal alone never yields a user's reason.

use protocol::end::{Actor, End, EndReason, IntentReason};
use serde::{Deserialize, Serialize};

use crate::platform;
use crate::records::SignalSeen;

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

/// What a host saw of an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What became of the program.
    pub exit: Exit,
    /// The first intent that was taken, if any.
    #[serde(default)]
    pub cited: Option<Cited>,
    /// Signals that the host itself received.
    #[serde(default)]
    pub signals: Vec<SignalSeen>,
    /// Whether the kernel ended a process of the run for want of memory.
    #[serde(default)]
    pub out_of_memory: bool,
    /// Why the program could not be started.
    #[serde(default)]
    pub start_error: Option<String>,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// What is known of a run whose host left no end record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Whether its host ran in another boot than this one.
    pub other_boot: bool,
    /// Whether a host ever said that it runs.
    pub started: bool,
    /// An intent that the host had acknowledged.
    pub delivered: Option<Cited>,
    /// When it was last known to live, in milliseconds since 1970.
    pub last_seen: Option<u64>,
    /// Now, in milliseconds since 1970.
    pub now: u64,
}

/// What the facts of an end record come to.
pub fn of_facts(facts: &Facts) -> End {
    let mut end = End {
        reason: EndReason::UnknownSignal,
        actor: "unknown".to_owned(),
        at: facts.at,
        code: None,
        signal: None,
        intent: None,
        last_seen: None,
        detail: None,
        evidence: vec!["the host recorded the end".to_owned()],
    };
    match facts.exit {
        Exit::Code { code } => end.code = Some(code),
        Exit::Signal { signal, .. } => end.signal = Some(signal),
        Exit::NotStarted | Exit::Unknown => {}
    }
    decide(facts, &mut end);
    end
}

fn decide(facts: &Facts, end: &mut End) {
    if let Some(cited) = &facts.cited {
        return cite(cited, end);
    }
    if facts.out_of_memory {
        end.evidence.push("the kernel counted an out-of-memory kill in its control group".to_owned());
        return set(end, EndReason::OutOfMemory, "kernel");
    }
    if let Some(seen) = facts.signals.first() {
        return blame(seen, end);
    }
    match facts.exit {
        Exit::NotStarted => {
            end.detail.clone_from(&facts.start_error);
            set(end, EndReason::StartFailed, "daemon");
        }
        Exit::Code { code: 0 } => set(end, EndReason::Completed, "agent"),
        Exit::Code { .. } => set(end, EndReason::Failed, "agent"),
        Exit::Signal { signal, core } if core || platform::is_fault(signal) => set(end, EndReason::Crashed, "agent"),
        Exit::Signal { .. } | Exit::Unknown => set(end, EndReason::UnknownSignal, "unknown"),
    }
}

/// What it comes to that a run has neither a host nor an end record.
pub fn of_loss(loss: &Loss) -> End {
    let mut end = End {
        reason: EndReason::HostLost,
        actor: "unknown".to_owned(),
        at: loss.now,
        code: None,
        signal: None,
        intent: None,
        last_seen: loss.last_seen,
        detail: None,
        evidence: vec!["its host left no end record".to_owned()],
    };
    if loss.other_boot {
        end.evidence.push("the system was started again since".to_owned());
        set(&mut end, EndReason::MachineLost, "system");
    } else if !loss.started {
        end.detail = Some("its host never reported that it runs".to_owned());
        set(&mut end, EndReason::StartFailed, "daemon");
    } else if let Some(cited) = &loss.delivered {
        end.evidence.push("its host had begun to carry out the intent".to_owned());
        cite(cited, &mut end);
    } else {
        end.evidence.push("its host's lock is free and none of its processes is left".to_owned());
    }
    end
}

fn cite(cited: &Cited, end: &mut End) {
    end.intent = Some(cited.reason);
    end.evidence.push(match cited.number {
        0 => "cites an intent that could not be written".to_owned(),
        number => format!("cites intent {number}"),
    });
    set(end, EndReason::Stopped, &cited.actor);
}

fn blame(seen: &SignalSeen, end: &mut End) {
    let Some(pid) = seen.pid else {
        end.evidence.push(format!("the host received signal {} from nobody knows whom", seen.signal));
        return set(end, EndReason::UnknownSignal, "unknown");
    };
    let command = seen.command.as_deref().unwrap_or("a process that was gone");
    end.evidence.push(format!("the host received signal {} from process {pid} ({command})", seen.signal));
    set(end, EndReason::ExternalSignal, "unknown");
}

fn set(end: &mut End, reason: EndReason, actor: &str) {
    end.reason = reason;
    actor.clone_into(&mut end.actor);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(exit: Exit) -> Facts {
        Facts { exit, cited: None, signals: Vec::new(), out_of_memory: false, start_error: None, at: 1 }
    }

    fn cited() -> Option<Cited> {
        Some(Cited { number: 1, actor: "user".to_owned(), reason: IntentReason::Kill })
    }

    fn seen(pid: Option<u32>) -> Vec<SignalSeen> {
        vec![SignalSeen { signal: 15, pid, uid: Some(0), command: Some("kill".to_owned()), at: 1 }]
    }

    #[test]
    fn every_row_of_facts_has_its_reason_and_actor_and_earlier_rows_win() {
        use EndReason::*;
        let killed = Exit::Signal { signal: 9, core: false };
        let table = [
            (Facts { cited: cited(), signals: seen(Some(7)), out_of_memory: true, ..facts(killed) }, Stopped, "user"),
            (Facts { signals: seen(Some(7)), out_of_memory: true, ..facts(killed) }, OutOfMemory, "kernel"),
            (Facts { signals: seen(Some(7)), ..facts(killed) }, ExternalSignal, "unknown"),
            (Facts { signals: seen(None), ..facts(killed) }, UnknownSignal, "unknown"),
            (facts(Exit::Code { code: 0 }), Completed, "agent"),
            (facts(Exit::Code { code: 3 }), Failed, "agent"),
            (facts(Exit::Signal { signal: 11, core: false }), Crashed, "agent"),
            (facts(Exit::Signal { signal: 3, core: true }), Crashed, "agent"),
            (facts(killed), UnknownSignal, "unknown"),
            (facts(Exit::Unknown), UnknownSignal, "unknown"),
            (Facts { start_error: Some("no such file".to_owned()), ..facts(Exit::NotStarted) }, StartFailed, "daemon"),
        ];
        for (facts, reason, actor) in table {
            let end = of_facts(&facts);
            assert_eq!((end.reason, end.actor.as_str()), (reason, actor), "{facts:?}");
        }
    }

    #[test]
    fn every_row_of_a_loss_has_its_reason_and_actor_and_earlier_rows_win() {
        use EndReason::*;
        let loss = Loss { other_boot: false, started: true, delivered: None, last_seen: Some(5), now: 9 };
        let table = [
            (Loss { other_boot: true, delivered: cited(), ..loss.clone() }, MachineLost, "system"),
            (Loss { other_boot: true, started: false, ..loss.clone() }, MachineLost, "system"),
            (Loss { started: false, ..loss.clone() }, StartFailed, "daemon"),
            (Loss { delivered: cited(), ..loss.clone() }, Stopped, "user"),
            (loss, HostLost, "unknown"),
        ];
        for (loss, reason, actor) in table {
            let end = of_loss(&loss);
            assert_eq!((end.reason, end.actor.as_str(), end.last_seen), (reason, actor, Some(5)), "{loss:?}");
        }
    }
}
