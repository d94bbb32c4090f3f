//! How long a working agent has said nothing, and whether that is so long that a person should look. Known from what its host
//! has told; nobody is asked, and a timer runs only while an agent works. It never says what the agent does: that it works is
//! its own word.

use std::time::Duration;

use protocol::agent::Activity;
use protocol::host::HostStatus;
use protocol::id::Generation;
use tokio::time::Instant;

use super::run::Run;
use super::task::Task;
use crate::settings;

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
        Some(Self { work, since, heard: now.1, before: Duration::from_millis(now.0.saturating_sub(since)) })
    }

    /// When it will have lasted so long.
    pub fn lasts(&self, limit: Duration) -> Instant {
        self.heard + limit.saturating_sub(self.before)
    }
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
        }
    }

    /// When its silence has lasted too long. Absent: no agent works.
    fn stuck_at(&self) -> Option<(Instant, Duration)> {
        let (silence, (of, limit)) = self.silence.as_ref().zip(self.patience)?;
        (silence.work == of).then(|| (silence.lasts(limit), limit))
    }

    /// How long it was allowed to be silent, if it has been for longer.
    pub(super) fn stuck(&self) -> Option<Duration> {
        self.stuck_at().filter(|(at, _)| Instant::now() >= *at).map(|(_, limit)| limit)
    }

    /// When it will count as stuck. Absent: not, or it does already.
    pub(super) fn due_for_stuck(&self) -> Option<Instant> {
        self.stuck_at().map(|(at, _)| at).filter(|at| Instant::now() < *at)
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
    format!("it works, and has neither printed anything nor called a hook for more than {time}")
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
    fn a_limit_is_told_in_its_unit() {
        for (seconds, time) in [(1, "1 s"), (59, "59 s"), (600, "10 min"), (7140, "119 min"), (7200, "2 h")] {
            assert!(words(Duration::from_secs(seconds)).ends_with(&format!("more than {time}")), "{seconds}");
        }
    }
}
