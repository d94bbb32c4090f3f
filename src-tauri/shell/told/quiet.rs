//! The hours in which nothing disturbs anybody, as the settings have them. Pure.

use jiff::civil::Time;
use serde_json::{Map, Value};

/// When it is quiet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Quiet {
    /// Never.
    #[default]
    Never,
    /// Every day from a time on, until another one; over midnight where that is earlier.
    Between(Time, Time),
    /// Never, because the settings say something else; what, as they say it.
    Wrong(String),
}

impl Quiet {
    /// As the keys `quiet_from` and `quiet_until` of the settings' section `notifications` have it.
    pub fn of(section: &Map<String, Value>) -> Self {
        let said = ["quiet_from", "quiet_until"].map(|key| section.get(key).map(|value| (key, value)));
        match said.map(|said| said.map(|(_, value)| time(value))) {
            [None, None] => Self::Never,
            [Some(Some(from)), Some(Some(until))] => Self::Between(from, until),
            _ => {
                let found: Vec<String> = said.iter().flatten().map(|(key, value)| format!("{key} = {value}")).collect();
                Self::Wrong(found.join(", "))
            }
        }
    }

    /// Whether it is quiet at a time of day.
    pub fn is_at(&self, now: Time) -> bool {
        match *self {
            Self::Between(from, until) if from <= until => (from..until).contains(&now),
            Self::Between(from, until) => now >= from || now < until,
            Self::Never | Self::Wrong(_) => false,
        }
    }
}

/// `22:00`, and nothing more lenient.
fn time(value: &Value) -> Option<Time> {
    let (hour, minute) = value.as_str()?.split_once(':')?;
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
    if minute.len() != 2 {
        return None;
    }
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn quiet(section: Value) -> Quiet {
        Quiet::of(section.as_object().unwrap())
    }

    #[test]
    fn it_is_quiet_between_two_times_also_over_midnight() {
        for (from, until, times) in [
            (
                "22:00",
                "07:00",
                &[("21:59", false), ("22:00", true), ("00:00", true), ("06:59", true), ("07:00", false)][..],
            ),
            (
                "12:30",
                "13:00",
                &[("12:29", false), ("12:30", true), ("12:59", true), ("13:00", false), ("00:00", false)],
            ),
            ("00:00", "23:59", &[("00:00", true), ("23:58", true), ("23:59", false)]),
            ("8:00", "8:00", &[("08:00", false), ("07:59", false)]),
        ] {
            let quiet = quiet(json!({ "quiet_from": from, "quiet_until": until }));
            for (now, expected) in times {
                assert_eq!(quiet.is_at(now.parse().unwrap()), *expected, "{from} to {until}, at {now}");
            }
        }
    }

    #[test]
    fn what_is_no_time_of_day_is_named_and_means_nothing() {
        assert_eq!(quiet(json!({})), Quiet::Never);
        for (section, found) in [
            (json!({ "quiet_from": "22:00" }), r#"quiet_from = "22:00""#),
            (json!({ "quiet_until": "07:00" }), r#"quiet_until = "07:00""#),
            (json!({ "quiet_from": "24:00", "quiet_until": "7:00" }), r#"quiet_from = "24:00", quiet_until = "7:00""#),
            (json!({ "quiet_from": 22, "quiet_until": 7 }), "quiet_from = 22, quiet_until = 7"),
            (json!({ "quiet_from": "10pm", "quiet_until": "" }), r#"quiet_from = "10pm", quiet_until = """#),
            (json!({ "quiet_from": "+1:00", "quiet_until": "1:0" }), r#"quiet_from = "+1:00", quiet_until = "1:0""#),
        ] {
            let quiet = quiet(section);
            assert_eq!(quiet, Quiet::Wrong(found.to_owned()));
            assert!(!quiet.is_at("23:00".parse().unwrap()));
        }
    }
}
