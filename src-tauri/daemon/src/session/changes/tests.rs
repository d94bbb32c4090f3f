//! What the journal is told, change by change.

use protocol::end::EndReason;
use protocol::host::HostStatus;
use protocol::session::Size;
use serde_json::json;

use super::*;
use crate::session::close::Ended;
use crate::session::record::tests::record;

fn live(generation: Generation) -> Run {
    let status: HostStatus = serde_json::from_value(json!({
        "session": "0123456789abcdef", "generation": generation, "host_pid": 1, "child_pid": null, "started_at": 1,
        "output_at": null, "offset": 0, "size": Size::DEFAULT, "last_line": "", "title": null, "clients": 0,
        "log_warning": null, "end": null,
    }))
    .unwrap();
    Run::Live { status: Box::new(status) }
}

fn starting(generation: Generation) -> Run {
    Run::Starting { generation, size: Size::DEFAULT }
}

fn unreachable(generation: Generation) -> Run {
    Run::Unreachable { generation, why: "silent".to_owned(), last: None, host: None }
}

fn orphaned(generation: Generation) -> Run {
    Run::Orphaned { generation, survivors: Vec::new(), host: None }
}

fn ended(generation: Generation, synthetic: bool) -> Run {
    let end = End {
        reason: EndReason::HostLost,
        actor: "unknown".to_owned(),
        at: 5,
        code: None,
        signal: None,
        intent: None,
        last_seen: None,
        detail: None,
        evidence: Vec::new(),
    };
    let (last_line, title) = (String::new(), None);
    let ended = Ended { end, synthetic, size: None, offset: 0, started_at: None, output_at: None, last_line, title };
    Run::Ended { generation, ended: Box::new(ended) }
}

/// What is told while a session goes through these, the first of which it is listed with.
fn told(runs: Vec<Run>, is_news: bool) -> Vec<What> {
    let known = Known::Whole(Box::new(record()));
    let mut stand = Stand::first(&known);
    let mut told = Vec::new();
    for run in &runs {
        let (next, entries) = what_changed(&stand, &Now { known: &known, run, by: None, is_news });
        stand = next;
        told.extend(entries.into_iter().map(|entry| entry.what));
    }
    told
}

#[test]
fn every_change_of_a_run_is_told_once_with_its_word() {
    use What::{Adopted, Closed, Ended, Orphaned, Reachable, Started, Unreachable};
    let unknown = |generation| Run::Unknown { generation };
    let table = [
        (vec![Run::None, starting(1), live(1), live(1), ended(1, false)], vec![Started, Ended]),
        (vec![Run::None, starting(1), unreachable(1), live(1)], vec![Unreachable, Started]),
        (vec![unknown(1), live(1), unreachable(1), live(1)], vec![Adopted, Unreachable, Reachable]),
        (vec![unknown(1), unreachable(1), live(1), unreachable(1)], vec![Unreachable, Adopted, Unreachable]),
        (vec![unknown(1), unreachable(1), starting(1), unreachable(1)], vec![Unreachable]),
        (vec![unknown(1), live(1), orphaned(1), orphaned(1), ended(1, true)], vec![Adopted, Orphaned, Closed]),
        (vec![unknown(1), ended(1, false), starting(2), ended(1, false)], vec![Ended]),
        (vec![unknown(1), live(1), starting(2), live(1)], vec![Adopted]),
        (vec![unknown(1), ended(1, true), starting(2), live(2), ended(2, false)], vec![Closed, Started, Ended]),
    ];
    for (runs, expected) in table {
        assert_eq!(told(runs.clone(), true), expected, "{runs:?}");
    }
}

#[test]
fn an_end_that_an_earlier_daemon_knew_of_is_not_told_again() {
    let found = vec![Run::Unknown { generation: 1 }, ended(1, false)];
    assert_eq!(told(found, false), []);
    let seen = vec![Run::Unknown { generation: 1 }, live(1), ended(1, false)];
    assert_eq!(told(seen, false), [What::Adopted, What::Ended], "this daemon saw it live");
}

#[test]
fn names_and_the_archive_are_told_with_whoever_changed_them() {
    let before = record();
    let known = |change: fn(&mut store::records::SessionRecord)| {
        let mut record = record();
        change(&mut record);
        Known::Whole(Box::new(record))
    };
    let renamed = known(|record| record.name = "after".to_owned());
    let archived = known(|record| record.archived = true);
    let pending = known(|record| {
        let (actor, unknown) = ("user".to_owned(), serde_json::Map::new());
        record.archive_pending = Some(store::records::ArchivePending { actor, requested: 1, unknown });
    });
    let user = "user".to_owned();
    let table = [
        (&renamed, live(1), What::Renamed),
        (&pending, live(1), What::ArchivePending),
        (&archived, ended(1, false), What::Archived),
    ];
    for (known, run, what) in table {
        let stand = Stand { told: Some((1, What::Ended)), ..Stand::first(&Known::Whole(Box::new(before.clone()))) };
        let now = Now { known, run: &run, by: Some(&user), is_news: false };
        let (next, entries) = what_changed(&stand, &now);
        let entry = entries.iter().find(|entry| entry.what == what).unwrap_or_else(|| panic!("{what:?}: {entries:?}"));
        assert_eq!((entry.actor.as_deref(), entry.generation), (Some("user"), Some(1)));
        assert_eq!(what_changed(&next, &now).1.len(), 0, "told once");
        let back = Known::Whole(Box::new(before.clone()));
        let (_, entries) = what_changed(&next, &Now { known: &back, ..now });
        assert_eq!(entries.len(), 1, "and so is the way back: {entries:?}");
    }
}
