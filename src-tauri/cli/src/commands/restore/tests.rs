//! Plans and outcomes as people read them.

use protocol::end::{End, EndReason};
use protocol::plan::Evidence;
use protocol::requests::RestoredRow;

use super::*;

const PLAIN: Look = Look { width: None, colored: false };

fn row(can: Can, evidence: Evidence, ticked: bool) -> Row {
    Row {
        id: "0123456789abcdef".parse().unwrap(),
        name: "build".into(),
        project: "/p".into(),
        cwd: "/p".into(),
        command: vec!["make".into(), "all".into()],
        generation: 1,
        cause: End {
            reason: EndReason::MachineLost,
            actor: "unknown".into(),
            at: 60_000,
            code: None,
            signal: None,
            intent: None,
            last_seen: None,
            detail: None,
            evidence: vec![],
        },
        can,
        evidence,
        ticked,
        note: None,
    }
}

#[test]
fn a_plan_says_what_would_be_done_and_what_is_missing() {
    let there = Evidence { directory: true, program: true, transcript: None };
    let gone = Evidence { directory: false, program: true, transcript: Some(false) };
    let plan = Plan {
        reconciling: false,
        rows: vec![row(Can::Rerun, there, true), row(Can::Nothing, gone, false)],
        problems: vec![],
    };
    let text = plan_rows(&plan, &Clock::fixed(120_000), PLAIN);
    let lines: Vec<&str> = text.lines().collect();
    let cells: Vec<&str> = lines[1].split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let cause = "lost: at the restart of 00:01 or before";
    assert_eq!(cells, ["✓", "build", "01234567", cause, "run again", "make all"]);
    assert!(lines[2].contains("nothing: no directory, no transcript"), "{text}");
}

#[test]
fn a_row_that_was_not_brought_back_fails_the_command() {
    let id = "0123456789abcdef".parse().unwrap();
    let error = Some(WireError::new(ErrorCode::ProgramMissing, "no such program"));
    let failed = Restored { rows: vec![RestoredRow { id, generation: None, error }] };
    assert!(rows(&failed, PLAIN).contains("no such program"));
    assert_eq!(all_are_back(&failed).unwrap_err().exit_code(), 1);
    assert!(all_are_back(&Restored::default()).is_ok());
    assert_eq!(rows(&Restored::default(), PLAIN), "nothing to restore\n");
}

#[test]
fn the_plan_that_is_shared_with_window_and_notification_is_told_alike() {
    let shared = include_str!("../../../../protocol/testdata/restore-plan.json");
    let shared: serde_json::Value = serde_json::from_str(shared).unwrap();
    let plan: Plan = serde_json::from_value(shared["plan"].clone()).unwrap();
    let clock = Clock::fixed(shared["at"].as_u64().unwrap());
    let text = told(&plan, &clock, PLAIN);
    let (first, table) = text.split_once('\n').unwrap();
    assert_eq!(first, shared["headline"].as_str().unwrap().replace("{time}", "09:12"));
    let ticked: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix('✓')).collect();
    let names: Vec<&str> = shared["ticked"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(ticked.len(), names.len());
    for (line, name) in ticked.iter().zip(names) {
        assert!(line.trim_start().starts_with(&format!("{name}  ")), "{line}");
    }
    assert_eq!(table.lines().count(), 1 + plan.rows.len());
}
