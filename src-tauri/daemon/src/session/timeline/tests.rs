//! Time lines out of records and journals.

use protocol::end::{End, IntentReason};

use super::*;

fn end(reason: EndReason, actor: &str, at: u64) -> End {
    End {
        reason,
        actor: actor.to_owned(),
        at,
        code: None,
        signal: None,
        intent: None,
        last_seen: None,
        detail: None,
        evidence: vec!["evidence".to_owned()],
    }
}

fn intent(actor: &str, requested: u64) -> Intent {
    Intent { actor: actor.to_owned(), requested, reason: IntentReason::Kill, deadline: requested + 10, patience: 5 }
}

fn run(generation: Generation, at: u64) -> RunFacts {
    RunFacts { generation, launched_at: Some(at), started: Some((at, 7, Some(8))), ..RunFacts::default() }
}

fn stopped(actor: &str, at: u64, cited: Option<u32>, synthetic: bool) -> Option<Ending> {
    let end = End { intent: Some(IntentReason::Kill), ..end(EndReason::Stopped, actor, at) };
    Some(Ending { end, synthetic, cited })
}

fn facts(runs: Vec<RunFacts>) -> Facts {
    Facts { made_at: 100, parent: None, runs }
}

fn told(what: What, generation: Generation, at: u64) -> Entry {
    let entry = Entry::now(what, "told").of(&"0123456789abcdef".parse().unwrap(), generation).by("someone");
    Entry { at, ..entry }
}

fn words(moments: &[Moment]) -> Vec<String> {
    moments.iter().map(|one| format!("{}.{:?} {} {:?}", one.generation, one.what, one.text, one.evidence)).collect()
}

fn whats(moments: &[Moment]) -> Vec<(Generation, What)> {
    moments.iter().map(|one| (one.generation, one.what)).collect()
}

#[test]
fn a_life_is_told_from_records_alone() {
    let first = RunFacts {
        intents: vec![(1, intent("user", 120)), (2, intent("agent:x", 121)), (3, intent("user", 130))],
        acks: vec![(1, 122)],
        end: stopped("user", 125, Some(1), false),
        ..run(1, 110)
    };
    let second = RunFacts { intents: vec![(1, intent("user", 210))], started: None, ..run(2, 200) };
    let line = derive(&facts(vec![first, second]), &[], 1000);
    let expected = [
        "0.Made made []",
        r#"1.Started its program was started ["host 7, program 8"]"#,
        r#"1.StopWanted a stop is wanted: kill ["intent 1: carried out"]"#,
        r#"1.StopWanted a stop is wanted: kill ["intent 2: its host never took it"]"#,
        r#"1.StopBegun its host begins to stop it ["its host took intent 1"]"#,
        r#"1.Ended it was stopped: kill ["evidence"]"#,
        r#"1.StopWanted a stop is wanted: kill ["intent 3: the run had ended before"]"#,
        "2.Launched leave to start it was given []",
        r#"2.StopWanted a stop is wanted: kill ["intent 1: its host did not take it in time"]"#,
    ];
    assert_eq!(words(&line), expected);
    assert_eq!(line[0].actor.as_deref(), Some("user"));
}

#[test]
fn causes_stand_above_what_they_caused_in_one_millisecond_and_when_a_clock_was_set_back() {
    use What::{Closed, Ended, Made, Started, StopBegun, StopWanted};
    let first = |requested, acked, ended, synthetic: bool| RunFacts {
        intents: vec![(1, intent("user", requested)), (2, intent("user", ended))],
        acks: vec![(1, acked)],
        end: stopped("user", ended, (!synthetic).then_some(1), synthetic),
        ..run(1, 100)
    };
    let expected =
        |end| vec![(0, Made), (1, Started), (1, StopWanted), (1, StopBegun), (1, end), (1, StopWanted), (2, Started)];
    let same = derive(&facts(vec![first(100, 100, 100, false), run(2, 100)]), &[], 1000);
    assert_eq!(whats(&same), expected(Ended));
    assert_eq!(same[5].evidence, ["intent 2: the run had ended before"]);
    let back = derive(&facts(vec![first(150, 90, 80, false), run(2, 50)]), &[], 1000);
    let mut back = whats(&back);
    back.retain(|one| *one != (1, StopWanted));
    assert_eq!(back, [(0, Made), (1, Started), (1, StopBegun), (1, Ended), (2, Started)]);
    assert_eq!(whats(&derive(&facts(vec![first(100, 100, 100, true), run(2, 100)]), &[], 1000)), expected(Closed));
}

#[test]
fn the_journal_adds_what_records_do_not_hold_and_doubles_nothing() {
    let over = RunFacts { end: stopped("user", 125, None, false), ..run(1, 110) };
    let journal = [
        told(What::Made, 0, 101),
        told(What::Started, 1, 111),
        told(What::Adopted, 1, 115),
        told(What::Damaged, 1, 116),
        told(What::Damaged, 1, 117),
        told(What::Ended, 1, 126),
        told(What::Archived, 1, 126),
        told(What::StopWanted, 1, 120).with("intent", 1),
        told(What::StopWanted, 1, 121).with("intent", 0),
        told(What::Unknown, 1, 122),
        told(What::DaemonStarted, 1, 122),
    ];
    let line = derive(&facts(vec![over]), &journal, 1000);
    use What::{Adopted, Archived, Damaged, Ended, Made, Started, StopWanted};
    let expected = [(0, Made), (1, Started), (1, Adopted), (1, Damaged), (1, StopWanted), (1, Ended), (1, Archived)];
    assert_eq!(whats(&line), expected);
    assert_eq!(line[0].actor.as_deref(), Some("someone"), "the journal knows who made it");
    assert_eq!(line[1].actor.as_deref(), Some("someone"));
    assert_eq!(line[5].actor.as_deref(), Some("user"), "records are the truth");
}

#[test]
fn a_run_whose_end_record_is_gone_ends_by_the_journal() {
    let line = derive(&facts(vec![run(1, 110)]), &[told(What::Ended, 1, 120)], 1000);
    assert_eq!(whats(&line).last(), Some(&(1, What::Ended)));
}

#[test]
fn only_the_newest_moments_are_told() {
    let journal: Vec<Entry> = (0..5000).map(|at| told(What::Renamed, 1, 200 + at)).collect();
    let line = derive(&facts(vec![run(1, 110)]), &journal, 1000);
    assert_eq!((line.len(), line.last().unwrap().at), (MOST, 5199));
}
