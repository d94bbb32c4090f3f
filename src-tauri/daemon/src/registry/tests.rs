use std::sync::Arc;

use protocol::event::Event;
use protocol::id::SessionId;
use protocol::session::Session;
use serde_json::json;

use super::{Entry, Registry};
use crate::session::Handle;
use crate::subscription::Subscription;

fn row(id: &SessionId, output_bytes: u64, as_of: u64) -> Session {
    let row = json!({
        "id": id, "name": "n", "project": "/", "workspace": "/", "cwd": "/", "branch": null, "agent": null, "kind": "program",
        "parent": null, "command": ["true"], "status": "running", "why": "", "attention": "none", "seen": true,
        "generation": 1, "host_pid": 10, "child_pid": 11, "created_at": 1, "started_at": 1, "output_at": null, "end": null,
        "archive": "no", "conversation": null, "last_line": "", "title": null, "size": { "cols": 80, "rows": 24 },
        "output_bytes": output_bytes, "as_of": as_of, "fresh": true,
    });
    serde_json::from_value(row).unwrap()
}

fn publish(registry: &Registry, id: &SessionId, output_bytes: u64, as_of: u64) {
    registry.publish(Entry { row: row(id, output_bytes, as_of), handle: Handle::deaf(), lost: None });
}

/// What a subscriber has to hear by now; whether it is to hear more.
async fn heard(subscription: &mut Subscription, count: usize) -> (Vec<u64>, bool) {
    let mut heard = Vec::new();
    for _ in 0..count {
        let Some(event) = subscription.next().await else { return (heard, false) };
        if let Ok(Event::Session { session }) = serde_json::from_slice(&event) {
            heard.push(session.output_bytes);
        }
    }
    (heard, true)
}

#[tokio::test]
async fn a_subscriber_has_the_last_list_at_once_and_hears_of_what_changes_and_of_nothing_else() {
    let (registry, id) = (Registry::default(), SessionId::random().unwrap());
    publish(&registry, &id, 1, 1);
    let (now, mut subscription) = registry.subscribe(true);
    assert_eq!(now, [row(&id, 1, 1)]);
    // Said again, later: lists know when, and nobody is told.
    publish(&registry, &id, 1, 2);
    assert_eq!(registry.list(true), [row(&id, 1, 2)]);
    publish(&registry, &id, 3, 3);
    assert_eq!(heard(&mut subscription, 1).await, (vec![3], true));
}

#[tokio::test]
async fn a_subscriber_that_does_not_listen_or_is_gone_is_dropped_and_the_others_hear_everything() {
    let (registry, id) = (Arc::new(Registry::default()), SessionId::random().unwrap());
    let (_, mut slow) = registry.subscribe(true);
    let (_, gone) = registry.subscribe(true);
    let (_, mut quick) = registry.subscribe(true);
    drop(gone);
    for number in 1..=2000 {
        publish(&registry, &id, number, 1);
        // The first one also says that the plan may have changed.
        let count = if number == 1 { 2 } else { 1 };
        assert_eq!(heard(&mut quick, count).await, (vec![number], true));
    }
    let (late, goes_on) = heard(&mut slow, 3000).await;
    assert!(!goes_on && late.len() < 2000, "{}", late.len());
}

#[test]
fn subscribers_are_counted_while_they_are_there() {
    let registry = Registry::default();
    let watchers = registry.watchers();
    assert_eq!(*watchers.borrow(), 0);
    let (first, second) = (registry.subscribe(true).1, registry.subscribe(true).1);
    assert_eq!(*watchers.borrow(), 2);
    drop(first);
    assert_eq!(*watchers.borrow(), 1);
    drop(second);
    assert_eq!(*watchers.borrow(), 0);
}

#[tokio::test]
async fn an_agent_that_listens_does_not_hear_what_people_are_told() {
    let (registry, id) = (Registry::default(), SessionId::random().unwrap());
    let ((_, mut person), (_, mut agent)) = (registry.subscribe(true), registry.subscribe(false));
    let notification = Box::new(crate::notifications::tests::told());
    registry.emit(&Event::Notified { notification: notification.clone() });
    publish(&registry, &id, 1, 1);
    let first = |bytes: Option<std::sync::Arc<[u8]>>| serde_json::from_slice::<Event>(&bytes.unwrap()).unwrap();
    assert_eq!(first(person.next().await), Event::Notified { notification });
    assert!(matches!(first(agent.next().await), Event::Session { .. }));
}
