//! Which wishes to stop a run its host took, and in which order.

use protocol::id::{Generation, SessionId};

use super::Cited;
use crate::records::IntentRecord;

/// The wishes to stop one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intents {
    /// The one that was acknowledged first: it is cited.
    pub first: Option<Cited>,
    /// Others that were acknowledged, in order.
    pub later: Vec<Cited>,
    /// Those that were recorded and never acknowledged. They explain nothing.
    pub unheard: Vec<Cited>,
}

impl Intents {
    /// Sorts the intents of a run, each with when it was acknowledged, in milliseconds since 1970. One that is about
    /// another run is ignored, whatever file it lies in.
    pub fn sort(session: &SessionId, generation: Generation, found: Vec<(IntentRecord, Option<u64>)>) -> Self {
        let ours = |(record, _): &(IntentRecord, _)| record.session == *session && record.generation == generation;
        let mut found: Vec<_> = found.into_iter().filter(ours).collect();
        found.sort_by_key(|(record, acknowledged)| (*acknowledged, record.number));
        let mut sorted = Self::default();
        for (record, acknowledged) in found {
            let cited = Cited { number: record.number, actor: record.intent.actor, reason: record.intent.reason };
            match (acknowledged, &sorted.first) {
                (None, _) => sorted.unheard.push(cited),
                (Some(_), None) => sorted.first = Some(cited),
                (Some(_), Some(_)) => sorted.later.push(cited),
            }
        }
        sorted
    }

    /// The only wish, which was taken.
    pub fn only(cited: Cited) -> Self {
        Self { first: Some(cited), ..Self::default() }
    }

    /// The one that was acknowledged first, as a list.
    pub(super) fn taken(&self) -> &[Cited] {
        self.first.as_slice()
    }
}
