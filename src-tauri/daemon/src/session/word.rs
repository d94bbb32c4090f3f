//! When the one who knows a session last spoke, and which of two words counts. Pure; nobody is asked here.

use std::time::Duration;

use protocol::host::HostStatus;
use tokio::time::Instant;

use super::run::Run;

/// After this a word is old: whoever asks gets it all the same, and has the host asked again for the next one who does.
/// Short enough that a host that hangs is found out within a second; long enough that one that lives is not asked all the time.
pub const OLD_AFTER: Duration = Duration::from_millis(500);

/// A moment at which the one who knows spoke: the host of a live run, else the daemon that looked for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// In milliseconds since 1970, for people.
    pub at: u64,
    /// The same on a clock that only goes forward.
    pub moment: Instant,
}

impl Word {
    /// A word that is heard right now.
    pub fn now() -> Self {
        Self { at: store::now_ms(), moment: Instant::now() }
    }

    /// Whether it is time to ask again.
    pub fn is_old(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.moment) >= OLD_AFTER
    }
}

/// Whether what a host says counts against what is known: a word from before never overwrites a newer one, and none
/// outranks an end.
pub fn counts(word: &HostStatus, known: &Run) -> bool {
    if word.generation != known.generation() {
        return word.generation > known.generation();
    }
    match known {
        // Whoever says that its host is gone had proof: this was said before that.
        Run::Ended { .. } | Run::Orphaned { .. } => false,
        // Output only grows, so that the offset orders the words of one host.
        Run::Live { .. } | Run::Unreachable { .. } => known.last().is_none_or(|last| word.offset >= last.offset),
        Run::None | Run::Unknown { .. } | Run::Starting { .. } => true,
    }
}

#[cfg(test)]
pub mod tests {
    use protocol::end::{End, EndReason};
    use protocol::session::Size;

    use tokio::sync::watch;
    use tokio::time::timeout;

    use super::*;
    use crate::session::Handle;
    use crate::session::close::Ended;

    /// What the host of a run without an agent says.
    pub fn status(generation: u32, offset: u64) -> HostStatus {
        HostStatus {
            agent: None,
            session: protocol::id::SessionId::random().unwrap(),
            generation,
            host_pid: 10,
            child_pid: Some(11),
            started_at: 1,
            output_at: None,
            offset,
            size: Size::DEFAULT,
            last_line: String::new(),
            title: None,
            clients: 0,
            log_warning: None,
            hook_at: None,
            log_bytes: None,
            scope: None,
            scope_error: None,
            end: None,
        }
    }

    fn live(generation: u32, offset: u64) -> Run {
        Run::Live { status: Box::new(status(generation, offset)) }
    }

    fn unreachable(generation: u32, last: Option<u64>) -> Run {
        let last = last.map(|offset| Box::new(status(generation, offset)));
        Run::Unreachable { generation, why: String::new(), last, host: None }
    }

    fn ended(generation: u32) -> Run {
        let end = End {
            reason: EndReason::Completed,
            actor: "agent".to_owned(),
            at: 5,
            code: Some(0),
            signal: None,
            intent: None,
            last_seen: None,
            detail: None,
            evidence: Vec::new(),
        };
        let (last_line, title) = (String::new(), None);
        let ended =
            Ended { end, synthetic: false, size: None, offset: 0, started_at: None, output_at: None, last_line, title };
        Run::Ended { generation, ended: Box::new(ended) }
    }

    #[test]
    fn a_late_word_never_overwrites_a_newer_one_and_none_outranks_an_end() {
        let orphaned = Run::Orphaned { generation: 2, survivors: Vec::new(), host: None };
        let table = [
            ("the first word of a run that nobody has asked", Run::Unknown { generation: 2 }, status(2, 0), true),
            ("of a run that starts", Run::Starting { generation: 2, size: Size::DEFAULT }, status(2, 0), true),
            ("the same again", live(2, 100), status(2, 100), true),
            ("more output", live(2, 100), status(2, 101), true),
            ("less output: said before", live(2, 100), status(2, 99), false),
            ("a late answer of a silent host", unreachable(2, Some(100)), status(2, 100), true),
            ("one from before it fell silent", unreachable(2, Some(100)), status(2, 99), false),
            ("a silent host that nobody had heard", unreachable(2, None), status(2, 0), true),
            ("the run before", live(2, 100), status(1, 1000), false),
            ("the run before, long over", ended(2), status(1, 1000), false),
            ("a run that has ended", ended(2), status(2, 1000), false),
            ("the next run after an end", ended(2), status(3, 0), true),
            ("a run whose host is gone", orphaned, status(2, 1000), false),
        ];
        for (what, known, word, expected) in table {
            assert_eq!(counts(&word, &known), expected, "{what}");
        }
    }

    #[tokio::test]
    async fn a_young_word_is_not_asked_for_again_and_many_wishes_are_one() {
        let (words, word) = watch::channel(Some(Word::now()));
        let handle = Handle { word, ..Handle::deaf() };
        let is_wanted = async || timeout(Duration::from_millis(5), handle.wanted.notified()).await.is_ok();
        handle.want_word();
        assert!(!is_wanted().await);
        let old = Word { moment: Instant::now() - OLD_AFTER, ..Word::now() };
        words.send_replace(Some(old));
        (0..100).for_each(|_| handle.want_word());
        assert!(is_wanted().await);
        assert!(!is_wanted().await);
    }

    #[test]
    fn a_word_is_old_after_half_a_second_and_a_clock_that_stood_makes_none_older() {
        let word = Word::now();
        let table = [(0, false), (499, false), (500, true), (501, true), (60_000, true)];
        for (age, expected) in table {
            assert_eq!(word.is_old(word.moment + Duration::from_millis(age)), expected, "{age} ms");
        }
        let later = Word { moment: word.moment + Duration::from_secs(5), ..word };
        assert!(!later.is_old(word.moment));
    }
}
