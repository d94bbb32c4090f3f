//! How long a working agent has said nothing, and whether that is so long that a person should look. A timer runs only while
//! an agent works, and processes are looked at only after a long silence.
//!
//! | the agent has printed nothing and called no hook for so long, and what it has started | then it |
//! |---|---|
//! | uses the processors | works: a tool prints nothing; the silence counts anew |
//! | does nothing, or there is nothing | is stuck |
//!
//! It never says that the agent is idle: one that waits for its model looks just like one whose last hook was lost, and a prompt
//! that is typed into the first does harm. That is for hooks, the terminal and people to say.

use std::time::Duration;

use protocol::agent::Activity;
use protocol::host::HostStatus;
use protocol::id::Generation;
use tokio::time::Instant;

use store::process;

use super::run::Run;
use super::task::Task;
use crate::settings;

/// From the first look at what an agent has started to the second, which tells whether that works.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);

/// The silence of an agent that works. Time in which the machine slept does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Silence {
    /// Which stretch of work: the run, and the change of the agent's activity.
    work: (Generation, u64),
    /// When it last said anything, in milliseconds since 1970.
    since: u64,
    /// When this daemon heard of that.
    heard: Instant,
    /// How long it had been silent by then.
    before: Duration,
    /// When what it has started was last looked at, and how much of the processors that had used by then.
    looked: Option<(Instant, Duration)>,
    /// It has lasted too long.
    stuck: bool,
}

impl Silence {
    /// The silence after what is known now; `before`: the one so far. `None`: no agent works. `now`: the same moment on both
    /// clocks, in milliseconds since 1970 first.
    pub fn next(before: Option<Self>, run: &Run, now: (u64, Instant)) -> Option<Self> {
        let Run::Live { status } = run else { return None };
        let (work, since) = last_word(status)?;
        if let Some(before) = before.filter(|before| (before.work, before.since) == (work, since)) {
            return Some(before);
        }
        let before = Duration::from_millis(now.0.saturating_sub(since));
        Some(Self { work, since, heard: now.1, before, looked: None, stuck: false })
    }

    /// When it will have lasted so long.
    pub fn lasts(&self, limit: Duration) -> Instant {
        self.heard + limit.saturating_sub(self.before)
    }

    /// When what the agent has started is to be looked at. Absent: all is known.
    fn due_for_look(&self, limit: Duration) -> Option<Instant> {
        let next = self.looked.map_or_else(|| self.lasts(limit), |(at, _)| at + BETWEEN_LOOKS.min(limit));
        (!self.stuck).then_some(next)
    }

    /// What the agent has started had used so much of the processors at this moment.
    fn look(&mut self, used: Duration, now: Instant) {
        let Some((at, before)) = self.looked.replace((now, used)) else { return };
        if is_work(used.saturating_sub(before), now - at) {
            (self.heard, self.before, self.looked) = (now, Duration::ZERO, None);
        } else {
            self.stuck = true;
        }
    }
}

/// Whether somebody who has used so much of the processors in this time does something: servers that wait for their agent
/// use a little.
fn is_work(used: Duration, time: Duration) -> bool {
    used * 10 >= time
}

/// Which stretch of work an agent is at, and when anything was last heard of it. `None`: it does not work.
fn last_word(status: &HostStatus) -> Option<((Generation, u64), u64)> {
    let word = status.agent.as_deref().filter(|word| word.activity == Some(Activity::Working))?;
    let last = word.since.max(status.output_at.unwrap_or(0)).max(status.hook_at.unwrap_or(0));
    Some(((status.generation, word.turn), last))
}

impl Task {
    /// Takes in what is known of the run now.
    pub(super) fn listen_for_silence(&mut self) {
        self.silence = Silence::next(self.silence.take(), &self.run, (store::now_ms(), Instant::now()));
    }

    /// Finds out how long the agent may be silent, where it has begun to work since.
    pub(super) async fn read_patience(&mut self) {
        let Some(work) = self.silence.as_ref().map(|silence| silence.work) else { return };
        if self.patience.is_none_or(|(of, _)| of != work) {
            self.patience = Some((work, settings::current(&self.daemon).await.stuck_after()));
            if self.told_people.is_none() {
                self.publish();
            }
        }
    }

    /// Its silence, and how long it may last. Absent: no agent works.
    fn silence_and_limit(&self) -> Option<(&Silence, Duration)> {
        let (silence, (of, limit)) = self.silence.as_ref().zip(self.patience)?;
        (silence.work == of).then_some((silence, limit))
    }

    /// How long it was allowed to be silent, if it was for longer.
    pub(super) fn stuck(&self) -> Option<Duration> {
        self.silence_and_limit().filter(|(silence, _)| silence.stuck).map(|(_, limit)| limit)
    }

    /// Whether a silence that has lasted long enough is still to be judged.
    pub(super) fn may_be_stuck(&self) -> bool {
        let is_due = |(silence, limit): (&Silence, Duration)| !silence.stuck && silence.lasts(limit) <= Instant::now();
        self.silence.is_some() && self.silence_and_limit().is_none_or(is_due)
    }

