//! What a restore plan is about, in one line: the words that command line and notifications share with the window, which
//! has them in `ui/src/restore/headline.ts`. Pure. It says "your computer" only where every row says so.

use crate::end::{EndReason, IntentReason};
use crate::plan::Row;

/// What ended within so many milliseconds of the last of them was running at the same time.
const AT_ONCE: u64 = 10 * 60 * 1000;

/// The one cause that the latest rows share, and how many were running then; what was lost earlier and put off is counted
/// by itself. `clock` tells a moment in milliseconds since 1970 as people read it. Empty where there are no rows.
pub fn headline(rows: &[Row], clock: impl FnOnce(u64) -> String) -> String {
    let Some(at) = rows.iter().map(|row| row.cause.at).max() else { return String::new() };
    let (latest, earlier): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| at - row.cause.at <= AT_ONCE);
    let happened = what_happened(&latest, || clock(at));
    match earlier.len() {
        0 => happened,
        number => format!("{happened} {number} more ended earlier."),
    }
}

fn what_happened(rows: &[&Row], time: impl FnOnce() -> String) -> String {
    let number = sessions(rows.len());
    let event = match shared_cause(rows) {
        Some((EndReason::MachineLost, _)) => "Your computer restarted",
        Some((EndReason::OsShutdown, _)) => "Your computer was shut down",
        Some((EndReason::Logout, _)) => "You logged out",
        Some((EndReason::Stopped, Some(IntentReason::FullStop))) => "Everything was stopped",
        // What somebody stopped was not lost.
        _ if rows.iter().any(|row| row.cause.reason == EndReason::Stopped) => {
            return format!("{} can be restored.", count(rows.len()));
        }
        _ => return format!("{number} lost."),
    };
    format!("{event} at {}. {number} running.", time())
}

fn shared_cause(rows: &[&Row]) -> Option<(EndReason, Option<IntentReason>)> {
    let cause = |row: &&Row| (row.cause.reason, row.cause.intent.filter(|_| row.cause.reason == EndReason::Stopped));
    let first = rows.first().map(cause)?;
    rows.iter().all(|row| cause(row) == first).then_some(first)
}

fn sessions(number: usize) -> String {
    format!("{} {}", count(number), if number == 1 { "was" } else { "were" })
}

fn count(number: usize) -> String {
    if number == 1 { "1 session".to_owned() } else { format!("{number} sessions") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;

    /// The plan that command line, window and notification are all tested with.
    const SHARED: &str = include_str!("../testdata/restore-plan.json");

    #[test]
    fn the_shared_plan_has_its_headline() {
        let shared: serde_json::Value = serde_json::from_str(SHARED).unwrap();
        let plan: Plan = serde_json::from_value(shared["plan"].clone()).unwrap();
        let line = headline(&plan.rows, |at| {
            assert_eq!(at, shared["at"].as_u64().unwrap());
            "{time}".to_owned()
        });
        assert_eq!(line, shared["headline"].as_str().unwrap());
        assert_eq!(plan.rows.iter().filter(|row| row.ticked).count(), shared["ticked"].as_array().unwrap().len());
    }

    #[test]
    fn each_shared_cause_has_its_words() {
        let shared: serde_json::Value = serde_json::from_str(SHARED).unwrap();
        let plan: Plan = serde_json::from_value(shared["plan"].clone()).unwrap();
        let row = |reason, intent| {
            let mut row = plan.rows[0].clone();
            (row.cause.reason, row.cause.intent) = (reason, intent);
            row
        };
        for (rows, line) in [
            (vec![], ""),
            (vec![row(EndReason::OsShutdown, None)], "Your computer was shut down at 9. 1 session was running."),
            (vec![row(EndReason::Logout, None); 2], "You logged out at 9. 2 sessions were running."),
            (
                vec![row(EndReason::Stopped, Some(IntentReason::FullStop))],
                "Everything was stopped at 9. 1 session was running.",
            ),
            (vec![row(EndReason::Stopped, Some(IntentReason::Update))], "1 session can be restored."),
            (
                vec![row(EndReason::Stopped, Some(IntentReason::FullStop)), row(EndReason::HostLost, None)],
                "2 sessions can be restored.",
            ),
            (vec![row(EndReason::MachineLost, None), row(EndReason::HostLost, None)], "2 sessions were lost."),
        ] {
            assert_eq!(headline(&rows, |_| "9".to_owned()), line);
        }
    }
}
