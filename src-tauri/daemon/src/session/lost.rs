//! Which run of an ended session a restore would bring back, and what stands in its way. Blocking; it decides nothing.

use protocol::end::{End, EndReason, IntentReason};
use protocol::id::Generation;
use protocol::paths::Root;
use store::records::SessionRecord;

use super::close::{Finding, RunFiles};
use super::record;
use crate::registry::Lost;

/// The newest run that really ran. A start that failed supersedes nothing; it is counted. `newest`: the newest run, which
/// ended so.
pub(super) fn find(root: &Root, session: &SessionRecord, newest: Generation, end: End) -> Option<Lost> {
    let (mut generation, mut end) = (newest, end);
    let is_unwanted = |generation| RunFiles::new(root, &session.id, generation).is_unwanted();
    let mut unwanted = is_unwanted(generation);
    let mut failed_starts = Vec::new();
    while did_not_start(&end) {
        failed_starts.push(end.at);
        let before = record::generations(root, &session.id).ok()?.into_iter().rfind(|other| *other < generation)?;
        let Some(Finding::Ended(earlier)) = RunFiles::new(root, &session.id, before).recorded() else { return None };
        (generation, end) = (before, earlier.end);
        unwanted |= is_unwanted(generation);
    }
    Some(Lost { generation, end, unwanted, failed_starts, has_prompt: session.spec.prompt.is_some() })
}

/// Whether a run never came up: it failed, or came so late that it was given up.
fn did_not_start(end: &End) -> bool {
    end.reason == EndReason::StartFailed || end.intent == Some(IntentReason::StartTimeout)
}
