use protocol::end::IntentReason;
use protocol::host::Intent;
use protocol::id::SessionId;
use serde_json::Map;

use super::*;
use crate::records::{Farewell, IntentRecord, SignalSeen};

const KILLED: Exit = Exit::Signal { signal: 9, core: false };

fn session() -> SessionId {
    "0123456789abcdef".parse().unwrap()
}

fn facts(exit: Exit) -> Facts {
    let (cited, later, signals, farewell) = (None, Vec::new(), Vec::new(), None);
    Facts { exit, cited, later, signals, farewell, out_of_memory: false, start_error: None, at: 10 }
}

fn wish(number: u32, actor: &str, reason: IntentReason) -> Cited {
    Cited { number, actor: actor.to_owned(), reason }
}

fn cited() -> Option<Cited> {
    Some(wish(1, "user", IntentReason::Kill))
}

fn seen(pid: Option<u32>, command: &str, of: Option<&str>) -> SignalSeen {
    let (command, session) = (Some(command.to_owned()), of.map(str::to_owned));
    SignalSeen { signal: 15, pid, uid: Some(0), command, session, at: 9 }
}

/// Every row on facts, in order, each by what alone makes it come true.
#[expect(clippy::type_complexity, reason = "a table")]
fn rows_of_facts() -> Vec<(&'static str, fn(&mut Facts), EndReason, &'static str)> {
    use EndReason::*;
    vec![
        ("not started", |facts| facts.exit = Exit::NotStarted, StartFailed, "daemon"),
        ("cited", |facts| facts.cited = cited(), Stopped, "user"),
        ("memory", |facts| (facts.out_of_memory, facts.exit) = (true, KILLED), OutOfMemory, "kernel"),
        (
            "shutdown",
            |facts| {
                facts.signals.push(seen(Some(600), "systemd", None));
                facts.farewell = Some(FarewellKind::Shutdown);
            },
            OsShutdown,
            "system",
        ),
        ("sender", |facts| facts.signals.push(seen(Some(7), "kill", None)), ExternalSignal, "unknown"),
        ("no sender", |facts| facts.signals.push(seen(None, "", None)), UnknownSignal, "unknown"),
        ("completed", |facts| facts.exit = Exit::Code { code: 0 }, Completed, "agent"),
    ]
}

#[test]
fn of_any_two_rows_on_facts_the_earlier_wins() {
    let rows = rows_of_facts();
    for (index, (name, apply, reason, actor)) in rows.iter().enumerate() {
        let mut only = facts(Exit::Unknown);
        apply(&mut only);
        let end = of_facts(&session(), &only);
        assert_eq!((end.reason, end.actor.as_str()), (*reason, *actor), "{name} alone: {end:?}");
        for (later, apply_later, ..) in &rows[index + 1..] {
            let mut both = facts(Exit::Unknown);
            apply_later(&mut both);
            apply(&mut both);
            // The signals were pushed by the later row first; they come in the order of the rows.
            both.signals.reverse();
            let end = of_facts(&session(), &both);
            assert_eq!((end.reason, end.actor.as_str()), (*reason, *actor), "{name} before {later}: {end:?}");
        }
    }
}

#[test]
fn what_the_program_did_by_itself_is_told_by_its_exit() {
    use EndReason::*;
    let table = [
        (Exit::Code { code: 0 }, Completed, "agent"),
        (Exit::Code { code: 3 }, Failed, "agent"),
        (Exit::Signal { signal: 11, core: false }, Crashed, "agent"),
        (Exit::Signal { signal: 3, core: true }, Crashed, "agent"),
        (Exit::Signal { signal: 15, core: false }, UnknownSignal, "unknown"),
        (Exit::Signal { signal: 2, core: false }, UnknownSignal, "unknown"),
        (KILLED, UnknownSignal, "unknown"),
        (Exit::Unknown, UnknownSignal, "unknown"),
    ];
    for (exit, reason, actor) in table {
        let end = of_facts(&session(), &facts(exit));
        assert_eq!((end.reason, end.actor.as_str()), (reason, actor), "{exit:?}");
    }
}

