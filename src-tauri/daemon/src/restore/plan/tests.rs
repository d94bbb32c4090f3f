//! The table of which lost runs are offered.

use protocol::end::End;
use protocol::session::{Attention, Kind, Size};
use serde_json::Map;
use store::records::{Decision, StopRow, StopState};

use super::*;

fn session() -> Session {
    Session {
        agent_word: None,
        id: "0123456789abcdef".parse().unwrap(),
        name: "n".to_owned(),
        project: String::new(),
        workspace: String::new(),
        cwd: String::new(),
        branch: None,
        agent: None,
        kind: Kind::Program,
        parent: None,
        command: vec!["sh".to_owned()],
        status: Status::Ended,
        why: String::new(),
        attention: Attention::None,
        seen: true,
        generation: 1,
        host_pid: None,
        child_pid: None,
        created_at: 0,
        started_at: None,
        output_at: None,
        end: None,
        archive: Archive::No,
        conversation: None,
        last_line: String::new(),
        title: None,
        size: Size::DEFAULT,
        output_bytes: 0,
        log_bytes: None,
        queued: 0,
        uncertain: 0,
        as_of: 0,
        fresh: true,
    }
}

fn lost(reason: EndReason, intent: Option<IntentReason>) -> Lost {
    let end = End {
        reason,
        actor: "unknown".to_owned(),
        at: 1_000_000,
        code: None,
        signal: None,
        intent,
        last_seen: None,
        detail: None,
        evidence: Vec::new(),
    };
    Lost { generation: 1, end, unwanted: false, failed_starts: Vec::new(), has_prompt: false }
}

fn stop_of(generation: u32) -> Memory {
    let rows = vec![StopRow { session: session().id, generation, unknown: Map::new() }];
    let stop = LastStop { id: "s".to_owned(), state: StopState::Done, at: 1_000_000, rows, unknown: Map::new() };
    Memory { last_stop: Some(stop), now: 1_000_001, ..Memory::default() }
}

#[test]
fn each_end_is_offered_ticked_or_not_at_all() {
    use EndReason::*;
    use IntentReason::*;
    use Offer::*;
    let table = [
        (MachineLost, None, Ticked),
        (OsShutdown, None, Ticked),
        (Logout, None, Ticked),
        (HostLost, None, Ticked),
        (HostOutOfMemory, None, Ticked),
        (Stopped, Some(FullStop), Ticked),
        (Stopped, Some(Restart), Ticked),
        (Stopped, Some(Update), Ticked),
        (OutOfMemory, None, Unticked),
        (ExternalSignal, None, Unticked),
        (UnknownSignal, None, Unticked),
        (Completed, None, No),
        (Stopped, Some(IntentReason::Kill), No),
        (Stopped, Some(IntentReason::Archive), No),
        (Stopped, Some(Limit), No),
        (Stopped, Some(StartTimeout), No),
        (Failed, None, No),
        (Crashed, None, No),
        (StartFailed, None, No),
    ];
    for (reason, intent, expected) in table {
        assert_eq!(offer(&session(), &lost(reason, intent), &stop_of(1)), expected, "{reason:?} {intent:?}");
    }
}

#[test]
fn what_is_live_archived_killed_or_declined_is_not_offered() {
    let machine = lost(EndReason::MachineLost, None);
    let memory = Memory::default();
    let live = Session { status: Status::Running, ..session() };
    let orphaned = Session { status: Status::Orphaned, ..session() };
    let archived = Session { archive: protocol::session::Archive::Done, ..session() };
    for row in [live, orphaned, archived] {
        assert_eq!(offer(&row, &machine, &memory), Offer::No, "{:?}", row.status);
    }
    assert_eq!(offer(&session(), &Lost { unwanted: true, ..machine.clone() }, &memory), Offer::No);
    let decision = Decision { session: session().id, generation: 1, at: 0, unknown: Map::new() };
    let decisions = Decisions { declined: vec![decision], unknown: Map::new() };
    let decided = Memory { decisions, ..Memory::default() };
    assert_eq!(offer(&session(), &machine, &decided), Offer::No);
    assert_eq!(offer(&session(), &Lost { generation: 2, ..machine }, &decided), Offer::Ticked);
}

#[test]
fn a_full_stop_is_known_by_its_record_and_without_one_for_ten_minutes() {
    let stopped = lost(EndReason::Stopped, Some(IntentReason::FullStop));
    assert_eq!(offer(&session(), &stopped, &stop_of(2)), Offer::No, "another generation");
    let without = |now| Memory { now, ..Memory::default() };
    assert_eq!(offer(&session(), &stopped, &without(1_000_000 + FALL_BACK)), Offer::Ticked);
    assert_eq!(offer(&session(), &stopped, &without(1_000_001 + FALL_BACK)), Offer::No);
    // A clock that was set back since.
    assert_eq!(offer(&session(), &stopped, &without(1_000_000 - FALL_BACK)), Offer::Ticked);
    assert_eq!(offer(&session(), &stopped, &without(999_999 - FALL_BACK)), Offer::No);
    // Nothing but a full stop is remembered so.
    let killed = lost(EndReason::Stopped, Some(IntentReason::Kill));
    assert_eq!(offer(&session(), &killed, &without(1_000_000)), Offer::No);
}

