//! What is known of the agent in this session: its hooks first, then what it tells its terminal. Kept in `agent.json`, durably
//! before a hook is answered. It guesses nothing from what the screen shows.

mod hear;
mod kin;
mod ready;

use std::path::PathBuf;
use std::sync::Mutex;

use protocol::agent::{Activity, AgentWord, Hook, Watched};
use screen::Effect;
use serde_json::Map;
use store::process;
use store::records::{self, AgentRecord, Conversation};

use crate::threads::lock;

pub use ready::Facts;

/// The agent of this run.
#[derive(Debug)]
pub struct Agent {
    watched: Watched,
    generation: u32,
    path: PathBuf,
    word: Mutex<AgentWord>,
    /// Taken before `word`, by whoever changes it: what is on disk has the same order as what is in memory.
    record: Mutex<Vec<Conversation>>,
    /// Held while a prompt is being delivered.
    pub delivering: Mutex<()>,
    typed: Mutex<Typed>,
}

/// What people have typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Typed {
    /// How often.
    times: u64,
    /// Something was typed that was neither entered nor taken back.
    has_draft: bool,
}

/// What must not change while a prompt is delivered.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    activity: Option<Activity>,
    turn: u64,
    conversation: Option<String>,
    typed: Typed,
}

/// What a change came to.
#[derive(Debug, Default)]
pub struct Changed {
    /// Those who watch are to be told.
    pub is_news: bool,
    /// Why it could not be kept on disk.
    pub unwritten: Option<std::io::Error>,
}

impl Agent {
    /// An agent that was just started, in the run whose directory is `dir`.
    pub fn new(watched: Watched, generation: u32, dir: &std::path::Path, now: u64) -> Self {
        let word = hear::first(&watched, now);
        let begun = word.conversation.clone().map(|id| Conversation { id, since: now, by: "launch".to_owned() });
        let (word, record) = (Mutex::new(word), Mutex::new(begun.into_iter().collect()));
        let (delivering, typed) = (Mutex::default(), Mutex::default());
        Self { watched, generation, path: dir.join("agent.json"), word, record, delivering, typed }
    }

    /// What is known of it.
    pub fn word(&self) -> AgentWord {
        lock(&self.word).clone()
    }

    /// Checks that it takes a prompt now.
    ///
    /// # Errors
    /// Why not, for people.
    pub fn check_ready(&self, facts: Facts) -> Result<(), &'static str> {
        ready::check(&lock(&self.word), facts)
    }

    /// What it does and what was typed into it, to be compared.
    pub fn state(&self) -> State {
        let AgentWord { activity, turn, conversation, .. } = self.word();
        State { activity, turn, conversation, typed: *lock(&self.typed) }
    }

    /// Whether somebody has begun to type.
    pub fn has_draft(&self) -> bool {
        lock(&self.typed).has_draft
    }

    /// A person has typed this. Enter takes it, and Ctrl-C and Ctrl-U take it back; what else empties a line is not known.
    pub fn typed(&self, bytes: &[u8]) {
        let mut typed = lock(&self.typed);
        typed.times += 1;
        typed.has_draft = !matches!(bytes.last(), Some(b'\r' | 0x03 | 0x15));
    }

    /// Takes in a hook that a process called. Blocking: it is on disk afterwards, or that it is not is said.
    ///
    /// # Errors
    /// Why it counts for nothing.
    pub fn hear(&self, hook: &Hook, peer: Option<u32>, program: u32, now: u64) -> Result<Changed, String> {
        let chain = peer.and_then(|peer| chain(peer, program));
        if !kin::is_own(chain.as_deref(), &self.watched.programs) {
            return Err("it is of an agent that was started inside this one".to_owned());
        }
        let mut record = lock(&self.record);
        let word = hear::hook(&lock(&self.word), hook, &self.watched, self.generation, now)?;
        if let Some(id) = word.conversation.clone().filter(|id| record.last().is_none_or(|last| last.id != *id)) {
            record.push(Conversation { id, since: now, by: hook.event.clone() });
        }
        Ok(self.take(word, &record))
    }

    /// Takes in what the program told its terminal. Whether that is news. Called under the screen's lock: nothing is written,
    /// for none of it matters after the run.
    pub fn tell(&self, effect: &Effect, now: u64) -> bool {
        self.change(|known| hear::terminal(known, effect, now))
    }

    /// A person has typed what may be an answer. Whether that is news.
    pub fn answered(&self, now: u64) -> bool {
        self.change(|known| hear::answered(known, now))
    }

    fn change(&self, change: impl FnOnce(&AgentWord) -> Option<AgentWord>) -> bool {
        let mut word = lock(&self.word);
        change(&word).map(|changed| *word = changed).is_some()
    }

    fn take(&self, word: AgentWord, conversations: &[Conversation]) -> Changed {
        let before = std::mem::replace(&mut *lock(&self.word), word.clone());
        if before == word {
            return Changed::default();
        }
        let record = AgentRecord { word, conversations: conversations.to_vec(), unknown: Map::new() };
        Changed { is_news: true, unwritten: records::write(&self.path, &record).err() }
    }
}

/// The processes from `peer` up to `program`. `None`: they do not lead there.
fn chain(peer: u32, program: u32) -> Option<Vec<kin::Names>> {
    let ancestors = process::ancestors(peer);
    let end = ancestors.iter().position(|pid| *pid == program)?;
    Some(ancestors[..=end].iter().map(|pid| process::names(*pid)).collect())
}
