//! Which sessions a request for several means: all are known before the first is touched, and each is named once.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::id::SessionId;

use crate::context::Daemon;
use crate::registry::Entry;
use crate::together::together;

/// The sessions that are meant, in the order in which they were first named.
///
/// # Errors
/// `not_found`, `ambiguous`.
pub fn find(daemon: &Daemon, ids: &[String]) -> Result<Vec<Entry>, WireError> {
    let mut found: Vec<Entry> = Vec::new();
    for text in ids {
        let entry = daemon.registry.find(text)?;
        if found.iter().all(|other| other.row.id != entry.row.id) {
            found.push(entry);
        }
    }
    Ok(found)
}

/// Does something to each at the same time; the outcomes come in their order.
pub async fn each<T, F>(
    daemon: &Arc<Daemon>,
    ids: &[String],
    act: impl Fn(Entry) -> F,
) -> Result<Vec<(SessionId, T)>, WireError>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let acts = find(daemon, ids)?.into_iter().map(|entry| {
        let (id, act) = (entry.row.id.clone(), act(entry));
        async move { (id, act.await) }
    });
    Ok(together(acts).await)
}
