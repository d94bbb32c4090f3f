//! What an agent's next run is started as: with which conversation, by which words, and what its host is to know of it.
//! Blocking looks at its transcript and its program; nothing is written here.

mod alone;
mod begins;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protocol::agent::{AgentWord, Source, Watched};
use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::launch::program_in;
use protocol::paths::Root;
use store::records::SessionRecord;

use super::beginning::Beginning;
use super::launch::Program;
use crate::agents::{self, Adapter, Catalogue, Wish};

pub use alone::check_alone;
pub use begins::{Subject, begins};

/// What is asked for, beside what the session's record says.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Where everything lies.
    pub root: &'a Root,
    /// Where our programs lie.
    pub programs: &'a Path,
    /// Which session.
    pub record: &'a SessionRecord,
    /// The number of the run.
    pub generation: Generation,
    /// A new conversation is wanted, or there was none.
    pub is_anew: bool,
    /// What its agent last said. Absent: nothing was ever said.
    pub word: Option<&'a AgentWord>,
    /// When its last run began, in milliseconds since 1970.
    pub since: u64,
}

/// Finds the adapter of an agent. Blocking.
///
/// # Errors
/// `agent_unknown`.
pub fn adapter<'a>(catalogue: &'a Catalogue, id: &str) -> Result<&'a Adapter, WireError> {
    catalogue.get(id).ok_or_else(|| {
        WireError::new(ErrorCode::AgentUnknown, format!("no agent is called {id:?}"))
            .hint("`holdfast agents --all` lists those that are known; any other program is given after `--`")
    })
}

/// What the run of the agent `id` is started as. `environment` is what it would get without it.
///
/// # Errors
/// `agent_unknown`, `program_missing`, `conversation_gone`, `not_resumable`, `bad_request` for a model or a permission that
/// the agent does not have.
pub fn program(asked: &Asked, id: &str, mut environment: BTreeMap<String, String>) -> Result<Program, WireError> {
    let (spec, catalogue) = (&asked.record.spec, Catalogue::load(&asked.root.config()));
    let adapter = adapter(&catalogue, id)?;
    let binary = agents::locate(adapter, &environment).ok_or_else(|| missing(adapter))?;
    let cwd = Path::new(&spec.cwd);
    let given = spec.conversation.as_deref().map(given);
    let word = asked.word.or(given.as_ref());
    let is_anew = asked.is_anew && !(asked.generation == 1 && given.is_some());
    let subject = Subject { kind: spec.kind, cwd, since: asked.since, has_prompt: spec.prompt.is_some(), word };
    let (beginning, _) = begins(adapter, &subject, is_anew, &environment);
    let beginning = beginning.map_err(|refused| refused.in_words(&asked.record.name, &asked.record.id))?;
    let (goes_on, prompt, conversation) = match beginning {
        Beginning::With(conversation) => (true, None, Some(conversation)),
        Beginning::Anew { with_prompt } => {
            let prompt = spec.prompt.as_deref().filter(|_| with_prompt);
            (false, prompt, adapter.chooses_conversation().then(uuid).transpose()?)
        }
    };
    let hook = program_in(asked.programs, "holdfast");
    let own = own_directory(asked.root, &asked.record.id, asked.generation);
    let wish = Wish {
        model: spec.model.as_deref(),
        permission: spec.permission.as_deref(),
        prompt,
        conversation: conversation.as_deref(),
        extra: spec.command.get(1..).unwrap_or_default(),
        hook: &hook,
        cwd,
        own: &own,
    };
    let invocation = if goes_on { adapter.resume(&wish) } else { adapter.fresh(&wish) };
    let mut invocation = invocation?;
    if let Some(first) = invocation.argv.first_mut() {
        *first = binary.to_string_lossy().into_owned();
    }
    invocation.unset.iter().for_each(|name| drop(environment.remove(name)));
    environment.extend(invocation.env);
    // What the user gave explicitly outranks what the adapter says.
    environment.extend(spec.env.clone());
    let watched = adapter.watched(catalogue.programs(), conversation.clone(), invocation.prompted);
    Ok(Program {
        argv: invocation.argv,
        environment,
        agent: Some(Watched { resumed: goes_on, ..watched }),
        files: invocation.own_files,
        project_files: invocation.project_files,
        to_paste: prompt.filter(|_| !invocation.prompted).map(str::to_owned),
        goes_on: conversation.filter(|_| goes_on),
    })
}

/// What is known of a conversation that was had before its session was made.
fn given(conversation: &str) -> AgentWord {
    let why = "the session was made to go on with it";
    AgentWord::unsaid(Source::Input, 0, why, Some(conversation.to_owned()), true)
}

/// Where the daemon puts the files of ours that an agent's run reads.
pub fn own_directory(root: &Root, id: &SessionId, generation: Generation) -> PathBuf {
    root.generation(id, generation).join("agent")
}

fn missing(adapter: &Adapter) -> WireError {
    let error = WireError::new(ErrorCode::ProgramMissing, format!("{} is not installed", adapter.name()));
    let programs = adapter.programs().join(" or ");
    error.hint(match adapter.install() {
        Some(how) => format!("install it (`{how}`), or have {programs} in the PATH"),
        None => format!("have {programs} in the PATH"),
    })
}

/// A random conversation id in the form that agents ask for.
fn uuid() -> Result<String, WireError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| WireError::new(ErrorCode::Internal, format!("making a conversation's id: {error}")))?;
    // RFC 9562: version 4, variant 10.
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}
