//! When starting goes wrong again and again, nothing more is started unasked. Pure: told when starts failed, and the time.
//!
//! A failed start is a run whose end is `start_failed`, whoever asked for it, as long as its session has not started since.
//! It holds back the whole plan, not one row: what keeps three programs from starting (a full disk, a broken
//! installation, a machine out of memory) keeps the next one as well. Whoever names a session starts it all the same.

/// So many failed starts within [`WINDOW`] hold back everything.
const MOST: usize = 3;

/// For how long a failed start counts, in milliseconds.
const WINDOW: u64 = 30 * 60 * 1000;

/// Why nothing is ticked, for people. `None` where nothing is held back. `failures`: when starts failed, in any order.
pub fn held_back(failures: &[u64], now: u64) -> Option<String> {
    // A clock that was set back must not hold back for as long as it was set back.
    let recent = failures.iter().filter(|at| now.abs_diff(**at) <= WINDOW).count();
    (recent >= MOST)
        .then(|| format!("{recent} starts failed within 30 minutes, so nothing is started that is not named"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failed_starts_within_thirty_minutes_hold_back() {
        let now = 10 * WINDOW;
        for (failures, held) in [
            (&[][..], false),
            (&[now, now], false),
            (&[now, now, now], true),
            (&[now - WINDOW, now - 1, now], true),
            (&[now - WINDOW - 1, now - 1, now], false),
            (&[now - WINDOW - 1, now - WINDOW, now - 2, now - 1], true),
            (&[now + WINDOW, now, now], true),
            (&[now + WINDOW + 1, now, now], false),
        ] {
            assert_eq!(held_back(failures, now).is_some(), held, "{failures:?}");
        }
    }

    #[test]
    fn the_reason_has_its_number() {
        assert!(held_back(&[5, 6, 7, 8], 9).unwrap().starts_with("4 starts failed"));
    }
}
