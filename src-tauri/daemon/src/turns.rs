//! Taking turns by name: whoever starts a project's orchestrator or goes on with a conversation does so alone. No mutex is held
//! while somebody waits, and other names are not kept waiting.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The turns of all things of a kind, by their names. One that nobody waits for takes no room.
#[derive(Debug, Default)]
pub struct Turns(Mutex<BTreeMap<String, Arc<Semaphore>>>);

/// Whoever holds it may go ahead with the thing.
#[derive(Debug)]
pub struct Turn<'a> {
    turns: &'a Turns,
    name: String,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turns {
    fn table(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Semaphore>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of one thing; first come, first served.
    pub async fn turn(&self, name: &str) -> Turn<'_> {
        let one = self.table().entry(name.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(1))).clone();
        // Never closed, so a permit always comes.
        let permit = one.acquire_owned().await.ok();
        Turn { turns: self, name: name.to_owned(), permit }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut table = self.turns.table();
        self.permit.take();
        // Under the table's mutex nobody can begin to wait: the table's own reference is the last one.
        if table.get(&self.name).is_some_and(|one| Arc::strong_count(one) == 1) {
            table.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn one_at_a_time_has_a_turn_and_nothing_is_kept_of_it() {
        let (turns, inside, through) = (Turns::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        let held = turns.turn("/other").await;
        let one = async |name: &str| {
            let _turn = turns.turn(name).await;
            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
            tokio::task::yield_now().await;
            inside.fetch_sub(1, Ordering::SeqCst);
            through.fetch_add(1, Ordering::SeqCst);
        };
        // Somebody who holds another turn keeps nobody waiting.
        tokio::join!(one("/p"), one("/p"), one("/p"), one("/p"));
        assert_eq!(through.load(Ordering::SeqCst), 4);
        assert_eq!(turns.table().len(), 1);
        drop(held);
        assert_eq!(turns.table().len(), 0);
    }
}
