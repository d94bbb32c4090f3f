use protocol::headline::Happened;

use super::*;

#[test]
fn the_setting_is_obeyed_and_the_system_asked_where_it_says_nothing() {
    for (setting, locale, language) in [
        (None, "", Language::English),
        (None, "de_AT.UTF-8", Language::German),
        (None, "de", Language::German),
        (Some("system"), "de.UTF-8", Language::German),
        (Some("en"), "de_DE", Language::English),
        (Some("de"), "C", Language::German),
        (Some("tlh"), "den_CA", Language::English),
    ] {
        assert_eq!(Language::of(setting, locale), language, "{setting:?} {locale}");
    }
}

#[test]
fn quitting_says_what_goes_on_and_what_waits() {
    for (live, queued, english, german) in [
        (0, 0, "Quit", "Beenden"),
        (1, 0, "Quit (1 session keeps running)", "Beenden (1 Sitzung läuft weiter)"),
        (0, 1, "Quit (1 queued prompt waits)", "Beenden (1 Prompt in der Warteschlange wartet)"),
        (
            2,
            3,
            "Quit (2 sessions keep running, 3 queued prompts wait)",
            "Beenden (2 Sitzungen laufen weiter, 3 Prompts in der Warteschlange warten)",
        ),
    ] {
        assert_eq!(Language::English.words().quit(live, queued), english);
        assert_eq!(Language::German.words().quit(live, queued), german);
    }
}

#[test]
fn a_moment_is_told_as_the_window_does() {
    let clock = Clock { now: "2026-03-12T09:12:00Z".parse().unwrap(), zone: TimeZone::UTC };
    for (at, english, german) in [
        ("2026-03-12T00:05:00Z", "00:05", "um 00:05"),
        ("2026-03-11T23:05:00Z", "Wed 23:05", "am Mittwoch um 23:05"),
        ("2026-03-06T09:13:00Z", "Fri 09:13", "am Freitag um 09:13"),
        ("2026-03-06T09:12:00Z", "6 Mar 09:12", "am 6. März um 09:12"),
        ("2025-03-12T09:12:00Z", "12 Mar 2025 09:12", "am 12. März 2025 um 09:12"),
    ] {
        let at: Timestamp = at.parse().unwrap();
        let at = u64::try_from(at.as_millisecond()).unwrap();
        let headline = |number, earlier| Headline { happened: Happened::LoggedOut(number), at, earlier };
        let says = |language: Language, headline| language.words().headline(&headline, &clock);
        assert_eq!(
            says(Language::English, headline(1, 2)),
            format!("You logged out at {english}. 1 session was running. 2 more ended earlier.")
        );
        assert_eq!(
            says(Language::German, headline(2, 1)),
            format!("Du hast dich {german} abgemeldet. 2 Sitzungen liefen. 1 weitere endete früher.")
        );
    }
}

#[test]
fn what_happened_has_its_words_in_german() {
    let clock = Clock { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
    for (happened, german) in [
        (Happened::Restarted(1), "Dein Computer wurde um 00:00 neu gestartet. 1 Sitzung lief."),
        (Happened::ShutDown(2), "Dein Computer wurde um 00:00 heruntergefahren. 2 Sitzungen liefen."),
        (Happened::StoppedAll(2), "Alles wurde um 00:00 gestoppt. 2 Sitzungen liefen."),
        (Happened::Offered(1), "1 Sitzung kann wiederhergestellt werden."),
        (Happened::Lost(2), "2 Sitzungen gingen verloren."),
    ] {
        let headline = Headline { happened, at: 0, earlier: 0 };
        assert_eq!(Language::German.words().headline(&headline, &clock), german);
    }
}

#[test]
fn an_unknown_kind_disturbs_nobody() {
    for language in [Language::English, Language::German] {
        let told = |kind| language.words().told("build", kind);
        assert_eq!(told(NotificationKind::Unknown), None);
        for kind in [
            NotificationKind::NeedsPermission,
            NotificationKind::Asks,
            NotificationKind::Finished,
            NotificationKind::Failed,
            NotificationKind::Stuck,
            NotificationKind::Restored,
        ] {
            assert!(told(kind).unwrap().starts_with("build "));
        }
    }
}

#[test]
fn an_update_says_how_many_sessions_go_on_meanwhile() {
    for (live, english, german) in [
        (0, "the app restarts.", "startet die App neu."),
        (1, "the app restarts. 1 session keeps running.", "startet die App neu. 1 Sitzung läuft weiter."),
        (2, "the app restarts. 2 sessions keep running.", "startet die App neu. 2 Sitzungen laufen weiter."),
    ] {
        let says = |language: Language| language.words().update("0.2.0", "0.1.0", live);
        assert_eq!(
            says(Language::English),
            format!("Holdfast 0.2.0 is available; this is 0.1.0. To install it, {english}")
        );
        assert_eq!(says(Language::German), format!("Holdfast 0.2.0 ist da; dies ist 0.1.0. Zum Installieren {german}"));
    }
}
