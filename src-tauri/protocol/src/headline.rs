//! What a restore plan is about, in one line: the words that command line and notifications share with the window, which
//! has them in `ui/src/restore/headline.ts`. Who speaks another language words [`Headline`]. Pure. It says "your computer"
//! only where every row says so.

use crate::end::{EndReason, IntentReason};
use crate::plan::Row;

/// What ended within so many milliseconds of the last of them was running at the same time.
const AT_ONCE: u64 = 10 * 60 * 1000;

/// What happened to so many sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The computer restarted while they were running.
    Restarted(usize),
    /// The computer was shut down while they were running.
    ShutDown(usize),
    /// The user logged out while they were running.
    LoggedOut(usize),
    /// Somebody stopped everything while they were running.
    StoppedAll(usize),
    /// Of several causes, some of them wanted: they can be restored.
    Offered(usize),
    /// Of several causes, or of one that is no event of the whole computer: they were lost.
    Lost(usize),
}

/// What a plan is about, before it has words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headline {
    /// The one cause that the latest rows share, and how many were running then.
    pub happened: Happened,
    /// When that was, in milliseconds since 1970.
    pub at: u64,
    /// How many were lost earlier and put off.
    pub earlier: usize,
}

impl Headline {
    /// `None` where there are no rows.
    pub fn of(rows: &[Row]) -> Option<Self> {
        let at = rows.iter().map(|row| row.cause.at).max()?;
        let (latest, earlier): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| at - row.cause.at <= AT_ONCE);
        Some(Self { happened: what_happened(&latest), at, earlier: earlier.len() })
    }

    /// As [`headline`] has it.
    pub fn in_english(&self, clock: impl FnOnce(u64) -> String) -> String {
        let happened = match self.happened {
            Happened::Offered(number) => format!("{} can be restored.", count(number)),
            Happened::Lost(number) => format!("{} lost.", sessions(number)),
            Happened::Restarted(number) => self.at_once("Your computer restarted", number, clock),
            Happened::ShutDown(number) => self.at_once("Your computer was shut down", number, clock),
            Happened::LoggedOut(number) => self.at_once("You logged out", number, clock),
            Happened::StoppedAll(number) => self.at_once("Everything was stopped", number, clock),
        };
        match self.earlier {
            0 => happened,
            number => format!("{happened} {number} more ended earlier."),
        }
    }

    fn at_once(&self, event: &str, number: usize, clock: impl FnOnce(u64) -> String) -> String {
        format!("{event} at {}. {} running.", clock(self.at), sessions(number))
    }
}

/// The headline in English. `clock` tells a moment in milliseconds since 1970 as people read it. Empty where there are no
/// rows.
pub fn headline(rows: &[Row], clock: impl FnOnce(u64) -> String) -> String {
    Headline::of(rows).map(|headline| headline.in_english(clock)).unwrap_or_default()
}

fn what_happened(rows: &[&Row]) -> Happened {
    let number = rows.len();
    match shared_cause(rows) {
        Some((EndReason::MachineLost, _)) => Happened::Restarted(number),
        Some((EndReason::OsShutdown, _)) => Happened::ShutDown(number),
        Some((EndReason::Logout, _)) => Happened::LoggedOut(number),
        Some((EndReason::Stopped, Some(IntentReason::FullStop))) => Happened::StoppedAll(number),
        // What somebody stopped was not lost.
        _ if rows.iter().any(|row| row.cause.reason == EndReason::Stopped) => Happened::Offered(number),
        _ => Happened::Lost(number),
    }
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
