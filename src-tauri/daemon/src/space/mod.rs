//! What is kept of the sessions' output takes room on the disk: how much, as last measured, in memory. Nothing here looks at
//! the disk: sessions tell what their hosts say and what they measured, and `keep` what was measured after the start.

pub mod keep;
mod plan;
pub mod walk;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use protocol::id::SessionId;
use store::log::SEGMENT;
use store::log::bounds::{BOUND, TOTAL_BOUND};
use tokio::sync::Notify;

pub use plan::Piece;

/// How much may be kept, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Of one session.
    pub session: u64,
    /// Of all.
    pub total: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { session: BOUND, total: TOTAL_BOUND }
    }
}

/// What is kept of all sessions' output, as last measured.
#[derive(Debug, Default)]
pub struct Space {
    table: Mutex<Table>,
    /// Told when all together take too much.
    exceeded: Notify,
}

#[derive(Debug, Default)]
struct Table {
    sessions: BTreeMap<SessionId, Taken>,
    /// Every session that there was at the start has been measured.
    surveyed: bool,
    bounds: Bounds,
    /// The total that was left the last time, where that was still too much: what takes it cannot be removed. Else 0.
    least: u64,
}

/// What is kept of one session takes.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    /// Of its runs that are over, in bytes. Absent: not measured yet.
    over: Option<u64>,
    /// Of its live run, in bytes.
    live: u64,
    /// Below this much of the live run nothing more could be removed the last time.
    least: u64,
}

impl Taken {
    fn total(&self) -> u64 {
        self.over.unwrap_or(0) + self.live
    }
}

impl Space {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How much may be kept from now on.
    pub fn set_bounds(&self, bounds: Bounds) {
        let mut table = self.table();
        if std::mem::replace(&mut table.bounds, bounds) != bounds {
            table.least = 0;
            self.tell_if_exceeded(&table);
        }
    }

    /// How much may be kept.
    pub fn bounds(&self) -> Bounds {
        self.table().bounds
    }

    /// What is kept of a session takes, in bytes. Absent: that was not measured yet.
    pub fn of(&self, id: &SessionId) -> Option<u64> {
        let taken = self.table().sessions.get(id).copied()?;
        taken.over.map(|_| taken.total())
    }

    /// What is kept of all takes, in bytes. Absent: not all was measured yet.
    pub fn total(&self) -> Option<u64> {
        let table = self.table();
        table.surveyed.then(|| table.total())
    }

    /// The host of a live run says what its log takes.
    pub fn heard(&self, id: &SessionId, live: u64) {
        let mut table = self.table();
        table.sessions.entry(id.clone()).or_default().live = live;
        self.tell_if_exceeded(&table);
    }

    /// A session was measured, by its own task: what its runs that are over take, and its live run, if it has one.
    pub fn measured(&self, id: &SessionId, over: u64, live: u64) {
        let mut table = self.table();
        table.sessions.insert(id.clone(), Taken { over: Some(over), live, least: 0 });
        self.tell_if_exceeded(&table);
    }

    /// All sessions were measured after the start. What their tasks have said meanwhile is newer.
    pub fn surveyed(&self, found: Vec<(SessionId, walk::Measured)>) {
        let mut table = self.table();
        for (id, found) in found {
            let taken = table.sessions.entry(id).or_default();
            if taken.over.is_none() {
                taken.over = Some(found.over);
                taken.live = if taken.live == 0 { found.live } else { taken.live };
            }
        }
        table.surveyed = true;
        self.tell_if_exceeded(&table);
    }

    /// The session was wiped.
    pub fn forget(&self, id: &SessionId) {
        self.table().sessions.remove(id);
    }

    /// Whether a session takes more than it may, and something could be removed: of runs that are over.
    pub fn is_crowded(&self, id: &SessionId) -> bool {
        let table = self.table();
        let bound = table.bounds.session;
        let of_over = |taken: &Taken| taken.over.is_some_and(|over| over > 0) && taken.live >= taken.least;
        table.sessions.get(id).is_some_and(|taken| of_over(taken) && taken.total() > bound)
    }

