//! English.

use protocol::end::End;
use protocol::headline::Headline;
use protocol::notification::NotificationKind;

use super::{Clock, Day, Doing, Words};

/// The words.
pub struct English;

impl Words for English {
    fn doing(&self, doing: Doing) -> &'static str {
        match doing {
            Doing::AsksLeave => "asks for permission",
            Doing::Asks => "asks a question",
            Doing::NeedsYou => "needs you",
            Doing::Starting => "starting",
            Doing::Stuck => "seems stuck",
            Doing::Working => "working",
            Doing::Idle => "idle",
            Doing::Running => "running",
            Doing::Orphaned => "lost its host",
            Doing::Unreachable => "unreachable",
        }
    }

    fn line(&self, name: &str, doing: Doing, fresh: bool) -> String {
        let when = if fresh { "" } else { "last seen " };
        format!("{name} — {when}{}", self.doing(doing))
    }

    fn more(&self, number: usize) -> String {
        format!("{number} more")
    }

    fn still_more(&self, number: usize) -> String {
        format!("{number} more in the window…")
    }

    fn restore(&self, number: usize) -> String {
        format!("Restore {}…", sessions(number))
    }

    fn new_session(&self) -> &'static str {
        "New session"
    }

    fn open(&self) -> &'static str {
        "Open"
    }

    fn start_at_login(&self) -> &'static str {
        "Start at login"
    }

    fn quit(&self, live: usize, queued: usize) -> String {
        let running = match live {
            0 => None,
            1 => Some("1 session keeps running".to_owned()),
            _ => Some(format!("{live} sessions keep running")),
        };
        let waiting = match queued {
            0 => None,
            1 => Some("1 queued prompt waits".to_owned()),
            _ => Some(format!("{queued} queued prompts wait")),
        };
        let parts: Vec<String> = running.into_iter().chain(waiting).collect();
        if parts.is_empty() { "Quit".to_owned() } else { format!("Quit ({})", parts.join(", ")) }
    }

    fn stop_everything(&self) -> &'static str {
        "Stop everything…"
    }

    fn connecting(&self) -> &'static str {
        "Looking for the daemon…"
    }

    fn start_daemon(&self) -> &'static str {
        "No daemon runs: start it"
    }

    fn told(&self, name: &str, kind: NotificationKind) -> Option<String> {
        let does = match kind {
            NotificationKind::NeedsPermission => "needs permission",
            NotificationKind::Asks => "asks a question",
            NotificationKind::Finished => "finished",
            NotificationKind::Failed => "failed",
            NotificationKind::Stuck => "seems stuck",
            NotificationKind::Restored => "was restored",
            NotificationKind::Unknown => return None,
        };
        Some(format!("{name} {does}"))
    }

    fn ended(&self, _end: &End) -> Option<String> {
        None
    }

    fn unsaid(&self, _kind: NotificationKind) -> Option<&'static str> {
        None
    }

    fn restored(&self, number: usize) -> String {
        format!("{} restored", sessions(number))
    }

    fn headline(&self, headline: &Headline, clock: &Clock) -> String {
        headline.in_english(|at| time(clock, at))
    }

    fn can_be_restored(&self, names: &[String], more: usize) -> String {
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("Can be restored: {}{more}.", names.join(", "))
    }

    fn mute(&self) -> &'static str {
        "Mute"
    }

    fn bad_setting(&self) -> &'static str {
        "Quiet hours are off"
    }

    fn bad_hours(&self, found: &str) -> String {
        format!(
            "The settings say {found}. Write both as times of day, quiet_from = \"22:00\" and quiet_until = \"07:00\"."
        )
    }

    fn update(&self, newer: &str, ours: &str, live: usize) -> String {
        let goes_on = match live {
            0 => String::new(),
            1 => " 1 session keeps running.".to_owned(),
            _ => format!(" {live} sessions keep running."),
        };
        format!("Holdfast {newer} is available; this is {ours}. To install it, the app restarts.{goes_on}")
    }

    fn install(&self) -> &'static str {
        "Install and restart"
    }

    fn later(&self) -> &'static str {
        "Later"
    }

    fn not_installed(&self, newer: &str, why: &str) -> String {
        format!("Holdfast {newer} could not be installed; nothing has changed. {why}")
    }
}

fn sessions(number: usize) -> String {
    if number == 1 { "1 session".to_owned() } else { format!("{number} sessions") }
}

/// The time of day, with the day where it was another one, as the window tells it.
fn time(clock: &Clock, at: u64) -> String {
    let (at, day) = clock.tell(at);
    let day = match day {
        Day::Today => "",
        Day::ThisWeek => "%a ",
        Day::ThisYear => "%-d %b ",
        Day::Earlier => "%-d %b %Y ",
    };
    at.strftime(&format!("{day}%H:%M")).to_string()
}
