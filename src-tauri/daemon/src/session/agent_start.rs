//! What an agent's next run is started as: with which conversation, by which words, and what its host is to know of it.
//! Blocking looks at its transcript and its program; nothing is written here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use protocol::agent::AgentWord;
use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::launch::program_in;
use protocol::paths::Root;
use protocol::session::Kind;
use store::process;
use store::records::SessionRecord;

use super::beginning::{Beginning, Facts, Refused, There, beginning};
use super::launch::Program;
use crate::agents::{self, Adapter, Catalogue, Learned, Presence, Wish};
use crate::context::Daemon;

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
    let subject = Subject {
        kind: spec.kind,
        cwd,
        since: asked.record.created_at,
        has_prompt: spec.prompt.is_some(),
        word: asked.word,
    };
    let (beginning, _) = begins(adapter, &subject, asked.is_anew, &environment);
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
    Ok(Program {
        argv: invocation.argv,
        environment,
        agent: Some(adapter.watched(catalogue.programs(), conversation.clone(), invocation.prompted)),
        files: invocation.own_files,
        project_files: invocation.project_files,
        to_paste: prompt.filter(|_| !invocation.prompted).map(str::to_owned),
        goes_on: conversation.filter(|_| goes_on),
    })
}

/// Where the daemon puts the files of ours that an agent's run reads.
pub fn own_directory(root: &Root, id: &SessionId, generation: Generation) -> PathBuf {
    root.generation(id, generation).join("agent")
}

/// What is known of a session whose agent is to be started.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What kind of session it is.
    pub kind: Kind,
    /// Where it works.
    pub cwd: &'a Path,
    /// When it was made, in milliseconds since 1970: its conversations are no older.
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
    let (learned, candidates) = match named {
        None if !is_anew => learn(adapter, subject, environment),
        named => (named, 0),
    };
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
    match adapter.learn(home(environment), environment, subject.cwd, since) {
        Learned::One(id) => (Some(id), 0),
        Learned::Several(number) => (None, number),
        Learned::None => (None, 0),
        Learned::CannotTell(why) => {
            tracing::warn!("{why}");
            (None, 0)
        }
    }
}

fn home(environment: &BTreeMap<String, String>) -> &Path {
    environment.get("HOME").map_or(Path::new("/"), Path::new)
}

/// Whether an agent has ever done anything that it would remember.
fn has_worked(word: &AgentWord) -> bool {
    word.turn > 1 || word.picked_up_at.is_some()
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
    match adapter.transcript(home(environment), environment, cwd, conversation, told).map(|kept| kept.look()) {
        Some(Presence::Yes(_)) => There::Yes,
        Some(Presence::No) => There::No,
        Some(Presence::CannotTell(_)) | None => There::CannotTell,
    }
}

/// Checks that nobody else goes on with a conversation: no other session, and no agent in another terminal of this machine as
/// far as the list of processes shows it.
///
/// # Errors
/// `conversation_taken` naming who.
pub async fn check_alone(
    daemon: &Daemon,
    own: &SessionId,
    conversation: &str,
    programs: Vec<String>,
) -> Result<(), WireError> {
    let other = daemon
        .registry
        .entries()
        .into_iter()
        .map(|entry| entry.row)
        .find(|row| row.id != *own && row.status.is_live() && row.conversation.as_deref() == Some(conversation));
    if let Some(other) = other {
        let message = format!("the conversation {conversation} goes on in {}", other.name);
        return Err(WireError::new(ErrorCode::ConversationTaken, message)
            .hint(format!("attach to it: `holdfast attach {}`", other.id.short())));
    }
    let wanted = conversation.to_owned();
    match daemon.look(move || elsewhere(&wanted, &programs)).await {
        Some(pid) => Err(WireError::new(
            ErrorCode::ConversationTaken,
            format!("the conversation {conversation} goes on in another terminal: process {pid}"),
        )
        .hint("leave it there first, or begin a new one: `holdfast resume --fresh`")),
        None => Ok(()),
    }
}

/// An agent's process that was told this conversation. Blocking.
fn elsewhere(conversation: &str, programs: &[String]) -> Option<u32> {
    let is_agent = |pid: &u32| process::names(*pid).iter().any(|name| programs.contains(name));
    match process::told(conversation) {
        Ok(told) => told.into_iter().find(is_agent),
        Err(error) => {
            tracing::warn!("looking for the conversation {conversation} among all processes: {error}");
            None
        }
    }
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
