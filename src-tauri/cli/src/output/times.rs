//! Moments and ages in words, in the user's time zone, and the way back. Pure once the clock is read.

use std::time::Duration;

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

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

    /// Reads a moment as people write it, into milliseconds since 1970: RFC 3339; a date and a time or a time of today, in
    /// the user's time zone; `10m`, `-10m` or `10m ago`. A time without seconds means the whole minute's beginning.
    ///
    /// # Errors
    /// What a moment looks like.
    pub fn read(&self, text: &str) -> Result<u64, String> {
        let text = text.trim();
        let local = |civil: DateTime| civil.to_zoned(self.zone.clone()).ok().map(|zoned| zoned.timestamp());
        let ago = || {
            let words = text.strip_suffix("ago").unwrap_or(text).trim().trim_start_matches('-');
            let span: Span = words.parse().ok()?;
            self.now.to_zoned(self.zone.clone()).checked_sub(span).ok().map(|zoned| zoned.timestamp())
        };
        let today = || {
            let time: Time = text.parse().ok()?;
            local(self.now.to_zoned(self.zone.clone()).date().to_datetime(time))
        };
        // A time with an offset is no local one, so it is tried first.
        let found = text.parse::<Timestamp>().ok();
        let found = found.or_else(|| text.parse::<DateTime>().ok().and_then(local)).or_else(today).or_else(ago);
        found.and_then(|found| u64::try_from(found.as_millisecond()).ok()).ok_or_else(|| {
            "a moment is 14:03, 14:03:05, 2026-11-28 14:03, 2026-11-28T14:03:05Z, or 10m for ten minutes ago".to_owned()
        })
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
    fn a_moment_is_read_as_people_write_it() {
        let clock = Clock::fixed(NOW);
        for (text, expected) in [
            ("2026-03-12T09:12:00Z", Some(NOW)),
            ("2026-03-12T10:12:00+01:00", Some(NOW)),
            ("2026-03-12 09:12", Some(NOW)),
            ("2026-03-12 09:12:05", Some(NOW + 5000)),
            ("09:12:05.250", Some(NOW + 5250)),
            ("08:12", Some(NOW - HOUR)),
            ("10m", Some(NOW - HOUR / 6)),
            ("-10m", Some(NOW - HOUR / 6)),
            ("10m ago", Some(NOW - HOUR / 6)),
            ("1h 30m ago", Some(NOW - HOUR - HOUR / 2)),
            ("2d", Some(NOW - 48 * HOUR)),
            ("", None),
            ("yesterday", None),
            ("1969-01-01 00:00", None),
            ("25:00", None),
        ] {
            assert_eq!(clock.read(text).ok(), expected, "{text:?}");
        }
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
