//! How a program is stopped: by a recorded intent, or because the host itself was told to end. Whoever comes first is
//! cited; a later one can only make it faster. Nothing else in the host signals the program.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use store::ending::{Cited, Exit, is_from_manager};
use store::records::{FarewellKind, SignalSeen};

use crate::place::Place;
use crate::platform::{self, Word};
use crate::session::{Live, Session};
use crate::spare::Spare;
use crate::threads::{self, lock};

/// How long the rest of the tree may take after the program itself has ended.
const REST: Duration = Duration::from_millis(500);
/// How often it is looked at whether anybody is left, while a stop is under way.
const LOOK: Duration = Duration::from_millis(20);
/// How long those who were killed may take to be gone; longer, and they hang in the kernel.
const LAST: Duration = Duration::from_secs(3);

/// How much later a signal that is sent to all of a control group may reach the host than the program.
const TOGETHER: Duration = Duration::from_millis(50);
/// How long the service manager's word is waited for; whoever asks is bounded by less.
const ASKED: Duration = Duration::from_millis(1500);

/// The stopping of one program.
#[derive(Debug, Default)]
pub struct Stop {
    state: Mutex<State>,
    changed: Condvar,
    /// Let go before a stop is carried out, and before the end is recorded.
    pub spare: Spare,
}

#[derive(Debug, Default)]
struct State {
    exited: bool,
    cited: Option<Cited>,
    later: Vec<Cited>,
    signals: Vec<SignalSeen>,
    /// The service manager is being asked what is going down.
    asking: bool,
    farewell: Option<FarewellKind>,
    /// When the program is killed. Absent: nobody stops it.
    force_at: Option<Instant>,
    /// The thread that stops it is at work.
    working: bool,
}

/// What is known when the program has ended.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The intent that was taken first.
    pub cited: Option<Cited>,
    /// Those that were taken after it.
    pub later: Vec<Cited>,
    /// Signals to the host, in order.
    pub signals: Vec<SignalSeen>,
    /// What was going down when the service manager sent one of them.
    pub farewell: Option<FarewellKind>,
}

/// What became of an intent.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is the one that will be cited.
    First,
    /// Another one was taken before; this one made it faster at most.
    Later,
    /// The program has ended by itself.
    TooLate,
}

impl Stop {
    /// Takes an intent and stops the program. `acknowledge` is called before the first signal if it is the first.
    pub fn intend(
        &self,
        session: &Arc<Session>,
        cited: Cited,
        patience: Duration,
        acknowledge: impl FnOnce(&mut Cited),
    ) -> Taken {
        let mut state = lock(&self.state);
        if state.exited {
            return Taken::TooLate;
        }
        let taken = if state.cited.is_none() {
            let mut cited = cited;
            // Under the lock: a program that ends by itself meanwhile is ended by this intent.
            acknowledge(&mut cited);
            state.cited = Some(cited);
            Taken::First
        } else {
            state.later.push(cited);
            Taken::Later
        };
        self.begin(&mut state, session, patience, Word::End);
        taken
    }

    /// The host was told to end: so is the program. After a signal of the service manager, [`Self::explained`] must follow.
    pub fn told(&self, session: &Arc<Session>, seen: SignalSeen, patience: Duration) {
        self.spare.let_go();
        let mut state = lock(&self.state);
        state.asking |= is_from_manager(&seen);
        state.signals.push(seen);
        if !state.exited {
            self.begin(&mut state, session, patience, Word::HangUp);
        }
        self.changed.notify_all();
    }

    /// What is going down, by the service manager's word.
    pub fn explained(&self, farewell: Option<FarewellKind>) {
        let mut state = lock(&self.state);
        state.asking = false;
        state.farewell = state.farewell.or(farewell);
        self.changed.notify_all();
    }

    /// The program itself has ended. From now on nothing is cited any more.
    pub fn exited(&self) {
        lock(&self.state).exited = true;
        self.changed.notify_all();
    }

    /// What is known once nothing more can be learned of the end: a signal to the host may arrive a little after the same
    /// one to the program, and the service manager may still have to answer.
    pub fn seen(&self, exit: Exit) -> Seen {
        let state = lock(&self.state);
        let puzzled = |state: &State| state.cited.is_none() && state.signals.is_empty();
        let by_signal = matches!(exit, Exit::Signal { .. });
        let state = self.wait_while(state, TOGETHER, |state| by_signal && puzzled(state));
        let state = self.wait_while(state, ASKED, |state| state.asking);
        let (cited, later) = (state.cited.clone(), state.later.clone());
        Seen { cited, later, signals: state.signals.clone(), farewell: state.farewell }
    }

    fn wait_while<'a>(
        &self,
        state: MutexGuard<'a, State>,
        limit: Duration,
        condition: impl Fn(&State) -> bool,
    ) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_timeout_while(state, limit, |state| condition(state));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Waits until a stop that is under way has come to its end.
    pub fn wait(&self) {
        let state = lock(&self.state);
        drop(self.changed.wait_while(state, |state| state.working));
    }

    fn begin(&self, state: &mut State, session: &Arc<Session>, patience: Duration, first: Word) {
        let force_at = Instant::now() + patience;
        state.force_at = Some(state.force_at.map_or(force_at, |other| other.min(force_at)));
        self.changed.notify_all();
        if state.working {
            return;
        }
        let Some(live) = &session.live else { return };
        state.working = true;
        let (shared, first) = (session.clone(), (!patience.is_zero()).then_some(first));
        let started = threads::start("stop", move || {
            shared.live.iter().for_each(|live| live.stop.carry_out(&shared.place, live, first));
        });
        if let Err(error) = started {
            tracing::error!(%error, "starting a thread to stop the program, which is killed at once instead");
            state.working = false;
            tell(&session.place, live, Word::Die);
        }
    }

    /// Asks, waits, kills, and makes sure. Runs on a thread of its own.
    fn carry_out(&self, place: &Place, live: &Live, first: Option<Word>) {
        if let Some(word) = first {
            tell(place, live, word);
            if self.exits_in_time() {
                wait_until_gone(place, live, Instant::now() + REST);
            }
        }
        let deadline = Instant::now() + LAST;
        while tell(place, live, Word::Die) > 0 && Instant::now() < deadline {
            std::thread::sleep(LOOK);
        }
        lock(&self.state).working = false;
        self.changed.notify_all();
    }

    /// Waits until the program has ended or its time is up.
    fn exits_in_time(&self) -> bool {
        let mut state = lock(&self.state);
        while !state.exited {
            let left = state.force_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

/// Tells everybody who is left of the program's tree, and how many that were.
fn tell(place: &Place, live: &Live, word: Word) -> usize {
    let members = platform::left_of(place, live).unwrap_or_else(|error| {
        tracing::warn!(%error, "looking for the program's processes");
        // Its own group at least; whether it is still the same process is checked when sending.
        vec![live.child.clone()]
    });
    platform::send(&members, &live.child, word);
    members.len()
}

fn wait_until_gone(place: &Place, live: &Live, deadline: Instant) {
    while Instant::now() < deadline && platform::left_of(place, live).is_ok_and(|members| !members.is_empty()) {
        std::thread::sleep(LOOK);
    }
}
