//! `new`: checks what can be checked, writes the session down, starts it. A session that never ran leaves nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use protocol::end::Actor;
use protocol::error::{ErrorCode, WireError};
use protocol::id::{SessionId, check_name, looks_like_id};
use protocol::requests::{Made, New};
use protocol::session::{Kind, Session, Spec};
use serde_json::Map;
use store::records::{QueuedStart, SessionRecord};

use crate::agents::Catalogue;
use crate::connection::Asker;
use crate::context::{Daemon, off_loop};
use crate::journal::entries;
use crate::project::{self, Place};
use crate::roles::Role;
use crate::session::agent_start::{self, Asked};
use crate::session::record::{self, Known};
use crate::session::start::{check_directory, program_of};
use crate::session::{self, Begin, Start};
use crate::{environment, orchestrators, program, workers};

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: New) -> Result<Made, WireError> {
    super::not_leaving(daemon)?;
    daemon.wait_for_list().await;
    if call.conversation.is_some() && super::role(daemon, asker).await != Role::Person {
        let message = "an agent may not go on with a conversation that was had before";
        return Err(WireError::new(ErrorCode::Forbidden, message)
            .hint("a person can, from a terminal outside of agents' sessions"));
    }
    let name = call.name.as_deref().map(check_name).transpose();
    let name =
        name.map_err(|error| WireError::new(ErrorCode::BadName, error.to_string()).hint("choose another name"))?;
    let environment = environment::of_start(call.environment.clone()).await;
    let size = call.size;
    let configuration = daemon.root.config();
    let looking = off_loop(move || {
        let spec = spec(&call, &environment, &configuration)?;
        let place = project::place(Path::new(&spec.cwd));
        Ok::<_, WireError>((spec, place, environment))
    });
    let (actor, found) = tokio::join!(super::actor(daemon, asker), looking);
    let (spec, place, environment) = found?;
    let begin = Begin { environment, size, by: Some(actor.clone()), ..Begin::default() };
    if spec.kind != Kind::Orchestrator {
        let session = make(daemon, Wanted { spec, place, name }, actor, begin).await?;
        return Ok(Made { session, existing: None });
    }
    let project = place.project.clone();
    // Nobody else starts one of this project before it is listed.
    let _turn = daemon.orchestrators.turn(&project).await;
    match orchestrators::existing(daemon, &project, &begin).await? {
        Some(made) => Ok(made),
        None => {
            let session = make(daemon, Wanted { spec, place, name }, actor, begin).await?;
            Ok(Made { session, existing: None })
        }
    }
}

/// A session to be made.
struct Wanted {
    spec: Spec,
    place: Place,
    /// Absent: named after its program.
    name: Option<String>,
}

async fn make(daemon: &Arc<Daemon>, wanted: Wanted, actor: Actor, begin: Begin) -> Result<Session, WireError> {
    let name = match &wanted.name {
        Some(name) => daemon.registry.reserve_name(name, true, None)?,
        None => daemon.registry.reserve_name(&name_of(&wanted.spec), false, None)?,
    };
    let begin = Begin { first: true, ..begin };
    let outcome = make_named(daemon, wanted, name.clone(), actor, begin).await;
    daemon.registry.release_name(&name);
    outcome
}

/// What is to be stored of a request. `configuration`: where the user's own adapters lie. Blocking.
fn spec(call: &New, environment: &BTreeMap<String, String>, configuration: &Path) -> Result<Spec, WireError> {
    let command = match &call.agent {
        Some(agent) => [vec![program_of_agent(agent, configuration)?], call.command.clone()].concat(),
        None if call.command.is_empty() => vec![program::shell(environment)],
        None => call.command.clone(),
    };
    if call.conversation.is_some() && (call.agent.is_none() || call.prompt.is_some()) {
        let message = "a conversation is gone on with by its agent, and without a prompt";
        return Err(WireError::new(ErrorCode::BadRequest, message)
            .hint("name the agent that it was had with, and send the prompt once it runs"));
    }
    let kind = if call.agent.is_some() && call.kind == Kind::Program { Kind::Worker } else { call.kind };
    let home = || environment.get("HOME").cloned().unwrap_or_else(|| "/".to_owned());
    let cwd = call.cwd.clone().unwrap_or_else(home);
    check_directory(&cwd)?;
    if let Some(name) = call.env.keys().find(|name| name.is_empty() || name.contains(['=', '\0'])) {
        return Err(WireError::new(ErrorCode::BadRequest, format!("{name:?} cannot name an environment value")));
    }
    Ok(Spec {
        command,
        cwd,
        kind,
        agent: call.agent.clone(),
        prompt: call.prompt.clone(),
        model: call.model.clone(),
        permission: call.permission.clone(),
        conversation: call.conversation.clone(),
        env: call.env.clone(),
        log: !call.no_log,
        unknown: Map::new(),
    })
}

