//! What a host knows of its agent: the word that others are told, and what the next one is judged by. Pure data.

use std::collections::BTreeMap;

use protocol::agent::{Activity, AgentWord, Source, Watched};

/// Everything that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What others are told.
    pub word: AgentWord,
    /// When the newest hook happened that said what the agent does, whatever else has changed that since. Absent: none has.
    pub told_at: Option<u64>,
    /// When a hook of this run last came, of a sub-agent too. Absent: none has.
    pub heard_at: Option<u64>,
    /// When the hook happened that named the conversation. Absent: none has.
    pub named_at: Option<u64>,
    /// Who waits for a person: sub-agents by their ids, the agent itself as [`Self::ITSELF`].
    pub asking: BTreeMap<String, Asked>,
    /// Its title begins with a spinner.
    pub spins: bool,
}

/// What is wanted of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Leave, or an answer.
    pub activity: Activity,
    /// Since when, in milliseconds since 1970.
    pub at: u64,
    /// What is asked, cleaned.
    pub message: Option<String>,
}

impl Known {
    /// The agent itself, among those who ask.
    pub const ITSELF: &str = "";

    /// What is known before the agent has said anything.
    pub fn first(watched: &Watched, now: u64) -> Self {
        let why = if watched.prompted { "it was given a prompt" } else { "it has not said anything" };
        let word = AgentWord {
            activity: watched.prompted.then_some(Activity::Working),
            turn: u64::from(watched.prompted),
            ..AgentWord::unsaid(Source::Input, now, why, watched.conversation.clone(), watched.resumed)
        };
        Self { word, told_at: None, heard_at: None, named_at: None, asking: BTreeMap::new(), spins: false }
    }

    /// What is asked of a person. Leave comes before answers: nobody may type into it by mistake.
    pub fn asked(&self) -> Option<&Asked> {
        let leave = self.asking.values().find(|asked| asked.activity == Activity::Permission);
        leave.or_else(|| self.asking.values().next())
    }

    /// The agent does this from now on.
    pub fn becomes(&mut self, activity: Activity, at: u64, source: Source, why: String) {
        let word = &mut self.word;
        if word.activity != Some(activity) {
            (word.since, word.turn) = (at, word.turn + 1);
        }
        (word.activity, word.source, word.why) = (Some(activity), source, why);
    }
}
