//! What a notification says, or why it is not shown. Pure.

use protocol::id::SessionId;
use protocol::notification::{Notification, NotificationKind};

use crate::hostile::{notice_body, notice_title};

/// Its title and its text. `None`: nobody is to be disturbed. `watched`: the session that a person has on screen; `now`: in
/// milliseconds since 1970.
pub fn of(one: &Notification, watched: Option<&SessionId>, now: u64) -> Option<(String, String)> {
    let is_on_screen = one.session.is_some() && one.session.as_ref() == watched;
    if is_on_screen || !one.is_urgent(now) {
        return None;
    }
    let does = match one.kind {
        NotificationKind::NeedsPermission => "needs permission",
        NotificationKind::Asks => "asks a question",
        NotificationKind::Finished => "finished",
        NotificationKind::Failed => "failed",
        NotificationKind::Stuck => "seems stuck",
        NotificationKind::Restored => "restored",
        // Nobody knows whether it is worth a disturbance.
        NotificationKind::Unknown => return None,
    };
    Some((notice_title(&format!("{} {does}", one.name)), notice_body(&one.text)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn only_what_is_new_urgent_and_not_on_screen_disturbs() {
        let json = |text: &str| serde_json::from_str(text).unwrap();
        let table = [
            ("{}", None, 2000, Some("build needs permission")),
            ("{}", Some(id("b")), 2000, Some("build needs permission")),
            ("{}", Some(id("a")), 2000, None),
            ("{}", None, 121_001, None),
            (r#"{"late": true}"#, None, 2000, None),
            (r#"{"resolved_at": 1500}"#, None, 2000, None),
            (r#"{"kind": "danced"}"#, None, 2000, None),
            (r#"{"kind": "asks"}"#, None, 2000, Some("build asks a question")),
            (r#"{"kind": "finished"}"#, None, 2000, Some("build finished")),
            (r#"{"kind": "failed"}"#, None, 2000, Some("build failed")),
            (r#"{"kind": "stuck"}"#, None, 2000, Some("build seems stuck")),
            (r#"{"kind": "restored", "session": null, "name": "2 sessions"}"#, None, 2000, Some("2 sessions restored")),
        ];
        for (parts, watched, now, title) in table {
            let said = of(&told(json(parts)), watched.as_ref(), now);
            assert_eq!(said.as_ref().map(|(title, _)| title.as_str()), title, "{parts}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn markup_in_it_is_shown_and_not_read() {
        let (_, body) = of(&told(serde_json::json!({})), None, 2000).unwrap();
        assert_eq!(body, "run &lt;b&gt;make&lt;/b&gt;");
    }
}
