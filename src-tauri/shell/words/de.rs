//! German.

use jiff::civil::Weekday;
use protocol::end::{End, EndReason};
use protocol::headline::{Happened, Headline};
use protocol::notification::NotificationKind;

use super::{Clock, Day, Doing, Words};

/// The words.
pub struct German;

const MONTHS: [&str; 12] =
    ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."];

impl Words for German {
    fn doing(&self, doing: Doing) -> &'static str {
        match doing {
            Doing::AsksLeave => "bittet um Erlaubnis",
            Doing::Asks => "stellt eine Frage",
            Doing::NeedsYou => "wartet auf dich",
            Doing::Starting => "startet",
            Doing::Stuck => "hängt anscheinend",
            Doing::Working => "arbeitet",
            Doing::Idle => "bereit",
            Doing::Running => "läuft",
            Doing::Orphaned => "hat seinen Host verloren",
            Doing::Unreachable => "nicht erreichbar",
        }
    }

    fn line(&self, name: &str, doing: Doing, fresh: bool) -> String {
        let when = if fresh { "" } else { "zuletzt: " };
        format!("{name} — {when}{}", self.doing(doing))
    }

    fn more(&self, number: usize) -> String {
        format!("{number} weitere")
    }

    fn still_more(&self, number: usize) -> String {
        format!("{number} weitere im Fenster …")
    }

    fn restore(&self, number: usize) -> String {
        if number == 1 {
            "1 Sitzung wiederherstellen …".to_owned()
        } else {
            format!("{number} Sitzungen wiederherstellen …")
        }
    }

    fn new_session(&self) -> &'static str {
        "Neue Sitzung"
    }

    fn open(&self) -> &'static str {
        "Öffnen"
    }

    fn start_at_login(&self) -> &'static str {
        "Beim Anmelden starten"
    }

    fn quit(&self, live: usize, queued: usize) -> String {
        let running = match live {
            0 => None,
            1 => Some("1 Sitzung läuft weiter".to_owned()),
            _ => Some(format!("{live} Sitzungen laufen weiter")),
        };
        let waiting = match queued {
            0 => None,
            1 => Some("1 Prompt in der Warteschlange wartet".to_owned()),
            _ => Some(format!("{queued} Prompts in der Warteschlange warten")),
        };
        let parts: Vec<String> = running.into_iter().chain(waiting).collect();
        if parts.is_empty() { "Beenden".to_owned() } else { format!("Beenden ({})", parts.join(", ")) }
    }

    fn stop_everything(&self) -> &'static str {
        "Alles stoppen …"
    }

    fn connecting(&self) -> &'static str {
        "Daemon wird gesucht …"
    }

    fn start_daemon(&self) -> &'static str {
        "Kein Daemon läuft: starten"
    }

    fn told(&self, name: &str, kind: NotificationKind) -> Option<String> {
        let does = match kind {
            NotificationKind::NeedsPermission => "bittet um Erlaubnis",
            NotificationKind::Asks => "stellt eine Frage",
            NotificationKind::Finished => "ist fertig",
            NotificationKind::Failed => "ist gescheitert",
            NotificationKind::Stuck => "hängt anscheinend",
            NotificationKind::Restored => "wurde wiederhergestellt",
            NotificationKind::Unknown => return None,
        };
        Some(format!("{name} {does}"))
    }

    fn ended(&self, end: &End) -> Option<String> {
        let signal = end.signal.map(|signal| format!(" (Signal {signal})")).unwrap_or_default();
        Some(match end.reason {
            EndReason::Completed => "Von selbst beendet".to_owned(),
            EndReason::Failed => {
                end.code.map_or("Gescheitert".to_owned(), |code| format!("Gescheitert mit Status {code}"))
            }
            EndReason::Crashed => format!("Abgestürzt{signal}"),
            EndReason::Stopped => "Gestoppt".to_owned(),
            EndReason::ExternalSignal => format!("Von außen beendet{signal}"),
            EndReason::UnknownSignal => format!("Beendet, niemand weiß von wem{signal}"),
            EndReason::OutOfMemory => "Beendet, weil der Speicher nicht reichte".to_owned(),
            EndReason::HostLost => "Mit seinem Host verloren".to_owned(),
            EndReason::HostOutOfMemory => "Mit seinem Host verloren, weil der Speicher nicht reichte".to_owned(),
            EndReason::OsShutdown => "Mit dem System beendet".to_owned(),
            EndReason::Logout => "Mit der Abmeldung beendet".to_owned(),
            EndReason::MachineLost => "Mit dem Computer verloren".to_owned(),
            EndReason::StartFailed => "Konnte nicht gestartet werden".to_owned(),
            EndReason::Unknown => return None,
        })
    }

    fn unsaid(&self, kind: NotificationKind) -> Option<&'static str> {
        match kind {
            NotificationKind::NeedsPermission => Some("Möchte weitermachen dürfen"),
            NotificationKind::Asks => Some("Möchte eine Antwort"),
            NotificationKind::Finished => Some("Hat erledigt, worum es ging"),
            NotificationKind::Stuck => Some("Arbeitet und hat lange nichts gesagt"),
            NotificationKind::Failed | NotificationKind::Restored | NotificationKind::Unknown => None,
        }
    }

    fn restored(&self, number: usize) -> String {
        format!("{} wiederhergestellt", sessions(number))
    }

    fn headline(&self, Headline { happened, at, earlier }: &Headline, clock: &Clock) -> String {
        let time = time(clock, *at);
        let (event, number) = match *happened {
            Happened::Restarted(number) => (format!("Dein Computer wurde {time} neu gestartet."), number),
            Happened::ShutDown(number) => (format!("Dein Computer wurde {time} heruntergefahren."), number),
            Happened::LoggedOut(number) => (format!("Du hast dich {time} abgemeldet."), number),
            Happened::StoppedAll(number) => (format!("Alles wurde {time} gestoppt."), number),
            Happened::Offered(number) => {
                let can = if number == 1 { "kann" } else { "können" };
                return with(format!("{} {can} wiederhergestellt werden.", sessions(number)), *earlier);
            }
            Happened::Lost(number) => {
                let went = if number == 1 { "ging" } else { "gingen" };
                return with(format!("{} {went} verloren.", sessions(number)), *earlier);
            }
        };
        let ran = if number == 1 { "lief" } else { "liefen" };
        with(format!("{event} {} {ran}.", sessions(number)), *earlier)
    }

    fn can_be_restored(&self, names: &[String], more: usize) -> String {
        let more = if more == 0 { String::new() } else { format!(" und {more} weitere") };
        format!("Wiederherstellbar: {}{more}.", names.join(", "))
    }

    fn mute(&self) -> &'static str {
        "Stummschalten"
    }

    fn bad_setting(&self) -> &'static str {
        "Die Ruhezeit ist aus"
    }

    fn bad_hours(&self, found: &str) -> String {
        format!(
            "In den Einstellungen steht {found}. Gib beides als Uhrzeit an, quiet_from = \"22:00\" und quiet_until = \"07:00\"."
        )
    }

    fn update(&self, newer: &str, ours: &str, live: usize) -> String {
        let goes_on = match live {
            0 => String::new(),
            1 => " 1 Sitzung läuft weiter.".to_owned(),
            _ => format!(" {live} Sitzungen laufen weiter."),
        };
        format!("Holdfast {newer} ist da; dies ist {ours}. Zum Installieren startet die App neu.{goes_on}")
    }

    fn install(&self) -> &'static str {
        "Installieren und neu starten"
    }

    fn later(&self) -> &'static str {
        "Später"
    }

    fn not_installed(&self, newer: &str, why: &str) -> String {
        format!("Holdfast {newer} konnte nicht installiert werden; nichts ist geändert. {why}")
    }
}

fn sessions(number: usize) -> String {
    if number == 1 { "1 Sitzung".to_owned() } else { format!("{number} Sitzungen") }
}

fn with(happened: String, earlier: usize) -> String {
    match earlier {
        0 => happened,
        1 => format!("{happened} 1 weitere endete früher."),
        _ => format!("{happened} {earlier} weitere endeten früher."),
    }
}

/// When it was, as it stands within a sentence.
fn time(clock: &Clock, at: u64) -> String {
    let (at, day) = clock.tell(at);
    let month = usize::try_from(at.month() - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default();
    let hours = at.strftime("%H:%M");
    match day {
        Day::Today => format!("um {hours}"),
        Day::ThisWeek => format!("am {} um {hours}", weekday(at.weekday())),
        Day::ThisYear => format!("am {}. {month} um {hours}", at.day()),
        Day::Earlier => format!("am {}. {month} {} um {hours}", at.day(), at.year()),
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Montag",
        Weekday::Tuesday => "Dienstag",
        Weekday::Wednesday => "Mittwoch",
        Weekday::Thursday => "Donnerstag",
        Weekday::Friday => "Freitag",
        Weekday::Saturday => "Samstag",
        Weekday::Sunday => "Sonntag",
    }
}