#[test]
fn want_of_memory_explains_a_kill_and_nothing_else_but_is_told() {
    for (exit, reason) in [
        (KILLED, EndReason::OutOfMemory),
        (Exit::Code { code: 137 }, EndReason::Failed),
        (Exit::Code { code: 0 }, EndReason::Completed),
    ] {
        let end = of_facts(&session(), &Facts { out_of_memory: true, ..facts(exit) });
        assert_eq!(end.reason, reason);
        assert!(end.evidence.iter().any(|line| line.contains("out-of-memory")), "{end:?}");
    }
}

#[test]
fn whoever_told_the_host_to_end_is_named_by_its_session_and_never_as_a_user() {
    let table =
        [(None, "unknown"), (Some("fedcba9876543210"), "agent:fedcba9876543210"), (Some("0123456789abcdef"), "agent")];
    for (of, actor) in table {
        let facts = Facts { signals: vec![seen(Some(7), "kill", of)], ..facts(Exit::Code { code: 129 }) };
        let end = of_facts(&session(), &facts);
        assert_eq!((end.reason, end.actor.as_str()), (EndReason::ExternalSignal, actor));
        assert!(end.evidence.iter().any(|line| line.contains("process 7 (kill, user 0)")), "{end:?}");
    }
}

#[test]
fn a_signal_after_the_end_explains_it_only_where_a_signal_ended_the_program_too() {
    let late = SignalSeen { at: 11, ..seen(Some(7), "kill", None) };
    let table = [
        (Exit::Code { code: 0 }, EndReason::Completed),
        (Exit::Code { code: 1 }, EndReason::Failed),
        (Exit::Signal { signal: 11, core: false }, EndReason::Crashed),
        (Exit::Signal { signal: 15, core: false }, EndReason::ExternalSignal),
    ];
    for (exit, reason) in table {
        let end = of_facts(&session(), &Facts { signals: vec![late.clone()], ..facts(exit) });
        assert_eq!(end.reason, reason, "{exit:?}");
    }
}

#[test]
fn only_the_service_manager_can_bring_a_farewell() {
    let told = |by: SignalSeen, farewell| {
        of_facts(&session(), &Facts { signals: vec![by], farewell, ..facts(Exit::Code { code: 0 }) }).reason
    };
    let manager = || seen(Some(600), "systemd", None);
    assert_eq!(told(manager(), Some(FarewellKind::Shutdown)), EndReason::OsShutdown);
    assert_eq!(told(manager(), Some(FarewellKind::Logout)), EndReason::Logout);
    assert_eq!(told(seen(Some(1), "init", None), Some(FarewellKind::Shutdown)), EndReason::OsShutdown);
    assert_eq!(told(manager(), Some(FarewellKind::Unknown)), EndReason::ExternalSignal);
    assert_eq!(told(manager(), None), EndReason::ExternalSignal);
    assert_eq!(told(seen(Some(7), "kill", None), Some(FarewellKind::Shutdown)), EndReason::ExternalSignal);
}

/// Every row on a loss, in order, each by what alone makes it come true.
#[expect(clippy::type_complexity, reason = "a table")]
fn rows_of_a_loss() -> Vec<(&'static str, fn(&mut Loss), EndReason, &'static str)> {
    use EndReason::*;
    vec![
        (
            "shutdown",
            |loss| (loss.other_boot, loss.farewell) = (true, Some(FarewellKind::Shutdown)),
            OsShutdown,
            "system",
        ),
        ("another boot", |loss| loss.other_boot = true, MachineLost, "system"),
        ("never ran", |loss| loss.started = false, StartFailed, "daemon"),
        ("acknowledged", |loss| loss.intents = Intents::only(wish(1, "user", IntentReason::Kill)), Stopped, "user"),
        ("memory", |loss| loss.out_of_memory = Some("oom-kill".to_owned()), HostOutOfMemory, "kernel"),
        ("logout", |loss| loss.farewell = Some(FarewellKind::Logout), Logout, "system"),
        ("nothing", |_| {}, HostLost, "unknown"),
    ]
}

