//! What the user wants to be disturbed by, as the settings have it. Pure: whoever asks brings them. What nobody is told by a
//! notification is in the daemon's list all the same.

use jiff::civil::Time;
use protocol::id::SessionId;
use protocol::notification::NotificationKind;
use protocol::session::Session;
use serde_json::{Map, Value};

use super::quiet::Quiet;

/// The settings' section `notifications`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wishes {
    section: Map<String, Value>,
    /// When nothing disturbs.
    pub quiet: Quiet,
}

impl Wishes {
    /// Those of the settings, as nested tables.
    pub fn of(settings: &Map<String, Value>) -> Self {
        let section = settings.get("notifications").and_then(Value::as_object).cloned().unwrap_or_default();
        Self { quiet: Quiet::of(&section), section }
    }

    /// Whether something of this kind may disturb at this time of day. `family`: the session that it is about and those that
    /// led to it, see [`family`].
    pub fn allow(&self, kind: NotificationKind, family: &[SessionId], now: Time) -> bool {
        self.wants(kind) && !self.quiet.is_at(now) && !family.iter().any(|id| self.is_muted(id))
    }

    /// Whether what is shown may be heard.
    pub fn sound(&self) -> bool {
        self.flag("sound").unwrap_or(false)
    }

    /// The muted sessions, with one more.
    pub fn muted_with(&self, id: &SessionId) -> Value {
        let mut muted: Vec<Value> = self.muted().to_vec();
        if !self.is_muted(id) {
            muted.push(id.as_str().into());
        }
        muted.into()
    }

    fn wants(&self, kind: NotificationKind) -> bool {
        let key = match kind {
            NotificationKind::NeedsPermission | NotificationKind::Asks => "needs_input",
            NotificationKind::Finished => "finished",
            NotificationKind::Failed => "failed",
            NotificationKind::Restored => "restored",
            NotificationKind::Stuck => "stuck",
            NotificationKind::Unknown => return false,
        };
        self.flag(key).unwrap_or(true)
    }

    fn is_muted(&self, id: &SessionId) -> bool {
        self.muted().iter().any(|muted| muted.as_str() == Some(id.as_str()))
    }

    fn muted(&self) -> &[Value] {
        self.section.get("muted").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// What is neither yes nor no says nothing.
    fn flag(&self, key: &str) -> Option<bool> {
        self.section.get(key)?.as_bool()
    }
}

/// A session, the one that started it, the one that started that, and so on.
pub fn family(id: &SessionId, sessions: &[Session]) -> Vec<SessionId> {
    let mut family = vec![id.clone()];
    while let Some(parent) = family.last().and_then(|last| parent(last, sessions))
        // Nobody is their own ancestor, whatever the records say.
        && !family.contains(&parent)
    {
        family.push(parent);
    }
    family
}

fn parent(id: &SessionId, sessions: &[Session]) -> Option<SessionId> {
    sessions.iter().find(|session| session.id == *id)?.parent.clone()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    use NotificationKind::{Asks, Failed, Finished, NeedsPermission, Restored, Stuck, Unknown};

    fn wishes(section: &Value) -> Wishes {
        Wishes::of(json!({ "notifications": section }).as_object().unwrap())
    }

    fn id(digit: &str) -> SessionId {
        digit.repeat(16).parse().unwrap()
    }

    #[test]
    fn each_kind_can_be_turned_off_by_itself() {
        let noon = "12:00".parse().unwrap();
        for (section, silent) in [
            (json!({}), &[Unknown][..]),
            (json!({ "needs_input": false }), &[Unknown, NeedsPermission, Asks]),
            (json!({ "finished": false, "failed": true }), &[Unknown, Finished]),
            (json!({ "failed": false, "restored": false, "stuck": false }), &[Unknown, Failed, Restored, Stuck]),
            (json!({ "failed": "no" }), &[Unknown]),
            (json!(3), &[Unknown]),
            (
                json!({ "quiet_from": "11:00", "quiet_until": "13:00", "failed": true }),
                &[Unknown, NeedsPermission, Asks, Finished, Failed, Restored, Stuck],
            ),
        ] {
            for kind in [NeedsPermission, Asks, Finished, Failed, Restored, Stuck, Unknown] {
                assert_eq!(wishes(&section).allow(kind, &[], noon), !silent.contains(&kind), "{section} {kind:?}");
            }
        }
    }

    #[test]
    fn who_is_muted_and_those_they_started_disturb_nobody() {
        let wishes = wishes(&json!({ "muted": [id("a"), 3, "no id"] }));
        let allow = |family: &[SessionId]| wishes.allow(Asks, family, Time::midnight());
        assert!(allow(&[]) && allow(&[id("b")]));
        assert!(!allow(&[id("a")]) && !allow(&[id("b"), id("a")]));
        assert_eq!(wishes.muted_with(&id("a")), json!([id("a"), 3, "no id"]));
        assert_eq!(wishes.muted_with(&id("b")), json!([id("a"), 3, "no id", id("b")]));
    }

    #[test]
    fn sound_is_made_where_it_is_asked_for() {
        assert!(!wishes(&json!({})).sound() && wishes(&json!({ "sound": true })).sound());
    }

    #[test]
    fn a_family_goes_up_to_who_was_started_by_nobody() {
        let session = |one: &str, parent: Option<&str>| -> Session {
            serde_json::from_value(json!({
                "id": id(one), "name": "s", "project": "/p", "workspace": "/p", "cwd": "/p", "branch": null, "agent": null,
                "kind": "worker", "parent": parent.map(id), "command": ["sh"], "status": "working", "why": "",
                "attention": "none", "seen": false, "generation": 1, "host_pid": null, "child_pid": null, "created_at": 0,
                "started_at": null, "output_at": null, "end": null, "archive": "no", "conversation": null,
                "last_line": "", "title": null, "size": {"cols": 80, "rows": 24}, "output_bytes": 0, "as_of": 0,
                "fresh": true,
            }))
            .unwrap()
        };
        let sessions = [
            session("a", None),
            session("b", Some("a")),
            session("c", Some("b")),
            session("d", Some("e")),
            session("e", Some("d")),
        ];
        for (of, expected) in [("a", &["a"][..]), ("c", &["c", "b", "a"]), ("d", &["d", "e"]), ("f", &["f"])] {
            assert_eq!(family(&id(of), &sessions), expected.iter().map(|one| id(one)).collect::<Vec<_>>());
        }
    }
}
