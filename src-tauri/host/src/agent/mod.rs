//! What is known of the agent in this session: its hooks first, then what it tells its terminal. Kept in `agent.json`, durably
//! before a hook is answered. It guesses nothing from what the screen shows.

mod hear;
mod keep;
mod kin;
mod known;
mod overhear;
mod ready;
mod typed;

use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use protocol::agent::{Activity, AgentWord, Hook, Watched};
use screen::Effect;
use serde_json::Map;
use store::process;
use store::records::{self, AgentRecord, Conversation};

use self::known::Known;
use crate::threads::lock;

pub use ready::Facts;
use typed::Typed;

/// For so long after something was entered an agent is expected to say that it took it up, in milliseconds. Not everything
/// that is entered makes it work.
const EXPECTED: u64 = 10_000;

/// The agent of this run.
#[derive(Debug)]
pub struct Agent {
    watched: Watched,
    generation: u32,
    path: PathBuf,
    known: Mutex<Known>,
    /// Taken before `known`, by whoever changes what is to be kept: what is on disk has the same order as what is in memory.
    record: Mutex<Record>,
    /// Held while a prompt is being delivered.
    pub delivering: Mutex<()>,
    typed: Mutex<Typed>,
}

/// What must not change while a prompt is delivered.
#[derive(Debug, PartialEq, Eq)]
pub struct Stand {
    activity: Option<Activity>,
    turn: u64,
    conversation: Option<String>,
    typed: Typed,
}

/// What `agent.json` is to hold beside the word, and whether it does.
#[derive(Debug)]
struct Record {
    conversations: Vec<Conversation>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// All of it is there.
    Kept,
    /// Something has changed since.
    Due,
    /// That could not be written.
    Refused,
}

/// What became of keeping it.
#[derive(Debug)]
pub enum Kept {
    /// It is on disk.
    Yes,
    /// It is on disk, after it could not be written.
    Again,
    /// It could not be written.
    Not(io::Error),
    /// It still cannot be.
    StillNot,
}

impl Agent {
    /// An agent that was just started, in the run whose directory is `dir`.
    pub fn new(watched: Watched, generation: u32, dir: &std::path::Path, now: u64) -> Self {
        let known = Known::first(&watched, now);
        let begun = known.word.conversation.clone().map(|id| Conversation { id, since: now, by: "launch".to_owned() });
        let record = Record { conversations: begun.into_iter().collect(), state: State::Kept };
        let (known, record) = (Mutex::new(known), Mutex::new(record));
        let (delivering, typed) = (Mutex::default(), Mutex::default());
        Self { watched, generation, path: dir.join("agent.json"), known, record, delivering, typed }
    }

    /// What is known of it.
    pub fn word(&self) -> AgentWord {
        lock(&self.known).word.clone()
    }

    /// When a hook of it last came, whatever that said, in milliseconds since 1970.
    pub fn heard_at(&self) -> Option<u64> {
        lock(&self.known).heard_at
    }

    /// Checks that it takes a prompt now.
    ///
    /// # Errors
    /// Why not, for people.
    pub fn check_ready(&self, facts: Facts) -> Result<(), &'static str> {
        ready::check(&lock(&self.known).word, facts)
    }

    /// What it does and what was typed into it, to be compared.
    pub fn stand(&self) -> Stand {
        let AgentWord { activity, turn, conversation, .. } = self.word();
        Stand { activity, turn, conversation, typed: *lock(&self.typed) }
    }

    /// Whether somebody has begun to type.
    pub fn has_draft(&self) -> bool {
        lock(&self.typed).has_draft
    }

    /// Whether something was entered lately, and no hook has come since.
    pub fn is_expected(&self, now: u64) -> bool {
        let heard_at = lock(&self.known).heard_at;
        let entered_at = lock(&self.typed).entered_at;
        entered_at.is_some_and(|at| now.saturating_sub(at) < EXPECTED && heard_at.is_none_or(|heard| heard < at))
    }

    /// This was typed, by a person or for one.
    pub fn typed(&self, bytes: &[u8], now: u64) {
        let asked = self.word().activity.is_some_and(Activity::needs_person);
        lock(&self.typed).take(bytes, asked, now);
    }

    /// Takes in a hook that a process called. Whether those who watch are to be told. It is to be kept by [`Self::keep`] before
    /// it is answered.
    ///
    /// # Errors
    /// Why it counts for nothing.
    pub fn hear(&self, hook: &Hook, peer: Option<u32>, program: u32, now: u64) -> Result<bool, String> {
        hear::check(hook, &self.watched, self.generation)?;
        let chain = peer.and_then(|peer| chain(peer, program));
        if !kin::is_own(chain.as_deref(), &self.watched.programs) {
            return Err("it is of an agent that was started inside this one".to_owned());
        }
        let mut record = lock(&self.record);
        let mut known = lock(&self.known);
        known.heard_at = Some(now);
        let next = hear::hook(&known, hook, &self.watched, now)?;
        let is_news = next.word != known.word;
        *known = next;
        if is_news {
            record.note(&known.word, &hook.event, now);
        }
        Ok(is_news)
    }

    /// Takes in what the program told its terminal. Whether that is news. Called under the screen's lock: nothing is written,
    /// for none of it matters after the run.
    pub fn tell(&self, effect: &Effect, now: u64) -> bool {
        self.change(|known| overhear::terminal(known, effect, now))
    }

    /// A person has typed what may be an answer. Whether that is news.
    pub fn answered(&self, now: u64) -> bool {
        self.change(|known| overhear::answered(known, now))
    }

    fn change(&self, change: impl FnOnce(&Known) -> Option<Known>) -> bool {
        let mut known = lock(&self.known);
        let Some(next) = change(&known) else { return false };
        let is_news = next.word != known.word;
        *known = next;
        is_news
    }

    /// Writes what is not on disk yet. Blocking.
    pub fn keep(&self) -> Kept {
        let mut record = lock(&self.record);
        let before = record.state;
        if before == State::Kept {
            return Kept::Yes;
        }
        let conversations = record.conversations.clone();
        let written =
            records::write(&self.path, &AgentRecord { word: self.word(), conversations, unknown: Map::new() });
        record.state = if written.is_ok() { State::Kept } else { State::Refused };
        match (written, before) {
            (Ok(()), State::Refused) => Kept::Again,
            (Ok(()), _) => Kept::Yes,
            (Err(_), State::Refused) => Kept::StillNot,
            (Err(error), _) => Kept::Not(error),
        }
    }
}

impl Record {
    /// What is known has changed by a hook.
    fn note(&mut self, word: &AgentWord, by: &str, now: u64) {
        if let Some(id) =
            word.conversation.clone().filter(|id| self.conversations.last().is_none_or(|last| last.id != *id))
        {
            self.conversations.push(Conversation { id, since: now, by: by.to_owned() });
        }
        if self.state == State::Kept {
            self.state = State::Due;
        }
    }
}

/// The processes from `peer` up to `program`. `None`: they do not lead there.
fn chain(peer: u32, program: u32) -> Option<Vec<kin::Names>> {
    let ancestors = process::ancestors(peer);
    let end = ancestors.iter().position(|pid| *pid == program)?;
    Some(ancestors[..=end].iter().map(|pid| process::names(*pid)).collect())
}
