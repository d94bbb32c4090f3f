//! The time line of a session: derived from its records, and from the journal where that says more. Pure; `facts` reads.
//! Records are the truth: the journal may have been rotated away, and adds what they do not hold.
//!
//! Moments stand in the order of causes, whatever the clock said: a cause is never below what it caused.

pub mod facts;
pub mod words;

use std::collections::BTreeSet;

use protocol::end::{Actor, EndReason};
use protocol::host::Intent;
use protocol::id::Generation;
use protocol::timeline::{Moment, What};
use store::journal::Entry;

use facts::{Ending, Facts, RunFacts};

/// How many moments are told at most; the newest.
const MOST: usize = 1000;

/// A moment and its place.
struct Placed {
    moment: Moment,
    /// When it was at the earliest: no sooner than its cause, even if a clock was set back in between.
    from: u64,
    rank: u8,
}

/// Derives the time line. `now` in milliseconds since 1970.
pub fn derive(facts: &Facts, journal: &[Entry], now: u64) -> Vec<Moment> {
    let mut placed = Vec::new();
    let mut floor = facts.made_at;
    if facts.made_at > 0 {
        let parent = facts.parent.as_ref().map(|id| format!("agent:{id}"));
        let actor = actor_of(journal, What::Made, 0).or(parent).unwrap_or_else(|| "user".to_owned());
        placed.push(place(facts.made_at, floor, 0, What::Made, Some(actor), "made", Vec::new()));
    }
    for run in &facts.runs {
        floor = of_run(run, journal, floor, now, &mut placed);
    }
    placed.extend(of_journal(facts, journal));
    placed.sort_by_key(|one| (one.from, one.moment.generation, one.rank));
    let moments: Vec<Moment> = placed.into_iter().map(|one| one.moment).collect();
    moments[moments.len().saturating_sub(MOST)..].to_vec()
}

/// The moments of one run. Returns when it was over, at the earliest.
fn of_run(run: &RunFacts, journal: &[Entry], floor: u64, now: u64, placed: &mut Vec<Placed>) -> u64 {
    let generation = run.generation;
    let launched = run.launched_at.map_or(floor, |at| at.max(floor));
    let mut last = launched;
    match (run.started, run.launched_at) {
        (Some((at, host, program)), _) => {
            let again = if generation > 1 { "its program was started again" } else { "its program was started" };
            let program = program.map(|pid| format!(", program {pid}")).unwrap_or_default();
            let actor = actor_of(journal, What::Started, generation);
            let evidence = vec![format!("host {host}{program}")];
            last = at.max(launched);
            placed.push(place(at, last, generation, What::Started, actor, again, evidence));
        }
        (None, Some(at)) => {
            let text = "leave to start it was given";
            placed.push(place(at, launched, generation, What::Launched, None, text, Vec::new()));
        }
        (None, None) => {}
    }
    let cited = run.end.as_ref().and_then(|ending| cited(run, ending));
    let mut wanted = Vec::new();
    for (number, intent) in &run.intents {
        let ack = run.acks.iter().find(|(acked, _)| acked == number).map(|(_, at)| *at);
        let evidence = vec![format!("intent {number}: {}", became(run, *number, intent, ack, cited, now))];
        let text = format!("a stop is wanted: {}", words::of_stop(intent.reason));
        let from = intent.requested.max(launched);
        let actor = Some(intent.actor.clone());
        wanted.push(place(intent.requested, from, generation, What::StopWanted, actor, &text, evidence));
        if let Some(at) = ack {
            let evidence = vec![format!("its host took intent {number}")];
            let text = "its host begins to stop it";
            placed.push(place(at, at.max(from), generation, What::StopBegun, None, text, evidence));
        }
        if cited == Some(*number) {
            last = last.max(from).max(ack.unwrap_or(0));
        }
    }
    if let Some(ending) = &run.end {
        last = last.max(ending.end.at);
        placed.push(of_end(ending, generation, last));
    }
    for mut one in wanted {
        // Of the same millisecond: a wish that came too late stands below the end.
        let late =
            run.end.is_some() && one.from >= last && !one.moment.evidence.iter().any(|fact| fact.ends_with(DONE));
        one.rank = if late { rank(What::Ended) + 1 } else { one.rank };
        placed.push(one);
    }
    last
}

const DONE: &str = "carried out";

/// What became of a wish to stop.
fn became(
    run: &RunFacts,
    number: u32,
    intent: &Intent,
    ack: Option<u64>,
    cited: Option<u32>,
    now: u64,
) -> &'static str {
    let Some(ending) = &run.end else {
        return match ack {
            Some(_) => "its host took it",
            None if now > intent.deadline => "its host did not take it in time",
            None => "its host has not taken it yet",
        };
    };
    match (cited, ack) {
        (Some(cited), _) if cited == number => DONE,
        (Some(_), Some(_)) => "another one was carried out",
        (_, None) if intent.requested >= ending.end.at => "the run had ended before",
        (_, None) => "its host never took it",
        (None, Some(_)) => "it did not bring about the end",
    }
}

