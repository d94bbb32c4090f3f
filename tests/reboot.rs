//! A reboot, simulated: everything killed at once, then another boot id.

use std::collections::BTreeMap;

use protocol::end::EndReason;
use protocol::id::SessionId;
use protocol::session::Status;
use serde_json::Value;

use crate::support::namespace::apart;
use crate::support::sandbox::kill;
use crate::support::{LIMIT, Sandbox, until};

/// As [`apart`], where the boot id is another one.
pub fn after_reboot(sandbox: &Sandbox, script: &str) -> String {
    let boot = sandbox.dir().join("boot_id");
    std::fs::write(&boot, "00000000-1111-2222-3333-444444444444\n").unwrap();
    apart(sandbox, &format!("mount --bind {} /proc/sys/kernel/random/boot_id || exit 99\n{script}", boot.display()))
}

#[test]
fn what_was_declined_stays_away_and_a_reboot_offers_what_was_lost_since() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let [declined, lost_again] = [0, 1].map(|_| sandbox.new_session(&["--", "sleep", "1000"]));
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    sandbox.ok(&["restore", "--decline"]);
    sandbox.restart();
    assert_eq!(sandbox.json(&["restore"])["rows"], serde_json::json!([]), "started again, nothing is offered");
    sandbox.ok(&["resume", lost_again.as_str()]);
    let made_since = sandbox.new_session(&["--", "sleep", "1000"]);
    let live = sandbox.sessions();
    kill(sandbox.daemon_pid());
    live.iter().flat_map(|session| [session.host_pid, session.child_pid]).flatten().for_each(kill);
    sandbox.wait_until_daemon_gone(LIMIT);
    let plan = after_reboot(&sandbox, "\"$HF\" start >/dev/null; \"$HF\" --json restore");
    let plan: protocol::plan::Plan = serde_json::from_str(&plan).unwrap();
    let offered: Vec<_> = plan.rows.iter().map(|row| (&row.id, row.generation, row.ticked)).collect();
    assert_eq!(offered, [(&lost_again, 2, true), (&made_since, 1, true)], "and not {declined}");
}

#[test]
fn after_a_reboot_nothing_starts_by_itself_and_everything_can_be_brought_back_once() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let dirs: Vec<_> = (0..5).map(|number| sandbox.dir().join(format!("dir{number}"))).collect();
    let mut expected = BTreeMap::new();
    for (number, dir) in dirs.iter().enumerate() {
        std::fs::create_dir(dir).unwrap();
        let script = format!("printf '\\033[31mline {number}\\033[m in '; pwd; exec sleep 1000");
        let id = sandbox.new_session(&[
            "--cwd",
            dir.to_str().unwrap(),
            "--name",
            &format!("s{number}"),
            "--",
            "sh",
            "-c",
            &script,
        ]);
        until("it has printed", || sandbox.printed(&id).contains(dir.to_str().unwrap()).then_some(()));
        expected.insert(id, (number, dir.clone()));
    }
    let killed = sandbox.new_session(&["--", "sleep", "1000"]);
    sandbox.json(&["kill", killed.as_str()]);
    let done = sandbox.new_session(&["--", "true"]);
    sandbox.wait_for(&done, Status::Ended);

    let sessions = sandbox.sessions();
    kill(sandbox.daemon_pid());
    sessions.iter().filter_map(|session| session.host_pid).for_each(kill);
    sessions.iter().filter_map(|session| session.child_pid).for_each(kill);
    sandbox.wait_until_daemon_gone(LIMIT);

    let lists = after_reboot(
        &sandbox,
        "\"$HF\" --json start >/dev/null; \"$HF\" --json restore; \"$HF\" --json ls --all; \"$HF\" --json restore --all; \
         \"$HF\" --json ls --all; for i in 0 1 2 3 4; do \"$HF\" --json show s$i; done; \"$HF\" --json restore",
    );
    let mut documents = serde_json::Deserializer::from_str(&lists).into_iter::<Value>().map(Result::unwrap);
    let plan = documents.next().unwrap();
    let before: Vec<protocol::session::Session> = serde_json::from_value(documents.next().unwrap()).unwrap();
    assert_eq!(before.len(), 7);
    assert!(before.iter().all(|session| session.status == Status::Ended), "nothing starts by itself: {before:#?}");
    let offered: Vec<SessionId> =
        plan["rows"].as_array().unwrap().iter().map(|row| serde_json::from_value(row["id"].clone()).unwrap()).collect();
    assert_eq!(
        offered.iter().collect::<std::collections::BTreeSet<_>>(),
        expected.keys().collect(),
        "what was killed or done is not offered"
    );
    for row in plan["rows"].as_array().unwrap() {
        assert_eq!((row["cause"]["reason"].as_str(), row["ticked"].as_bool()), (Some("machine_lost"), Some(true)));
        assert!(row["cause"]["last_seen"].as_u64().is_some());
    }
    let restored = documents.next().unwrap();
    assert_eq!(restored["rows"].as_array().unwrap().len(), 5, "{restored}");
    let after: Vec<protocol::session::Session> = serde_json::from_value(documents.next().unwrap()).unwrap();
    for (id, (_, dir)) in &expected {
        let session = after.iter().find(|session| session.id == *id).unwrap();
        assert_eq!(
            (session.status, session.generation, session.cwd.as_str()),
            (Status::Running, 2, dir.to_str().unwrap())
        );
    }
    for _ in 0..5 {
        let shown = documents.next().unwrap();
        let runs = shown["runs"].as_array().unwrap();
        assert_eq!((runs.len(), runs[0]["end"]["reason"].as_str()), (2, Some("machine_lost")));
        assert!(runs[1]["end"].is_null());
    }
    assert_eq!(
        documents.next().unwrap()["rows"].as_array().unwrap().len(),
        0,
        "what was brought back is not offered again"
    );
    assert_eq!(EndReason::MachineLost, serde_json::from_value(plan["rows"][0]["cause"]["reason"].clone()).unwrap());

    // The last screen of the run before is shown above the new one's, in its colours.
    for (id, (number, _)) in &expected {
        let text = last_screen(&sandbox, id);
        assert!(text.contains(&format!("31mline {number}\u{1b}[")), "{text:?}");
    }
}

/// What a client that attaches is given of the runs before.
fn last_screen(sandbox: &Sandbox, id: &SessionId) -> String {
    use protocol::client::{Client, Message};
    use protocol::frame::Kind;
    use protocol::hello::{Hello, Role};
    use protocol::host::{Attach, HostEvent};
    let mut client = Client::connect(&sandbox.root().host_socket(id, 2), &Hello::new("test", Role::Client)).unwrap();
    client.set_timeout(Some(LIMIT)).unwrap();
    client.call(&Attach { read_only: true, ..Attach::default() }).unwrap();
    let (mut wanted, mut bytes) = (None, Vec::new());
    loop {
        match client.next_message().unwrap() {
            Message::Frame(frame) if frame.kind == Kind::SNAPSHOT => bytes.extend(frame.payload),
            Message::Frame(frame) => {
                if let Some(HostEvent::Snapshot { before, .. }) = Message::event(&frame) {
                    wanted = Some(usize::try_from(before).unwrap());
                }
            }
            other => panic!("{other:?}"),
        }
        if let Some(wanted) = wanted.filter(|wanted| bytes.len() >= *wanted) {
            return String::from_utf8_lossy(&bytes[..wanted]).into_owned();
        }
    }
}