/// The name of an agent's program.
fn program_of_agent(agent: &str, configuration: &Path) -> Result<String, WireError> {
    let catalogue = Catalogue::load(configuration);
    let adapter = agent_start::adapter(&catalogue, agent)?;
    // A file of an adapter names one at least.
    Ok(adapter.programs().first().cloned().unwrap_or_default())
}

/// A name for a session that was given none: its program's.
fn name_of(spec: &Spec) -> String {
    let program = spec.command.first().map(String::as_str).unwrap_or_default();
    let base = Path::new(program).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let base: String = base.chars().filter(|character| !character.is_control()).take(60).collect();
    match check_name(&base) {
        Ok(name) => name,
        Err(_) if looks_like_id(&base) => format!("program {base}"),
        Err(_) => "session".to_owned(),
    }
}

async fn make_named(
    daemon: &Arc<Daemon>,
    wanted: Wanted,
    name: String,
    actor: Actor,
    begin: Begin,
) -> Result<Session, WireError> {
    let id = free_id(daemon)?;
    let Wanted { spec, place, .. } = wanted;
    let record = SessionRecord {
        project: place.project,
        workspace: place.workspace,
        branch: place.branch,
        // The session that the asking process lives in, if any.
        parent: actor.strip_prefix("agent:").and_then(|id| id.parse().ok()),
        ..SessionRecord::new(id.clone(), name, spec, store::now_ms())
    };
    let mut environment = begin.environment.clone();
    environment.extend(record.spec.env.clone());
    let root = daemon.root.clone();
    let (checked, programs) = (record.clone(), daemon.programs.clone());
    // The record itself is written while its host starts.
    off_loop(move || {
        let (root, record) = (&root, &checked);
        let asked = Asked {
            root,
            programs: &programs,
            record,
            generation: 1,
            is_anew: true,
            word: None,
            since: record.created_at,
        };
        program_of(&asked, environment).map_err(|error| explain(error, &record.spec))?;
        record::create_directory(root, &record.id)
    })
    .await?;
    daemon.journal.note(entries::made(&record, &actor));
    // Held until its start is listed.
    let is_agent = |id: &SessionId| daemon.registry.get(id).is_some_and(|entry| entry.row.agent.is_some());
    let is_worker = workers::is_worker(record.spec.agent.as_ref(), record.parent.as_ref(), is_agent);
    let turn = if is_worker { daemon.workers.turn().await } else { None };
    if turn.is_some() && !workers::has_place(daemon).await {
        return make_waiting(daemon, record, begin).await;
    }
    let handle = session::spawn(daemon, id.clone(), Known::Whole(Box::new(record)), Start::New);
    let outcome = handle.start(begin).await;
    drop(turn);
    // What did not come up in time may yet: it stays in the list, which says what becomes of it.
    if let Err(error) = &outcome
        && error.code != ErrorCode::TimedOut
    {
        // The first run ended before it began; only what certainly left nothing running can be removed.
        match handle.remove().await {
            Ok(()) => daemon.journal.note(entries::removed(&id, 0, &"daemon".to_owned())),
            Err(kept) => {
                tracing::warn!("keeping the session that did not start ({}): {}", error.message, kept.message);
            }
        }
    }
    outcome
}

/// The remedy for a session that is not there yet is another than for one that is.
fn explain(error: WireError, spec: &Spec) -> WireError {
    match (&spec.conversation, error.code) {
        (Some(_), ErrorCode::ConversationGone | ErrorCode::NotResumable) => {
            error.hint("begin a new conversation, or go on with another one")
        }
        _ => error,
    }
}

/// Writes down a session that is started once there is a place.
async fn make_waiting(daemon: &Arc<Daemon>, record: SessionRecord, begin: Begin) -> Result<Session, WireError> {
    let by = begin.by.clone().unwrap_or_else(|| "unknown".to_owned());
    let queued = QueuedStart { by, since: store::now_ms(), size: begin.size, unknown: Map::new() };
    let (record, root) = (SessionRecord { queued: Some(queued), ..record }, daemon.root.clone());
    let (id, written) = (record.id.clone(), record.clone());
    off_loop(move || {
        record::write_first(&root, &written)?;
        store::durable::sync_parent(&root.session(&written.id))
            .map_err(|error| WireError::new(ErrorCode::Io, format!("writing the record of the new session: {error}")))
    })
    .await?;
    let handle = session::spawn(daemon, id, Known::Whole(Box::new(record)), Start::New);
    handle.wait_for_place(Begin { first: false, ..begin }).await
}

fn free_id(daemon: &Daemon) -> Result<SessionId, WireError> {
    for _ in 0..100 {
        let id = SessionId::random()
            .map_err(|error| WireError::new(ErrorCode::Internal, format!("making an id: {error}")))?;
        if !daemon.registry.is_short_taken(&id) {
            return Ok(id);
        }
    }
    Err(WireError::new(ErrorCode::Internal, "no free id was found"))
}