/// The wish that an end cites. A verdict of the daemon does not say which: the first of that actor and reason that was
/// taken, or else was there.
fn cited(run: &RunFacts, ending: &Ending) -> Option<u32> {
    if ending.cited.is_some() || ending.end.reason != EndReason::Stopped {
        return ending.cited;
    }
    let fits = |intent: &Intent| intent.actor == ending.end.actor && Some(intent.reason) == ending.end.intent;
    let fitting: Vec<u32> = run.intents.iter().filter(|(_, intent)| fits(intent)).map(|(number, _)| *number).collect();
    let acked = |number: &&u32| run.acks.iter().any(|(acked, _)| acked == *number);
    fitting.iter().find(acked).or(fitting.first()).copied()
}

fn of_end(ending: &Ending, generation: Generation, from: u64) -> Placed {
    let end = &ending.end;
    let what = if ending.synthetic { What::Closed } else { What::Ended };
    let mut text = words::of_end(end, ending.synthetic);
    if let Some(detail) = &end.detail {
        text = format!("{text} ({detail})");
    }
    place(end.at, from, generation, what, Some(end.actor.clone()), &text, end.evidence.clone())
}

/// What the records do not hold.
fn of_journal(facts: &Facts, journal: &[Entry]) -> Vec<Placed> {
    let run = |generation| facts.runs.iter().find(|run| run.generation == generation);
    let is_start_failed =
        |run: &RunFacts| run.end.as_ref().is_some_and(|ending| ending.end.reason == EndReason::StartFailed);
    let mut damage = BTreeSet::new();
    let mut adds = |entry: &&Entry| {
        let generation = entry.generation.unwrap_or(0);
        match entry.what {
            What::Adopted | What::Unreachable | What::Reachable | What::Orphaned | What::Renamed => true,
            What::ArchivePending | What::Archived | What::Unarchived | What::Restored | What::Declined => true,
            What::StartFailed => !run(generation).is_some_and(is_start_failed),
            // Each daemon finds the same damage again.
            What::Damaged => damage.insert((generation, entry.text.clone())),
            // One that could not be written as a record, or whose record is gone.
            What::StopWanted => entry.detail.get("intent").is_some_and(|number| *number == 0),
            What::Ended | What::Closed => run(generation).is_none_or(|run| run.end.is_none()),
            What::Made => facts.made_at == 0,
            What::PromptQueued | What::PromptDelivered | What::PromptUncertain | What::PromptDropped => true,
            What::Started | What::Launched | What::StopBegun | What::Removed => false,
            What::DaemonStarted | What::DaemonLeft | What::FullStop | What::SettingsMalformed => false,
            What::Dropped | What::Unknown => false,
        }
    };
    journal.iter().filter(|entry| adds(entry)).map(of_entry).collect()
}

fn of_entry(entry: &Entry) -> Placed {
    let mut evidence = vec!["told by the daemon's journal".to_owned()];
    evidence.extend(entry.detail.get("why").and_then(|why| why.as_str()).map(str::to_owned));
    let generation = entry.generation.unwrap_or(0);
    place(entry.at, entry.at, generation, entry.what, entry.actor.clone(), &entry.text, evidence)
}

/// Who did something, by the journal.
fn actor_of(journal: &[Entry], what: What, generation: Generation) -> Option<Actor> {
    let fits = |entry: &&Entry| entry.what == what && entry.generation.unwrap_or(0) == generation;
    journal.iter().find(fits).and_then(|entry| entry.actor.clone())
}

fn place(
    at: u64,
    from: u64,
    generation: Generation,
    what: What,
    actor: Option<Actor>,
    text: &str,
    evidence: Vec<String>,
) -> Placed {
    Placed { moment: Moment { at, generation, what, actor, text: text.to_owned(), evidence }, from, rank: rank(what) }
}

/// The order of what happens to one run in the same millisecond: causes first.
fn rank(what: What) -> u8 {
    match what {
        What::Made => 0,
        What::Launched | What::Started => 1,
        What::Adopted => 2,
        What::Unreachable => 3,
        What::Orphaned => 4,
        What::Reachable => 5,
        What::Damaged => 6,
        What::Renamed | What::Unarchived => 7,
        What::ArchivePending => 8,
        What::StopWanted => 9,
        What::StopBegun => 10,
        What::Ended | What::Closed => 11,
        // 12: wishes that came too late.
        What::StartFailed => 13,
        What::Archived => 14,
        What::Declined => 15,
        What::Restored => 16,
        _ => 17,
    }
}

#[cfg(test)]
mod tests;