#[test]
fn of_any_two_rows_on_a_loss_the_earlier_wins() {
    let loss = Loss { started: true, last_seen: Some(5), now: 9, ..Loss::default() };
    let rows = rows_of_a_loss();
    for (index, (name, apply, reason, actor)) in rows.iter().enumerate() {
        for (later, apply_later, ..) in &rows[index..] {
            let mut both = loss.clone();
            apply_later(&mut both);
            apply(&mut both);
            // A farewell of another boot makes the row before out of this one.
            if *name == "another boot" && *later == "logout" {
                continue;
            }
            let end = of_loss(&both);
            assert_eq!((end.reason, end.actor.as_str()), (*reason, *actor), "{name} before {later}: {end:?}");
            assert_eq!(end.last_seen, Some(5));
        }
    }
}

#[test]
fn the_intent_that_was_acknowledged_first_is_cited_and_the_others_are_listed() {
    let record = |number, generation, reason| IntentRecord {
        session: session(),
        generation,
        number,
        intent: Intent { actor: "user".to_owned(), requested: 0, reason, deadline: 0, patience: 0 },
        unknown: Map::new(),
    };
    let found = vec![
        (record(1, 2, IntentReason::Kill), None),
        (record(2, 2, IntentReason::Archive), Some(8)),
        (record(3, 2, IntentReason::FullStop), Some(7)),
        (record(4, 1, IntentReason::Kill), Some(1)),
    ];
    let intents = Intents::sort(&session(), 2, found.clone());
    let end = of_loss(&Loss { started: true, intents, ..Loss::default() });
    assert_eq!((end.reason, end.intent), (EndReason::Stopped, Some(IntentReason::FullStop)));
    assert!(end.evidence.contains(&"intent 2 (archive, by user) was taken later".to_owned()), "{end:?}");
    assert!(end.evidence.contains(&"intent 1 (kill, by user) was never taken by its host".to_owned()), "{end:?}");
    assert!(!end.evidence.iter().any(|line| line.contains("intent 4")), "another run's is ignored: {end:?}");

    let unheard = Intents::sort(&session(), 2, found[..1].to_vec());
    let end = of_loss(&Loss { other_boot: true, started: true, intents: unheard, ..Loss::default() });
    assert_eq!((end.reason, end.actor.as_str(), end.intent), (EndReason::MachineLost, "system", None));

    let both = Facts { cited: cited(), later: vec![wish(2, "daemon", IntentReason::Limit)], ..facts(KILLED) };
    let end = of_facts(&session(), &both);
    assert!(end.evidence.contains(&"intent 2 (limit, by daemon) was taken later".to_owned()), "{end:?}");
}

#[test]
fn a_farewell_explains_the_runs_of_its_boot_that_it_found_and_that_did_not_outlive_it() {
    let at = |boot: &str, kind, at| Farewell { boot_id: boot.to_owned(), kind, at, unknown: Map::new() };
    let all =
        [at("a", FarewellKind::Shutdown, 1_000), at("a", FarewellKind::Logout, 900), at("b", FarewellKind::Unknown, 5)];
    assert_eq!(explains(&all, "a", 500, Some(600)), Some(FarewellKind::Logout), "the first one");
    assert_eq!(explains(&all, "a", 950, None), Some(FarewellKind::Shutdown), "a run that began after the logout");
    assert_eq!(explains(&all, "a", 1_001, None), None, "a run that began after both");
    assert_eq!(explains(&all, "a", 500, Some(1_100)), Some(FarewellKind::Logout), "one prints to the last");
    assert_eq!(explains(&all, "a", 500, Some(1_000_000)), None, "one that outlived both");
    assert_eq!(explains(&all, "b", 0, None), None, "a kind of a newer version");
    assert_eq!(explains(&all, "c", 0, None), None, "another boot");
}
