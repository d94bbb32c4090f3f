//! The words of tray and notifications, in every language that they speak. Pure; foreign text comes here clean, and goes
//! out as it came. What the window says is in `ui/src/text/`.

mod de;
mod en;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use protocol::end::End;
use protocol::headline::Headline;
use protocol::notification::NotificationKind;

/// A language that is spoken whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, also for whoever speaks none of these.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// The one that the setting `appearance.language` names; for `system`, for nothing and for what nobody knows, that of
    /// the system. `locale`: such as `de_AT.UTF-8`, see [`locale`].
    pub fn of(setting: Option<&str>, locale: &str) -> Self {
        match setting {
            Some("de") => Self::German,
            Some("en") => Self::English,
            _ if locale.split(['_', '.', '@']).next() == Some("de") => Self::German,
            _ => Self::English,
        }
    }

    /// Its words.
    pub fn words(self) -> &'static dyn Words {
        match self {
            Self::English => &en::English,
            Self::German => &de::German,
        }
    }
}

/// The language that the environment asks for, as programs of Unix look for it. Empty where it says nothing.
pub fn locale() -> String {
    let said = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(said).unwrap_or_default()
}

/// What a session does, as far as the tray has a word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Its agent wants leave to do something.
    AsksLeave,
    /// Its agent wants an answer.
    Asks,
    /// It waits for a person.
    NeedsYou,
    /// Its program is being started.
    Starting,
    /// It works and has said nothing for long.
    Stuck,
    /// Its agent works.
    Working,
    /// Its agent waits for nothing in particular.
    Idle,
    /// Its program runs.
    Running,
    /// Its host is gone and its program is still there.
    Orphaned,
    /// Nobody can tell.
    Unreachable,
}

/// Everything that is said outside the window. A language that leaves one out does not compile.
pub trait Words: Sync {
    /// What a session does, after its name.
    fn doing(&self, doing: Doing) -> &'static str;
    /// A session's line in the menu. `fresh`: whether it is known to be so, or was when it was last heard of.
    fn line(&self, name: &str, doing: Doing, fresh: bool) -> String;
    /// The line above those sessions that found no place.
    fn more(&self, number: usize) -> String;
    /// The line about those that even there found no place; it opens the window.
    fn still_more(&self, number: usize) -> String;
    /// The line that shows what can be restored.
    fn restore(&self, number: usize) -> String;
    /// The line that asks for a new session.
    fn new_session(&self) -> &'static str;
    /// The line that opens the window, and the button that opens it at a session.
    fn open(&self) -> &'static str;
    /// The line that has the app start when the user logs in.
    fn start_at_login(&self) -> &'static str;
    /// The line that quits: what goes on, and what waits until the app is back.
    fn quit(&self, live: usize, queued: usize) -> String;
    /// The line that asks whether everything is to be stopped.
    fn stop_everything(&self) -> &'static str;
    /// The line that stands first while a daemon is looked for.
    fn connecting(&self) -> &'static str;
    /// The line that stands first while there is no daemon, and starts one.
    fn start_daemon(&self) -> &'static str;

    /// The title of a notification about one session. `None`: a kind that nobody knows, which disturbs nobody.
    fn told(&self, name: &str, kind: NotificationKind) -> Option<String>;
    /// How a run ended. `None`: as the daemon words it, which is English.
    fn ended(&self, end: &End) -> Option<String>;
    /// What is said where an agent says nothing itself. `None`: as the daemon words it.
    fn unsaid(&self, kind: NotificationKind) -> Option<&'static str>;
    /// The title of the one about several sessions that were restored.
    fn restored(&self, number: usize) -> String;
    /// The title of the one about a restore plan, told in local time.
    fn headline(&self, headline: &Headline, clock: &Clock) -> String;
    /// What it goes on with: some of the names, and how many more there are.
    fn can_be_restored(&self, names: &[String], more: usize) -> String;
    /// The button that tells nothing more of a session.
    fn mute(&self) -> &'static str;
    /// The title of the one about a setting that says nothing.
    fn bad_setting(&self) -> &'static str;
    /// What it goes on with, of hours that are no times of day. `found`: what the settings say.
    fn bad_hours(&self, found: &str) -> String;
}

/// When now is, and where.
pub struct Clock {
    /// Now.
    pub now: Timestamp,
    /// The zone that people live in.
    pub zone: TimeZone,
}

/// How far back a moment lies, as people tell it.
enum Day {
    Today,
    ThisWeek,
    ThisYear,
    Earlier,
}

impl Clock {
    /// Of this computer.
    pub fn local() -> Self {
        Self { now: Timestamp::now(), zone: TimeZone::system() }
    }

    /// A moment in milliseconds since 1970, and how far back it lies. One that nobody can tell is now.
    fn tell(&self, at: u64) -> (jiff::Zoned, Day) {
        let at = i64::try_from(at).ok().and_then(|at| Timestamp::from_millisecond(at).ok()).unwrap_or(self.now);
        let passed = self.now.duration_since(at).as_hours();
        let (at, now) = (at.to_zoned(self.zone.clone()), self.now.to_zoned(self.zone.clone()));
        let day = match () {
            () if at.date() == now.date() => Day::Today,
            () if passed < 6 * 24 => Day::ThisWeek,
            () if at.year() == now.year() => Day::ThisYear,
            () => Day::Earlier,
        };
        (at, day)
    }
}

#[cfg(test)]
mod tests;
