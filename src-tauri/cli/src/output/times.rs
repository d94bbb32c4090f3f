//! Moments and ages in words, in the user's time zone. Pure once the clock is read.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What time it is, and where.
#[derive(Clone, Debug)]
pub struct Clock {
    now: Timestamp,
    zone: TimeZone,
}

impl Clock {
    /// Now, in the user's time zone.
    pub fn system() -> Self {
        Self { now: Timestamp::now(), zone: TimeZone::system() }
    }

    /// Some moment in UTC, in milliseconds since 1970; for tests.
    #[cfg(test)]
    pub fn fixed(now: u64) -> Self {
        Self { now: moment(now), zone: TimeZone::UTC }
    }

    /// When something was: `09:12` today, `12 Mar 09:12` this year, else with the year. In milliseconds since 1970.
    pub fn at(&self, milliseconds: u64) -> String {
        self.told(milliseconds, "%H:%M")
    }

    /// As [`Self::at`], with seconds.
    pub fn to_the_second(&self, milliseconds: u64) -> String {
        self.told(milliseconds, "%H:%M:%S")
    }

    fn told(&self, milliseconds: u64, time: &str) -> String {
        let (then, now) = (moment(milliseconds).to_zoned(self.zone.clone()), self.now.to_zoned(self.zone.clone()));
        let day = match () {
            () if then.date() == now.date() => "",
            () if then.year() == now.year() => "%-d %b ",
            () => "%-d %b %Y ",
        };
        then.strftime(&format!("{day}{time}")).to_string()
    }

    /// How long ago something was: `5s`, `3m`, `2h`, `4d`. In milliseconds since 1970.
    pub fn age(&self, milliseconds: u64) -> String {
        let then = u64::try_from(self.now.as_millisecond()).unwrap_or(0).saturating_sub(milliseconds);
        let seconds = Duration::from_millis(then).as_secs();
        match seconds {
            0..60 => format!("{seconds}s"),
            60..3_600 => format!("{}m", seconds / 60),
            3_600..86_400 => format!("{}h", seconds / 3_600),
            _ => format!("{}d", seconds / 86_400),
        }
    }
}

/// Milliseconds since 1970; what no calendar has becomes its last moment.
fn moment(milliseconds: u64) -> Timestamp {
    i64::try_from(milliseconds).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-12 09:12:00 UTC.
    const NOW: u64 = 1_773_306_720_000;
    const HOUR: u64 = 3_600_000;

    #[test]
    fn a_moment_says_no_more_than_it_must() {
        let clock = Clock::fixed(NOW);
        for (then, words) in [
            (NOW, "09:12"),
            (NOW - 9 * HOUR, "00:12"),
            (NOW - 10 * HOUR, "11 Mar 23:12"),
            (NOW - 24 * HOUR * 365, "12 Mar 2025 09:12"),
        ] {
            assert_eq!(clock.at(then), words);
        }
        assert!(!clock.at(u64::MAX).is_empty());
    }

    #[test]
    fn an_age_has_one_unit() {
        let clock = Clock::fixed(NOW);
        for (ago, words) in
            [(0, "0s"), (59_999, "59s"), (60_000, "1m"), (HOUR - 1, "59m"), (HOUR, "1h"), (49 * HOUR, "2d")]
        {
            assert_eq!(clock.age(NOW - ago), words);
        }
        assert_eq!(clock.age(NOW + HOUR), "0s");
    }
}
