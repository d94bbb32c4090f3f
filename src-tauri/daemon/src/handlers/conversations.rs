//! `conversations`: what agents have talked about before, the newest first. Only so many transcripts are opened.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use protocol::error::WireError;
use protocol::id::SessionId;
use protocol::requests::{Conversation, Conversations, GetConversations};
use protocol::session::Archive;

use crate::agents::{self, Adapter, Candidate, Catalogue};
use crate::connection::Asker;
use crate::context::Daemon;
use crate::environment;
use crate::session::agent_start;

/// How many are told where nobody says, and at most.
const USUAL: usize = 50;
const MOST: usize = 200;
/// So many transcripts are opened for each that is wanted: some could not be gone on with.
const OPENED: usize = 4;

pub(super) async fn answer(
    daemon: &Arc<Daemon>,
    _asker: &Asker,
    call: GetConversations,
) -> Result<Conversations, WireError> {
    daemon.wait_for_list().await;
    let (sessions, configuration) = (sessions(daemon), daemon.root.config());
    daemon.look(move || find(&configuration, &call, &sessions)).await
}

/// The session that has each conversation: rather one that lives.
fn sessions(daemon: &Daemon) -> BTreeMap<String, SessionId> {
    let mut rows: Vec<_> = daemon.registry.entries().into_iter().map(|entry| entry.row).collect();
    rows.retain(|row| row.archive == Archive::No);
    rows.sort_by_key(|row| row.status.is_live());
    rows.into_iter().filter_map(|row| Some((row.conversation?, row.id))).collect()
}

/// Looks through what agents keep. Blocking.
fn find(
    configuration: &Path,
    call: &GetConversations,
    sessions: &BTreeMap<String, SessionId>,
) -> Result<Conversations, WireError> {
    let (catalogue, env) = (Catalogue::load(configuration), environment::own());
    let adapters: Vec<&Adapter> = match &call.agent {
        Some(id) => vec![agent_start::adapter(&catalogue, id)?],
        None => catalogue.all().filter(|adapter| agents::locate(adapter, &env).is_some()).collect(),
    };
    let home = agents::home(&env);
    let mut limited = false;
    let mut candidates: Vec<(&Adapter, Candidate)> = Vec::new();
    for adapter in adapters {
        match adapter.candidates(&home, &env) {
            Ok(found) => candidates.extend(found.into_iter().map(|candidate| (adapter, candidate))),
            Err(error) => {
                tracing::warn!("looking for past conversations of {}: {error}", adapter.name());
                limited = true;
            }
        }
    }
    candidates.sort_by_key(|(_, candidate)| Reverse(candidate.at));
    let limit = call.limit.unwrap_or(USUAL).min(MOST);
    limited |= candidates.len() > limit * OPENED;
    let opened = candidates.iter().take(limit * OPENED);
    let mut conversations: Vec<Conversation> = opened
        .filter_map(|(adapter, candidate)| {
            let past = adapter.past(&home, &env, candidate)?;
            let at = candidate.at.duration_since(UNIX_EPOCH).unwrap_or_default();
            Some(Conversation {
                agent: adapter.id().to_owned(),
                session: sessions.get(&past.id).cloned(),
                id: past.id,
                directory: past.directory.to_string_lossy().into_owned(),
                title: past.title,
                at: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
            })
        })
        .take(limit + 1)
        .collect();
    limited |= conversations.len() > limit;
    conversations.truncate(limit);
    Ok(Conversations { conversations, limited })
}