    /// When what a silent agent has started is to be looked at. Absent: not.
    pub(super) fn due_for_stuck(&self) -> Option<Instant> {
        self.silence_and_limit().and_then(|(silence, limit)| silence.due_for_look(limit))
    }

    /// Looks at what the silent agent has started.
    pub(super) async fn look_at_work(&mut self) {
        let Run::Live { status } = &self.run else { return };
        let Some(program) = status.child_pid else { return };
        // Where the system does not tell, nothing speaks for the agent.
        let used = self.daemon.look(move || process::worked_below(program)).await.unwrap_or_default();
        if let Some(silence) = &mut self.silence {
            silence.look(used, Instant::now());
        }
        self.publish();
    }
}

/// For people: after how long an agent counts as stuck.
pub fn words(limit: Duration) -> String {
    let (seconds, minutes) = (limit.as_secs(), limit.as_secs() / 60);
    let time = match minutes {
        0 => format!("{seconds} s"),
        1..120 => format!("{minutes} min"),
        _ => format!("{} h", minutes / 60),
    };
    format!(
        "it works, but has neither printed anything nor called a hook for more than {time}, and nothing that it has started \
         uses the processors"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::word::tests::status;

    /// A live run whose agent does something since 1000 at this turn; when it last printed and called a hook.
    fn run(activity: &str, turn: u64, output_at: Option<u64>, hook_at: Option<u64>) -> Run {
        let word = serde_json::json!({ "activity": activity, "since": 1000, "source": "hook", "why": "", "conversation": null,
                                       "turn": turn });
        let agent = Some(Box::new(serde_json::from_value(word).unwrap()));
        Run::Live { status: Box::new(HostStatus { agent, output_at, hook_at, ..status(1, 0) }) }
    }

    #[test]
    fn an_agent_is_silent_since_it_last_said_anything_and_only_while_it_works() {
        let table = [
            (run("working", 1, None, None), Some(1000)),
            (run("working", 1, Some(900), None), Some(1000)),
            (run("working", 1, Some(5000), None), Some(5000)),
            (run("working", 1, Some(5000), Some(6000)), Some(6000)),
            (run("idle", 2, Some(5000), None), None),
            (run("permission", 2, Some(5000), None), None),
            (run("question", 2, Some(5000), None), None),
            (Run::Live { status: Box::new(status(1, 0)) }, None),
            (Run::None, None),
        ];
        for (run, since) in table {
            let silence = Silence::next(None, &run, (9000, Instant::now()));
            assert_eq!(silence.map(|silence| silence.since), since, "{run:?}");
        }
    }

    #[test]
    fn silence_lasts_from_the_last_word_and_time_that_the_machine_slept_does_not_count() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let silent = Silence::next(None, &run("working", 1, Some(5000), None), (9000, start)).unwrap();
        assert_eq!(silent.lasts(10 * second), start + 6 * second);
        assert_eq!(silent.lasts(2 * second), start, "it was silent for longer when it was first heard of");
        // An hour later by the calendar, a second later by the machine: the same silence.
        let same =
            Silence::next(Some(silent.clone()), &run("working", 1, Some(5000), None), (3_609_000, start + second));
        assert_eq!(same, Some(silent.clone()));
        let now = (10_000, start + second);
        for (what, run) in
            [("output", run("working", 1, Some(10_000), None)), ("a hook", run("working", 1, Some(5000), Some(10_000)))]
        {
            let next = Silence::next(Some(silent.clone()), &run, now).unwrap();
            assert_eq!(next.lasts(10 * second), start + 11 * second, "{what}");
        }
    }

    #[test]
    fn whoever_has_started_something_that_works_is_not_stuck_and_the_silence_counts_anew() {
        let start = Instant::now();
        let [second, minute] = [1, 60].map(Duration::from_secs);
        let silent = || Silence::next(None, &run("working", 1, None, None), (1000, start)).unwrap();
        let at = |silence: &Silence| silence.due_for_look(minute).map(|due| due - start);
        for (what, used, expected) in [
            ("nothing", Duration::ZERO, None),
            ("a server that waits", second / 10, None),
            ("a tool", 2 * second, Some(minute + BETWEEN_LOOKS + minute)),
        ] {
            let mut silence = silent();
            assert_eq!(at(&silence), Some(minute), "{what}");
            silence.look(9 * second, start + minute);
            assert_eq!(at(&silence), Some(minute + BETWEEN_LOOKS), "{what}");
            silence.look(9 * second + used, start + minute + BETWEEN_LOOKS);
            assert_eq!(at(&silence), expected, "{what}");
            assert_eq!(silence.stuck, expected.is_none(), "{what}");
        }
    }

    #[test]
    fn a_limit_is_told_in_its_unit() {
        for (seconds, time) in [(1, "1 s"), (59, "59 s"), (600, "10 min"), (7140, "119 min"), (7200, "2 h")] {
            assert!(words(Duration::from_secs(seconds)).contains(&format!("more than {time},")), "{seconds}");
        }
    }
}
