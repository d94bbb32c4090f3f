//! How much of the processors was used between two looks. Pure.
//!
//! Of one process that is what it has used itself. Of a session it is also what those used that came and went in between: their
//! parents count it once they have waited for them. What nobody waited for is lost, and never counts as less than nothing.

use std::collections::HashMap;
use std::time::Duration;

use store::usage::Process;

/// A process of whatever look: a pid alone may have been given to another one meanwhile.
pub type Key = (u32, u64);

/// What was known of a process at a look.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// The process.
    pub process: Process,
    /// The number of its session.
    pub owner: Option<usize>,
}

/// Names a process.
pub fn key(process: &Process) -> Key {
    (process.pid, process.start)
}

/// What a process has used since `before`; all it ever used where it was not there then.
pub fn of_process(now: &Process, before: Option<&Process>) -> Duration {
    now.worked.saturating_sub(before.map_or(Duration::ZERO, |before| before.worked))
}

/// What each of `sessions` sessions has used between two looks at everybody.
pub fn of_sessions(sessions: usize, now: &[Seen], before: &HashMap<Key, Seen>) -> Vec<Duration> {
    let mut gained = vec![Duration::ZERO; sessions];
    let mut moved = vec![Duration::ZERO; sessions];
    let there: HashMap<Key, ()> = now.iter().map(|seen| (key(&seen.process), ())).collect();
    for seen in now {
        if let Some(owner) = seen.owner {
            let then = before.get(&key(&seen.process)).map_or(Duration::ZERO, |before| total(&before.process));
            gained[owner] += total(&seen.process).saturating_sub(then);
        }
    }
    let by_pid: HashMap<u32, &Seen> = before.values().map(|seen| (seen.process.pid, seen)).collect();
    for gone in before.values().filter(|seen| !there.contains_key(&key(&seen.process))) {
        // Its parent has what it had used before, too, and that is nothing new.
        if let Some(owner) = heir(gone, &by_pid, &there) {
            moved[owner] += total(&gone.process);
        }
    }
    gained.into_iter().zip(moved).map(|(gained, moved)| gained.saturating_sub(moved)).collect()
}

/// The session of whoever has waited for one that is gone: its parent, or where that is gone, too, whoever has waited for that.
fn heir(gone: &Seen, by_pid: &HashMap<u32, &Seen>, there: &HashMap<Key, ()>) -> Option<usize> {
    let mut at = gone;
    // Two that were looked at in different moments may name each other as parents.
    for _ in 0..by_pid.len() {
        at = by_pid.get(&at.process.parent)?;
        if there.contains_key(&key(&at.process)) {
            return at.owner;
        }
    }
    None
}

fn total(process: &Process) -> Duration {
    process.worked + process.waited_for
}

/// So much of one core, in percent to one decimal.
pub fn percent(used: Duration, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { (used.as_secs_f64() / time.as_secs_f64() * 1000.0).round() / 10.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pid, parent, start, used itself, used by those it waited for, in milliseconds; number of the session.
    type Row = (u32, u32, u64, u64, u64, Option<usize>);
    /// What happened, everybody before and after, and what the two sessions used, in milliseconds.
    type Case<'a> = (&'a str, &'a [Row], &'a [Row], [u128; 2]);

    fn seen((pid, parent, start, worked, waited_for, owner): Row) -> Seen {
        let (worked, waited_for) = (Duration::from_millis(worked), Duration::from_millis(waited_for));
        let process = Process { pid, parent, start, terminal: pid, zombie: false, worked, waited_for, resident: 0 };
        Seen { process, owner }
    }

    fn used(before: &[Row], now: &[Row]) -> Vec<u128> {
        let before = before.iter().copied().map(seen).map(|seen| (key(&seen.process), seen)).collect();
        let now: Vec<Seen> = now.iter().copied().map(seen).collect();
        of_sessions(2, &now, &before).iter().map(Duration::as_millis).collect()
    }

    #[test]
    fn what_a_session_used_is_counted_once_whoever_came_and_went() {
        let (a, b) = (Some(0), Some(1));
        let shell = (2, 1, 5, 100, 0, a);
        let table: [Case; 11] = [
            ("nothing happened", &[shell], &[shell], [0, 0]),
            ("it worked itself", &[shell], &[(2, 1, 5, 130, 0, a)], [30, 0]),
            ("a child was born and works", &[shell], &[shell, (3, 2, 9, 40, 0, a)], [40, 0]),
            ("a child came and went", &[shell], &[(2, 1, 5, 100, 40, a)], [40, 0]),
            (
                "a child that had used 40 used 10 more and went",
                &[shell, (3, 2, 9, 40, 0, a)],
                &[(2, 1, 5, 100, 50, a)],
                [10, 0],
            ),
            (
                "a child and its child went, one after the other",
                &[shell, (3, 2, 9, 40, 0, a), (4, 3, 9, 7, 0, a)],
                &[(2, 1, 5, 100, 50, a)],
                [3, 0],
            ),
            ("its child went and nobody of its own waited", &[shell, (3, 1, 9, 40, 0, a)], &[shell], [0, 0]),
            ("its pid was given to somebody else", &[(2, 1, 5, 100, 0, a)], &[(2, 1, 8, 10, 0, b)], [0, 10]),
            ("it was somebody else's at the last look", &[(2, 1, 5, 100, 0, None)], &[(2, 1, 5, 130, 0, b)], [0, 30]),
            ("one that waited counts what it was told", &[(2, 1, 5, 0, 90, b)], &[(2, 1, 5, 0, 100, b)], [0, 10]),
            ("two that name each other are gone", &[(2, 3, 5, 1, 1, a), (3, 2, 5, 1, 1, a)], &[], [0, 0]),
        ];
        for (what, before, now, expected) in table {
            assert_eq!(used(before, now), expected, "{what}");
        }
    }

    #[test]
    fn a_process_counts_from_where_it_was_and_a_new_one_from_its_birth() {
        let (before, now) = (seen((2, 1, 5, 100, 9, None)).process, seen((2, 1, 5, 130, 9, None)).process);
        assert_eq!(of_process(&now, Some(&before)).as_millis(), 30);
        assert_eq!(of_process(&now, None).as_millis(), 130);
    }

    #[test]
    fn a_rate_is_in_percent_of_one_core() {
        for (used, time, expected) in
            [(500, 1000, 50.0), (2000, 1000, 200.0), (1, 3000, 0.0), (2, 3000, 0.1), (1, 0, 0.0)]
        {
            assert_eq!(percent(Duration::from_millis(used), Duration::from_millis(time)), expected);
        }
    }
}
