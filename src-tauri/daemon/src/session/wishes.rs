//! What the wishes to stop a run come to, by its records: whether it is wanted back, given up, or being stopped.
//! It changes nothing. Blocking.

use std::io;

use protocol::end::IntentReason;
use store::ending::Intents;
use store::records::{self, Ack, Found, IntentRecord};

use super::close::RunFiles;

impl RunFiles {
    /// Whether somebody meant to kill the run, whatever came of it: such a run is never brought back. That it is to be
    /// archived stands in the session's record, where it can be called off.
    pub fn is_unwanted(&self) -> bool {
        let unwanted = |number| {
            let record = self.intent(number).ok().flatten();
            // One that cannot be read may have said so: nothing is brought back on a guess.
            record.is_none_or(|record| record.intent.reason == IntentReason::Kill)
        };
        self.intents().map_or(true, |numbers| numbers.into_iter().any(unwanted))
    }

    /// Whether a daemon has given up the run's start and no host has heard of it. In doubt it has not.
    pub fn was_given_up(&self) -> bool {
        let given_up = |number: u32| {
            let record = self.intent(number).ok().flatten();
            record.is_some_and(|record| record.intent.reason == IntentReason::StartTimeout)
        };
        self.intents().is_ok_and(|numbers| numbers.into_iter().any(given_up)) && !self.is_being_stopped()
    }

    /// Whether its host has taken an intent. In doubt it has not.
    pub fn is_being_stopped(&self) -> bool {
        self.sorted_intents().is_ok_and(|intents| intents.first.is_some())
    }

    /// All recorded intents, and which of them the host had acknowledged. An acknowledgement that cannot be read was made
    /// all the same, some time after the wish.
    pub(super) fn sorted_intents(&self) -> io::Result<Intents> {
        let mut found = Vec::new();
        for number in self.intents()? {
            let Some(record) = self.intent(number)? else { continue };
            let acknowledged = match records::read::<Ack>(&self.path(&format!("ack-{number}.json")))? {
                Found::Absent => None,
                Found::Record(ack) => Some(ack.at),
                Found::Newer { .. } | Found::Damaged { .. } => Some(record.intent.requested),
            };
            found.push((record, acknowledged));
        }
        Ok(Intents::sort(&self.session, self.generation, found))
    }

    /// The numbers of all recorded intents, in order.
    pub fn intents(&self) -> io::Result<Vec<u32>> {
        let mut numbers = Vec::new();
        for entry in std::fs::read_dir(&self.dir)? {
            let name = entry?.file_name();
            let number: Option<u32> =
                name.to_str().and_then(|name| name.strip_prefix("intent-")?.strip_suffix(".json")?.parse().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    pub(super) fn intent(&self, number: u32) -> io::Result<Option<IntentRecord>> {
        Ok(records::read::<IntentRecord>(&self.path(&format!("intent-{number}.json")))?.record())
    }
}
