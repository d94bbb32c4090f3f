//! What a notification says, or why it is not shown. Pure.

use protocol::id::SessionId;
use protocol::notification::{Notification, NotificationKind};
use protocol::session::Session;

use crate::hostile::notice;
use crate::words::Words;

/// What a notification is about. A later one about the same takes the place of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A session.
    Session(SessionId),
    /// Several sessions that were restored.
    Sessions,
    /// What could be restored.
    Plan,
    /// A setting that says nothing.
    Settings,
}

/// What is shown. Clean text without markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Popup {
    /// What it is about.
    pub about: About,
    /// By what it is known again among those about the same. 0 where nobody asks.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// What the button is called that opens what it is about.
    pub open: &'static str,
    /// What the button is called that silences the session. Absent: it is about none.
    pub mute: Option<&'static str>,
    /// Whether it may be heard.
    pub sound: bool,
}

/// What it says to people. `None`: it is too old to disturb anybody, or nobody knows what it is. `session`: the one that it is
/// about, as it is now; `now`: in milliseconds since 1970.
pub fn of(one: &Notification, session: Option<&Session>, now: u64, words: &dyn Words) -> Option<Popup> {
    if !one.is_urgent(now) {
        return None;
    }
    let name = notice(&one.name);
    let said = words.told(&name, one.kind)?;
    let title = match one.session {
        Some(_) => said,
        None => number(&name).map_or(said, |number| words.restored(number)),
    };
    Some(Popup {
        about: about(one),
        mute: one.session.is_some().then(|| words.mute()),
        number: one.number,
        title: notice(&title),
        body: session.and_then(|session| body(one, session, words)).unwrap_or_else(|| notice(&one.text)),
        open: words.open(),
        sound: false,
    })
}

/// What it says in other words than the daemon's. `None`: it says what the agent said, or the daemon's words are as good.
fn body(one: &Notification, session: &Session, words: &dyn Words) -> Option<String> {
    match (one.turn, &session.end, &session.agent_word) {
        _ if one.generation != session.generation => None,
        (0, Some(end), _) => words.ended(end),
        // That the agent says nothing is what it is about.
        _ if one.kind == NotificationKind::Stuck => words.unsaid(one.kind).map(str::to_owned),
        (turn, _, Some(word))
            if turn == word.turn && word.message.as_deref().is_none_or(|said| notice(said).is_empty()) =>
        {
            words.unsaid(one.kind).map(str::to_owned)
        }
        _ => None,
    }
}

/// What one is about.
pub fn about(one: &Notification) -> About {
    one.session.clone().map_or(About::Sessions, About::Session)
}

/// How many sessions one is about that is about several: it is called `2 sessions`.
fn number(name: &str) -> Option<usize> {
    name.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn id(digit: &str) -> SessionId {
        digit.repeat(16).parse().unwrap()
    }

    fn told(parts: serde_json::Value) -> Notification {
        let mut told = serde_json::json!({
            "number": 7, "change": 7, "at": 1000, "session": id("a"), "name": "build", "kind": "needs_permission",
            "generation": 1, "turn": 3, "text": "run <b>make</b>\u{202e}",
        });
        told.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
        serde_json::from_value(told).unwrap()
    }

    #[test]
    fn only_what_is_new_and_urgent_disturbs() {
        let json = |text: &str| serde_json::from_str(text).unwrap();
        let table = [
            ("{}", 2000, Some("build needs permission")),
            ("{}", 121_001, None),
            (r#"{"late": true}"#, 2000, None),
            (r#"{"resolved_at": 1500}"#, 2000, None),
            (r#"{"kind": "danced"}"#, 2000, None),
            (r#"{"kind": "asks"}"#, 2000, Some("build asks a question")),
            (r#"{"kind": "finished"}"#, 2000, Some("build finished")),
            (r#"{"kind": "failed"}"#, 2000, Some("build failed")),
            (r#"{"kind": "stuck"}"#, 2000, Some("build seems stuck")),
            (r#"{"kind": "restored"}"#, 2000, Some("build was restored")),
            (r#"{"kind": "restored", "session": null, "name": "2 sessions"}"#, 2000, Some("2 sessions restored")),
        ];
        for (parts, now, title) in table {
            let said = of(&told(json(parts)), None, now, Language::English.words());
            assert_eq!(said.as_ref().map(|popup| popup.title.as_str()), title, "{parts}");
        }
    }

    #[test]
    fn only_what_is_about_a_session_can_silence_it() {
        let popup = |parts| of(&told(parts), None, 2000, Language::German.words()).unwrap();
        let one = popup(serde_json::json!({ "name": "\u{1b}]0;b\u{200f}\n_&" }));
        assert_eq!((one.title.as_str(), one.body.as_str()), ("]0;b _& bittet um Erlaubnis", "run <b>make</b>"));
        assert_eq!((one.about, one.mute, one.open), (About::Session(id("a")), Some("Stummschalten"), "Öffnen"));
        let several = popup(serde_json::json!({ "kind": "restored", "session": null, "name": "3 sessions" }));
        assert_eq!((several.about, several.mute), (About::Sessions, None));
        assert_eq!(several.title, "3 Sitzungen wiederhergestellt");
    }

    #[test]
    fn what_the_daemon_says_is_said_in_the_language_of_the_rest_and_what_agents_say_as_they_said_it() {
        let session = |parts: serde_json::Value| -> Session {
            let mut session = serde_json::json!({
                "id": id("a"), "name": "build", "project": "/p", "workspace": "/p", "cwd": "/p", "branch": null,
                "agent": "fake", "kind": "worker", "parent": null, "command": ["sh"], "status": "idle", "why": "",
                "attention": "none", "seen": false, "generation": 1, "host_pid": null, "child_pid": null, "created_at": 0,
                "started_at": null, "output_at": null, "end": null, "archive": "no", "conversation": null,
                "last_line": "", "title": null, "size": {"cols": 80, "rows": 24}, "output_bytes": 0, "as_of": 0,
                "fresh": true,
            });
            session.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
            serde_json::from_value(session).unwrap()
        };
        let said = |message: Option<&str>| {
            let word = serde_json::json!({
                "activity": "permission", "since": 1, "source": "hook", "why": "", "conversation": null, "turn": 3,
                "message": message,
            });
            session(serde_json::json!({ "agent_word": word }))
        };
        let end = |reason| serde_json::json!({ "end": { "reason": reason, "code": 3, "actor": "agent", "at": 1 } });
        for (parts, session, german, english) in [
            (r#"{"text": "may I?"}"#, said(Some("may I?")), "may I?", "may I?"),
            ("{}", said(None), "Möchte weitermachen dürfen", "run <b>make</b>"),
            (r#"{"turn": 2}"#, said(None), "run <b>make</b>", "run <b>make</b>"),
            (r#"{"kind": "stuck"}"#, said(Some("go")), "Arbeitet und hat lange nichts gesagt", "run <b>make</b>"),
            (r#"{"turn": 0, "kind": "failed"}"#, session(end("failed")), "Gescheitert mit Status 3", "run <b>make</b>"),
            (r#"{"turn": 0, "generation": 2}"#, session(end("failed")), "run <b>make</b>", "run <b>make</b>"),
        ] {
            let told = told(serde_json::from_str(parts).unwrap());
            for (language, expected) in [(Language::German, german), (Language::English, english)] {
                assert_eq!(of(&told, Some(&session), 2000, language.words()).unwrap().body, expected, "{parts}");
            }
        }
    }
}
