//! What of a session's changes goes into the journal: the stand before is compared with what is known now. Pure.

use protocol::end::{Actor, End};
use protocol::id::Generation;
use protocol::session::Archive;
use protocol::timeline::What;
use serde_json::to_value;
use store::journal::Entry;

use super::record::Known;
use super::run::Run;
use super::timeline;

/// What the journal was told of a session so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stand {
    name: String,
    archive: Archive,
    /// The newest word about a run, and which run.
    told: Option<(Generation, What)>,
    /// The newest run that this daemon saw being started.
    begun: Generation,
    /// The newest run whose host this daemon has heard.
    met: Generation,
}

/// What became known.
#[derive(Debug)]
pub struct Now<'a> {
    /// The session.
    pub known: &'a Known,
    /// Its newest run.
    pub run: &'a Run,
    /// On whose behalf it is changed just now. Absent: on nobody's.
    pub by: Option<&'a Actor>,
    /// Whether an end of this moment is news: it came after all that earlier daemons wrote.
    pub is_news: bool,
}

impl Stand {
    /// The stand of a session that is listed for the first time; what it has been through is not told again.
    pub fn first(known: &Known) -> Self {
        let record = known.record();
        // What the record says; lists may say more, by what became of the run since.
        let archive = match (&record.archive_pending, record.archived) {
            (Some(_), _) => Archive::Pending,
            (None, true) => Archive::Done,
            (None, false) => Archive::No,
        };
        Self { name: record.name.clone(), archive, ..Self::default() }
    }
}

/// Compares. Returns the new stand and what is to be told.
pub fn what_changed(before: &Stand, now: &Now) -> (Stand, Vec<Entry>) {
    let mut stand = Stand { told: before.told, begun: before.begun, met: before.met, ..Stand::first(now.known) };
    let mut entries = Vec::new();
    if before.name != stand.name {
        let text = format!("renamed from {} to {}", before.name, stand.name);
        let entry = Entry::now(What::Renamed, text).with("from", before.name.as_str()).with("to", stand.name.as_str());
        entries.push(signed(entry, now.by));
    }
    entries.extend(of_run(&mut stand, now));
    if before.archive != stand.archive {
        let (what, text) = match stand.archive {
            Archive::No => (What::Unarchived, "taken back from the archive"),
            Archive::Pending => (What::ArchivePending, "to be archived once it can be reached"),
            Archive::Done => (What::Archived, "archived"),
        };
        entries.push(signed(Entry::now(what, text), now.by));
    }
    let (id, generation) = (&now.known.record().id, now.run.generation());
    (stand, entries.into_iter().map(|entry| entry.of(id, generation)).collect())
}

fn of_run(stand: &mut Stand, now: &Now) -> Option<Entry> {
    let generation = now.run.generation();
    let (begun, met) = (stand.begun == generation, stand.met == generation);
    let told = stand.told.filter(|(of, _)| *of == generation).map(|(_, what)| what);
    let entry = match now.run {
        Run::None | Run::Unknown { .. } => return None,
        Run::Starting { .. } => {
            stand.begun = generation;
            return None;
        }
        Run::Live { .. } => {
            stand.met = generation;
            match (met, begun) {
                (true, _) => Entry::now(What::Reachable, "its host answers again"),
                (false, true) => signed(Entry::now(What::Started, "its program was started"), now.by),
                (false, false) => Entry::now(What::Adopted, "a new daemon took it up").by("daemon"),
            }
        }
        Run::Unreachable { why, .. } => {
            Entry::now(What::Unreachable, "its host does not answer").with("why", why.as_str())
        }
        Run::Orphaned { survivors, .. } => {
            let pids: Vec<u32> = survivors.iter().map(|one| one.pid).collect();
            Entry::now(What::Orphaned, "its host is gone and processes of it are left").with("pids", pids)
        }
        Run::Ended { ended, .. } => of_end(&ended.end, ended.synthetic),
    };
    // A host that answers stays what it was told to be until it does not.
    let is_up = |what| matches!(what, What::Started | What::Adopted | What::Reachable);
    if told.is_some_and(|told| told == entry.what || is_up(told) && is_up(entry.what)) {
        return None;
    }
    stand.told = Some((generation, entry.what));
    // An end that earlier daemons knew of is not told again by each that finds it.
    let is_old = matches!(now.run, Run::Ended { .. }) && !met && !begun && !now.is_news;
    (!is_old).then_some(entry)
}

fn of_end(end: &End, synthetic: bool) -> Entry {
    let what = if synthetic { What::Closed } else { What::Ended };
    let entry = Entry::now(what, timeline::words::of_end(end, synthetic)).by(end.actor.as_str());
    // What the program printed or was called with is in none of these.
    let mut shown = End { detail: None, ..end.clone() };
    shown.evidence.clear();
    to_value(shown).map_or(entry.clone(), |value| entry.with("end", value))
}

fn signed(entry: Entry, by: Option<&Actor>) -> Entry {
    match by {
        Some(actor) => entry.by(actor.as_str()),
        None => entry,
    }
}

#[cfg(test)]
mod tests;
