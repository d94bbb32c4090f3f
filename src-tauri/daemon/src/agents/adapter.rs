//! One agent: how it is started, resumed, watched, and where its transcripts lie. It answers from its file and the wish alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use protocol::agent::{Meaning, Watched};

use super::bad_wish::BadWish;
use super::content::Place;
use super::format::{File, Learning, Mode};
use super::invocation::{self, Invocation, Wish};
use super::pattern::Owner;
use super::template::Word;
use super::transcript::Transcript;

/// One agent that Holdfast knows how to run.
#[derive(Clone, Debug)]
pub struct Adapter {
    pub(super) file: File,
}

/// How a prompt reaches the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptBy {
    /// As an argument, unless it could be taken for something else: [`Invocation::prompted`].
    Argument,
    /// Pasted once the agent is ready.
    Paste,
}

impl Adapter {
    /// Its id, such as `claude-code`.
    pub fn id(&self) -> &str {
        &self.file.id
    }
    /// What people call it.
    pub fn name(&self) -> &str {
        &self.file.name
    }
    /// The names of its program, the first to be looked for first.
    pub fn programs(&self) -> &[String] {
        &self.file.programs
    }
    /// How it is installed, for people.
    pub fn install(&self) -> Option<&str> {
        self.file.install.as_deref()
    }
    /// What a person has to trust beforehand, for people. Nothing of it is written by us.
    pub fn trust(&self) -> Option<&str> {
        self.file.trust.as_deref()
    }
    /// How the conversation's id becomes known.
    pub fn learning(&self) -> Learning {
        self.file.conversation
    }
    /// Whether a fresh start is to be given a new UUID as the conversation's id.
    pub fn chooses_conversation(&self) -> bool {
        self.file.conversation == Learning::Chosen
    }
    /// Whether a conversation can be gone on with.
    pub fn is_resumable(&self) -> bool {
        !self.file.resume.is_empty() && self.file.conversation != Learning::Never
    }
    /// How a prompt reaches it.
    pub fn prompt_by(&self) -> PromptBy {
        if self.file.prompt.is_empty() { PromptBy::Paste } else { PromptBy::Argument }
    }
    /// Its permission modes by name, beside `default`.
    pub fn permission_modes(&self) -> &BTreeMap<String, Mode> {
        &self.file.permission
    }
    /// Whether it can be given a model.
    pub fn takes_model(&self) -> bool {
        let in_environment = self.file.env.values().any(|text| text.names(Word::Model));
        !self.file.model.is_empty() || in_environment || self.file.file.iter().any(|spec| spec.names(Word::Model))
    }
    /// Whether it tells what it does by hooks.
    pub fn is_hooked(&self) -> bool {
        !self.file.hooks.is_empty()
    }

    /// How a new conversation is begun.
    ///
    /// # Errors
    /// Where the wish cannot be met.
    pub fn fresh(&self, wish: &Wish) -> Result<Invocation, BadWish> {
        invocation::start(self, &self.file.fresh, wish)
    }

    /// How a conversation is gone on with, with the same model and permission mode.
    ///
    /// # Errors
    /// Where the wish cannot be met; without a conversation always.
    pub fn resume(&self, wish: &Wish) -> Result<Invocation, BadWish> {
        if !self.is_resumable() {
            return Err(BadWish::NotResumable(self.name().to_owned()));
        }
        invocation::start(self, &self.file.resume, wish)
    }

    /// What the host is told of it. `programs`: of all agents, [`super::Catalogue::programs`].
    pub fn watched(&self, programs: Vec<String>, conversation: Option<String>, prompted: bool) -> Watched {
        let hooks = self.file.hooks.iter().map(|(event, hears)| (event.clone(), Meaning::from(hears))).collect();
        Watched { id: self.file.id.clone(), conversation, hooks, programs, prompted, resumed: false }
    }

    /// Where the transcript of a conversation lies. `cwd`: the directory that it was had in, as its real path. `told`: where the
    /// agent said that it is. `None`: nobody knows.
    pub fn transcript(
        &self,
        home: &Path,
        env: &BTreeMap<String, String>,
        cwd: &Path,
        conversation: &str,
        told: Option<PathBuf>,
    ) -> Option<Transcript> {
        let owner = Owner { home, env };
        let usual = self.file.transcript.iter().filter_map(|one| one.of_conversation(owner, cwd, conversation));
        Transcript::new(told.into_iter().chain(usual).collect(), self.file.transcript_holds.clone())
    }

    /// The events that it calls a hook at.
    pub(super) fn events(&self) -> Vec<String> {
        let event = |key: &String| key.split_once(':').map_or(key.clone(), |(event, _)| event.to_owned());
        self.file.hooks.keys().map(event).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What is written so that its hooks reach us, for people: each file of the project by its path.
    pub fn writes(&self) -> Vec<String> {
        let project = self.file.file.iter().filter(|spec| spec.place == Place::Project);
        project.map(|spec| spec.path.to_string()).collect()
    }
}
