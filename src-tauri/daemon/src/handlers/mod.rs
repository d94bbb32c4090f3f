//! What the daemon answers: one file per request. A handler finds the session and asks its task; it holds no state.

mod agents;
mod archive;
mod change_queue;
mod changes;
mod conversations;
mod decline;
mod diff;
mod enqueue;
mod environment;
mod files;
mod kill;
mod list;
mod new;
mod notifications;
mod open;
mod plan;
mod processes;
mod promote;
mod queue;
mod remove;
mod rename;
mod restart;
mod restore;
mod resume;
mod seen;
mod show;
mod status;
mod stop;
mod subscribe;
mod survival;
mod targets;
mod unarchive;
mod usage;

#[cfg(all(test, debug_assertions))]
pub use stop::stop_all;

use std::sync::Arc;

use protocol::end::Actor;
use protocol::envelope::{Call, Request, Response};
use protocol::error::{ErrorCode, WireError};
use protocol::requests as ask;

use crate::connection::Asker;
use crate::context::Daemon;
use crate::roles::{self, Role};

/// Carries out one request.
pub async fn answer(daemon: &Arc<Daemon>, asker: &Asker, request: Request) -> Response {
    macro_rules! handle {
        ($($call:ty => $module:ident),* $(,)?) => {
            match request.request.as_str() {
                $(<$call>::NAME => {
                    let outcome = match allowed(daemon, asker, &request).await.and_then(|()| request.read::<$call>()) {
                        Ok(call) => $module::answer(daemon, asker, call).await,
                        Err(error) => Err(error),
                    };
                    Response::of(request.id, outcome)
                })*
                _ => unknown(&request),
            }
        };
    }
    handle! {
        ask::Agents => agents,
        ask::Archive => archive,
        ask::ChangeQueue => change_queue,
        ask::Decline => decline,
        ask::Enqueue => enqueue,
        ask::Environment => environment,
        ask::FindFiles => files,
        ask::GetChanges => changes,
        ask::GetConversations => conversations,
        ask::GetDiff => diff,
        ask::GetNotifications => notifications,
        ask::GetPlan => plan,
        ask::GetProcesses => processes,
        ask::GetQueue => queue,
        ask::GetSurvival => survival,
        ask::GetUsage => usage,
        ask::Kill => kill,
        ask::List => list,
        ask::New => new,
        ask::Open => open,
        ask::Promote => promote,
        ask::Remove => remove,
        ask::Rename => rename,
        ask::Restart => restart,
        ask::Restore => restore,
        ask::Resume => resume,
        ask::Seen => seen,
        ask::Show => show,
        ask::Status => status,
        ask::Stop => stop,
        ask::Subscribe => subscribe,
        ask::Unarchive => unarchive,
    }
}

fn unknown(request: &Request) -> Response {
    let message = format!("this daemon does not know the request {:?}", request.request);
    Response::of::<()>(
        request.id,
        Err(WireError::new(ErrorCode::UnknownRequest, message)
            .hint("update Holdfast's daemon: stop it with `holdfast stop --keep-sessions`")),
    )
}

/// Checks that whoever asks may. A request that is about a session names it as `id`.
async fn allowed(daemon: &Arc<Daemon>, asker: &Asker, request: &Request) -> Result<(), WireError> {
    // Lists and states are asked for all the time: nobody's ancestors are looked up for those.
    if roles::is_for_all(&request.request) {
        return Ok(());
    }
    let role = role(daemon, asker).await;
    if role == Role::Person {
        return Ok(());
    }
    daemon.wait_for_list().await;
    let named = request.params.get("id").and_then(serde_json::Value::as_str);
    let target = named.map(|text| daemon.registry.find(text)).transpose()?.map(|entry| entry.row.id);
    roles::check(&role, &request.request, target.as_ref(), |id| daemon.registry.get(id)?.row.parent)
}

/// As what the peer asks: an agent's only if it lives in the session of one. A shell's is a person's.
async fn role(daemon: &Daemon, asker: &Asker) -> Role {
    if !daemon.registry.runs_agents() {
        return Role::Person;
    }
    let actor = actor(daemon, asker).await;
    let session = actor.strip_prefix("agent:").and_then(|id| daemon.registry.get(&id.parse().ok()?));
    match session {
        Some(entry) if entry.row.agent.is_some() => Role::Agent(entry.row.id),
        _ => Role::Person,
    }
}

/// Who asks, as ends are recorded: the user, or the session that the asking process lives in. Taken from the peer,
/// never from the request.
async fn actor(daemon: &Daemon, asker: &Asker) -> Actor {
    let Some(pid) = asker.peer.pid else { return "user".to_owned() };
    let runs_agents = daemon.registry.runs_agents();
    let (ancestors, marks) = crate::context::off_loop(move || {
        let ancestors = store::process::ancestors(pid);
        let marks = ancestors.iter().filter(|_| runs_agents).filter_map(|pid| store::process::session_of(*pid));
        let marks: Vec<String> = marks.collect();
        (ancestors, marks)
    })
    .await;
    // What an agent has left running in the background has no ancestors in the session any more.
    let of_agent = || marks.iter().find_map(|mark| daemon.registry.agents_session(&mark.parse().ok()?));
    let session = daemon.registry.session_of(&ancestors).or_else(of_agent);
    session.map_or_else(|| "user".to_owned(), |id| format!("agent:{id}"))
}

/// The daemon about itself, with what is wrong with the settings.
async fn status_of(daemon: &Daemon) -> ask::DaemonStatus {
    ask::DaemonStatus { problems: crate::settings::problems(daemon).await, ..daemon.status() }
}

/// Nothing new is begun once the daemon is leaving.
fn not_leaving(daemon: &Daemon) -> Result<(), WireError> {
    if daemon.is_stopping() { Err(WireError::new(ErrorCode::ShuttingDown, "the daemon is leaving")) } else { Ok(()) }
}
