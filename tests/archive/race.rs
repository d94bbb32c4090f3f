//! Changes to one session from two sides at once.

use std::time::Instant;

use protocol::client::Client;
use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::requests as ask;
use protocol::session::{Archive, Session};
use serde_json::Value;

use super::{over, record};
use crate::support::{LIMIT, Sandbox};

const TIMES: u32 = 1000;

fn listed(client: &mut Client, id: &SessionId) -> Session {
    let all = client.call_within(&ask::List { all: true }, LIMIT).unwrap();
    all.into_iter().find(|session| session.id == *id).unwrap()
}

fn rename(mut client: Client, id: &SessionId) {
    for time in 0..TIMES {
        let name = format!("name-{time}");
        let renamed = client.call_within(&ask::Rename { id: id.to_string(), name: name.clone() }, LIMIT).unwrap();
        assert_eq!(renamed.name, name);
        assert_eq!(listed(&mut client, id).name, name, "nobody else renames it");
    }
}

fn archive(mut client: Client, id: &SessionId) {
    let ids = || vec![id.to_string()];
    for time in 0..TIMES {
        let archived = client.call_within(&ask::Archive { ids: ids() }, LIMIT).unwrap();
        assert_eq!((archived[0].result, &archived[0].error), (ask::Archiving::Archived, &None), "time {time}");
        assert_eq!(listed(&mut client, id).archive, Archive::Done);
        let out = client.call_within(&ask::Unarchive { ids: ids() }, LIMIT).unwrap();
        assert_eq!((out[0].result, &out[0].error), (ask::Unarchiving::Unarchived, &None), "time {time}");
        assert_eq!(listed(&mut client, id).archive, Archive::No);
    }
    client.call_within(&ask::Archive { ids: ids() }, LIMIT).unwrap();
}

#[test]
fn a_thousand_renames_and_archives_at_once_lose_nothing_and_never_conflict() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = over(&sandbox, "build");
    let (one, other) = (sandbox.client(Role::Client), sandbox.client(Role::Client));
    let began = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| rename(one, &id));
        scope.spawn(|| archive(other, &id));
    });
    eprintln!("{} changes in {:?}", 3 * TIMES + 1, began.elapsed());
    let last = format!("name-{}", TIMES - 1);
    let written = record(&sandbox, &id);
    assert_eq!((written["name"].as_str(), &written["archived"]), (Some(last.as_str()), &Value::Bool(true)));
    let before = std::fs::read(sandbox.root().session(&id).join("session.json.prev")).unwrap();
    let before: Value = serde_json::from_slice(&before).unwrap();
    assert_eq!((&before["id"], &before["spec"]), (&written["id"], &written["spec"]));
    sandbox.restart();
    let row = sandbox.session(&id);
    assert_eq!((row.name, row.archive), (last, Archive::Done));
}
