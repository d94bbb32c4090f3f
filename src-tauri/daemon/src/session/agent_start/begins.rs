//! How an agent's next run would begin, by what the agent last said and what it keeps. Blocking looks; nothing is changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use protocol::agent::AgentWord;
use protocol::session::Kind;

use super::super::beginning::{Beginning, Facts, Refused, There, beginning};
use crate::agents::{self, Adapter, Learned, Learning, Presence};

/// What is known of a session whose agent is to be started.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What kind of session it is.
    pub kind: Kind,
    /// Where it works.
    pub cwd: &'a Path,
    /// When its last run began, in milliseconds since 1970.
    pub since: u64,
    /// Whether it was made with a prompt.
    pub has_prompt: bool,
    /// What its agent last said. Absent: nothing was ever said.
    pub word: Option<&'a AgentWord>,
}

/// How an agent's next run would begin, and whether the transcript of its conversation is there. Blocking.
pub fn begins(
    adapter: &Adapter,
    subject: &Subject,
    is_anew: bool,
    environment: &BTreeMap<String, String>,
) -> (Result<Beginning, Refused>, There) {
    let named = subject.word.and_then(|word| word.conversation.clone()).filter(|_| adapter.is_resumable());
    // Some go on with a conversation under a new id: what was begun in the last run counts before what it was started with.
    let (learned, candidates) = match adapter.learning() {
        Learning::Store if !is_anew => learn(adapter, subject, environment),
        _ => (None, 0),
    };
    let learned = learned.or(named.filter(|_| candidates == 0));
    let known = learned.as_deref();
    let look = |id| transcript(adapter, subject.word, environment, subject.cwd, id);
    let transcript = known.filter(|_| !is_anew).map_or(There::CannotTell, look);
    let facts = Facts {
        is_anew,
        kind: subject.kind,
        conversation: known,
        candidates,
        has_worked: subject.word.is_some_and(has_worked),
        is_blank: subject.word.is_some_and(is_blank),
        transcript,
        has_prompt: subject.has_prompt,
    };
    (beginning(&facts), transcript)
}

/// The conversation of an agent that has named none, by what it keeps; else how many it could be.
fn learn(adapter: &Adapter, subject: &Subject, environment: &BTreeMap<String, String>) -> (Option<String>, usize) {
    let since = SystemTime::UNIX_EPOCH + Duration::from_millis(subject.since);
    match adapter.learn(&agents::home(environment), environment, subject.cwd, since) {
        Learned::One(id) => (Some(id), 0),
        Learned::Several(number) => (None, number),
        Learned::None => (None, 0),
        Learned::CannotTell(why) => {
            tracing::warn!("{why}");
            (None, 0)
        }
    }
}

/// Whether an agent has ever done anything that it would remember.
fn has_worked(word: &AgentWord) -> bool {
    word.turn > 1 || word.picked_up_at.is_some() || word.resumed
}

/// Whether an agent has begun its conversation in place of another one, and has taken up nothing since.
fn is_blank(word: &AgentWord) -> bool {
    word.replaced_at.is_some_and(|begun| word.picked_up_at.is_none_or(|picked_up| picked_up < begun))
}

/// Whether the transcript of a conversation is there: where the agent said that it is, else where its kind keeps them.
/// Blocking.
fn transcript(
    adapter: &Adapter,
    word: Option<&AgentWord>,
    environment: &BTreeMap<String, String>,
    cwd: &Path,
    conversation: &str,
) -> There {
    let told = word.filter(|word| word.conversation.as_deref() == Some(conversation));
    let told = told.and_then(|word| word.transcript.as_deref()).map(PathBuf::from).filter(|path| path.exists());
    match adapter.transcript(&agents::home(environment), environment, cwd, conversation, told).map(|kept| kept.look()) {
        Some(Presence::Yes(_)) => There::Yes,
        Some(Presence::No) => There::No,
        Some(Presence::CannotTell(_)) | None => There::CannotTell,
    }
}