    /// What could be removed of a session was: it is not tried again before its live run has grown.
    pub fn was_thinned(&self, id: &SessionId) {
        if let Some(taken) = self.table().sessions.get_mut(id) {
            taken.least = taken.live + SEGMENT;
        }
    }

    /// What could be removed of all was.
    fn were_thinned(&self) {
        let mut table = self.table();
        let total = table.total();
        table.least = if total > table.bounds.total { total } else { 0 };
    }

    /// Waits until all together take too much.
    async fn exceeded(&self) {
        self.exceeded.notified().await;
    }

    fn tell_if_exceeded(&self, table: &Table) {
        if table.surveyed && table.exceeds() {
            self.exceeded.notify_one();
        }
    }
}

impl Table {
    fn total(&self) -> u64 {
        self.sessions.values().map(Taken::total).sum()
    }

    /// Where nothing more could be removed the last time, some growth is waited for.
    fn exceeds(&self) -> bool {
        let tried = if self.least > 0 { self.least + plan::slack(self.bounds.total) } else { 0 };
        self.total() > self.bounds.total.max(tried)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use walk::Measured;

    const MIB: u64 = 1024 * 1024;

    fn id(digit: char) -> SessionId {
        digit.to_string().repeat(16).parse().unwrap()
    }

    async fn is_told(space: &Space) -> bool {
        tokio::time::timeout(std::time::Duration::from_millis(5), space.exceeded()).await.is_ok()
    }

    #[test]
    fn what_a_session_takes_is_known_once_it_was_measured_and_grows_with_its_live_run() {
        let space = Space::default();
        space.heard(&id('a'), 5);
        assert_eq!((space.of(&id('a')), space.total()), (None, None));
        space.measured(&id('b'), 0, 0);
        space.measured(&id('c'), 70, 0);
        let found = |over, live| Measured { over, live };
        space.surveyed(vec![(id('a'), found(10, 3)), (id('b'), found(20, 4)), (id('d'), found(1, 2))]);
        let known = ['a', 'b', 'c', 'd', 'e'].map(|digit| space.of(&id(digit)));
        assert_eq!(known, [Some(15), Some(0), Some(70), Some(3), None], "what was said meanwhile is newer");
        space.heard(&id('a'), 6);
        space.forget(&id('c'));
        assert_eq!((space.of(&id('a')), space.total()), (Some(16), Some(19)));
    }

    #[test]
    fn a_session_is_crowded_while_something_of_it_can_go() {
        let space = Space::default();
        space.set_bounds(Bounds { session: 16 * MIB, ..Bounds::default() });
        let is_crowded = || space.is_crowded(&id('a'));
        space.heard(&id('a'), 20 * MIB);
        assert!(!is_crowded(), "nothing is known of its earlier runs");
        space.measured(&id('a'), 0, 20 * MIB);
        assert!(!is_crowded(), "its host sees to that");
        space.measured(&id('a'), 10 * MIB, 6 * MIB);
        assert!(!is_crowded());
        space.heard(&id('a'), 7 * MIB);
        assert!(is_crowded());
        space.was_thinned(&id('a'));
        assert!(!is_crowded());
        space.heard(&id('a'), 8 * MIB);
        assert!(is_crowded());
    }

    #[tokio::test]
    async fn too_much_is_told_and_where_nothing_can_go_only_after_more_growth() {
        let space = Space::default();
        space.set_bounds(Bounds { session: 16 * MIB, total: 64 * MIB });
        space.heard(&id('a'), 65 * MIB);
        assert!(!is_told(&space).await, "not all was measured");
        space.surveyed(Vec::new());
        assert!(is_told(&space).await);
        space.were_thinned();
        space.heard(&id('a'), 66 * MIB);
        assert!(!is_told(&space).await);
        space.heard(&id('a'), 70 * MIB);
        assert!(is_told(&space).await);
        space.set_bounds(Bounds { session: 16 * MIB, total: 128 * MIB });
        space.heard(&id('a'), 100 * MIB);
        assert!(!is_told(&space).await);
    }
}