#[test]
fn a_stop_in_which_the_daemon_died_offers_what_it_named_and_ended() {
    let stopped = lost(EndReason::Stopped, Some(IntentReason::FullStop));
    let mut memory = stop_of(1);
    memory.last_stop.as_mut().unwrap().state = StopState::Stopping;
    memory.now = stopped.end.at + 100 * FALL_BACK;
    assert_eq!(offer(&session(), &stopped, &memory), Offer::Ticked);
    // What it named and could not end is adopted, and is not lost.
    let adopted = Session { status: Status::Running, ..session() };
    assert_eq!(offer(&adopted, &stopped, &memory), Offer::No);
}

#[test]
fn a_full_stop_that_could_not_be_recorded_is_known_by_its_intents() {
    let stopped = lost(EndReason::Stopped, Some(IntentReason::FullStop));
    let mut memory = stop_of(2);
    memory.last_stop.as_mut().unwrap().at = 999_999;
    assert_eq!(offer(&session(), &stopped, &memory), Offer::Ticked);
    memory.now = stopped.end.at + FALL_BACK + 1;
    assert_eq!(offer(&session(), &stopped, &memory), Offer::No);
}

#[test]
fn a_row_that_nothing_can_be_done_about_is_shown_unticked() {
    let machine = lost(EndReason::MachineLost, None);
    let gone = Evidence { directory: false, program: true, transcript: None };
    let made = row(&session(), &machine, Offer::Ticked, gone, None);
    assert_eq!((made.can, made.ticked), (Can::Nothing, false));
}

#[test]
fn what_a_start_would_do_depends_on_what_there_is_to_go_on_from() {
    use Can::*;
    for (kind, prompt, expected) in [
        (Kind::Program, false, Rerun),
        (Kind::Program, true, Rerun),
        (Kind::Worker, true, Replay),
        (Kind::Worker, false, Nothing),
        (Kind::Orchestrator, true, Replay),
        (Kind::Orchestrator, false, Rerun),
        (Kind::Unknown, false, Rerun),
    ] {
        assert_eq!(what_can(kind, prompt), expected, "{kind:?} {prompt}");
    }
}

#[test]
fn what_an_agent_would_do_is_shown_as_its_start_would_do_it_and_why_it_cannot() {
    let there = Evidence { directory: true, program: true, transcript: None };
    let machine = lost(EndReason::MachineLost, None);
    let (anew, gone) = (|with_prompt| Ok(Beginning::Anew { with_prompt }), || Refused::Gone("c".to_owned()));
    for (begins, expected, note) in [
        (Some(Ok(Beginning::With("c".to_owned()))), Can::Resume, None),
        (Some(anew(true)), Can::Replay, None),
        (Some(anew(false)), Can::Rerun, None),
        (Some(Err(gone())), Can::Nothing, Some(gone().why())),
    ] {
        let made = row(&session(), &machine, Offer::Ticked, there.clone(), begins);
        assert_eq!((made.can, made.ticked, made.note), (expected, expected != Can::Nothing, note));
    }
    let away = Evidence { directory: false, ..there };
    let made = row(&session(), &machine, Offer::Ticked, away, Some(anew(true)));
    assert_eq!((made.can, made.ticked), (Can::Nothing, false));
}

#[test]
fn a_worker_without_anything_to_go_on_from_is_shown_with_the_reason() {
    let there = Evidence { directory: true, program: true, transcript: None };
    let machine = lost(EndReason::MachineLost, None);
    let worker = Session { kind: Kind::Worker, ..session() };
    let made = row(&worker, &machine, Offer::Ticked, there, None);
    assert_eq!((made.can, made.ticked), (Can::Nothing, false));
    assert_eq!(made.note, Some(Refused::NothingToGoOnFrom.why()));
}

#[test]
fn what_is_held_back_is_unticked_and_says_why() {
    let there = Evidence { directory: true, program: true, transcript: None };
    let machine = lost(EndReason::MachineLost, None);
    let mut rows = [Offer::Ticked, Offer::Unticked].map(|offer| row(&session(), &machine, offer, there.clone(), None));
    hold_back(&mut rows, "why");
    assert_eq!(rows.map(|row| (row.ticked, row.note)), [(false, Some("why".to_owned())), (false, None)]);
}
