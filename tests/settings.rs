//! Settings that cannot be read: told wherever they are read, and in nobody's way. And a full stop whose steps fail.

use std::process::Stdio;
use std::time::Duration;

use protocol::client::Message;
use protocol::event::Event;
use protocol::hello::Role;
use protocol::requests::{Status as GetStatus, Subscribe};
use protocol::session::Status;
use serde_json::{Value, json};

use crate::support::namespace::apart;
use crate::support::sandbox::output_within;
use crate::support::{LIMIT, Sandbox, pass, until};

/// A policy that would start everything, behind a line that cannot be read.
const MALFORMED: &str = "[daemon]\ngrace_seconds = soon\n[restore]\npolicy = \"all\"\n";

fn write(sandbox: &Sandbox, text: &str) {
    let path = sandbox.root_dir().join("config");
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("settings.toml"), text).unwrap();
}

fn problems(document: &Value) -> Vec<&str> {
    document["problems"].as_array().into_iter().flatten().map(|problem| problem.as_str().unwrap()).collect()
}

#[test]
fn malformed_settings_are_told_wherever_they_are_read_and_keep_nothing_from_working() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.root_dir()).unwrap();
    std::fs::set_permissions(sandbox.root_dir(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    write(&sandbox, MALFORMED);
    let started = sandbox.json(&["start"]);
    let is_told = |document: &Value| {
        let problems = problems(document);
        assert_eq!(problems.len(), 1, "{document}");
        assert!(problems[0].contains("settings.toml: line 2: ") && problems[0].ends_with("; the defaults apply"));
    };
    is_told(&started);
    let id = sandbox.new_session(&["--", "sleep", "1000"]);
    is_told(&sandbox.json(&["status"]));
    assert!(sandbox.ok(&["status"]).contains("  problem   reading "));
    is_told(&sandbox.json(&["restore"]));
    let told = sandbox.run(&["restore"]);
    assert!(String::from_utf8_lossy(&told.stderr).contains("line 2"), "{told:?}");
    let log = std::fs::read_to_string(sandbox.root().log().join("holdfastd.log")).unwrap();
    assert!(log.contains("settings.toml: line 2: "), "{log}");

    let stopped = sandbox.json(&["stop", "--yes"]);
    assert_eq!(stopped, json!({"stopped": true, "sessions": [{"id": id, "result": "stopped"}]}));
    sandbox.start();
    is_told(&sandbox.json(&["restore"]));
    assert_eq!(sandbox.session(&id).status, Status::Ended, "half of a file is not believed");
}

#[test]
fn settings_are_read_anew_at_each_use_and_what_is_wrong_is_told_once() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.command("holdfastd").args(["--owner", "app"]).stdout(Stdio::null()).spawn().unwrap();
    let mut app = sandbox.client(Role::Supervisor);
    app.set_timeout(Some(LIMIT)).unwrap();
    assert_eq!(app.call(&Subscribe {}).unwrap().daemon.problems, Vec::<String>::new(), "a missing file is fine");
    write(&sandbox, MALFORMED);
    for _ in 0..3 {
        assert_eq!(app.call(&GetStatus {}).unwrap().problems.len(), 1);
    }
    write(&sandbox, "[daemon]\ngrace_seconds = 600\n");
    assert_eq!(app.call(&GetStatus {}).unwrap().problems, Vec::<String>::new());
    write(&sandbox, MALFORMED);
    app.call(&GetStatus {}).unwrap();
    let mut notices = 0;
    while notices < 2 {
        let Message::Frame(frame) = app.next_message().unwrap() else { continue };
        match Message::event(&frame) {
            Some(Event::Notice { message }) if message.contains("line 2") => notices += 1,
            Some(Event::Reconciled | Event::PlanChanged) => {}
            other => panic!("{other:?}"),
        }
    }

    write(&sandbox, "[daemon]\ngrace_seconds = 600\n");
    drop(app);
    let mut client = sandbox.client(Role::Client);
    pass(Duration::from_secs(7));
    assert_eq!(client.call(&GetStatus {}).unwrap().supervisors, 0, "it waits as long as the file says now");
    write(&sandbox, "[daemon]\ngrace_seconds = 0\n");
    drop(sandbox.client(Role::Supervisor));
    assert!(output_within(daemon, LIMIT, "the daemon").status.success());
}

#[test]
fn a_stop_that_cannot_be_recorded_stops_everything_says_so_and_can_be_taken_back() {
    let sandbox = Sandbox::new();
    // What is mounted can neither be replaced nor removed.
    let said = apart(
        &sandbox,
        "\"$HF\" start >/dev/null; \"$HF\" new -d --name a -- sleep 1000 >/dev/null; \"$HF\" new -d --name b -- sleep 1000 >/dev/null
        cd \"$HOLDFAST_HOME\"; echo 'no record' >last-stop.json
        for name in last-stop.json daemon.json; do mount --bind $name $name || exit 99; done
        code=0; \"$HF\" --json stop --yes || code=$?; echo \"$code\"
        until \"$HF\" --json status | grep -q '\"running\":false'; do sleep 0.1; done
        \"$HF\" --json status",
    );
    let mut documents = serde_json::Deserializer::from_str(&said).into_iter::<Value>().map(Result::unwrap);
    let stopped = documents.next().unwrap();
    let results: Vec<_> = stopped["sessions"].as_array().unwrap().iter().map(|one| one["result"].clone()).collect();
    assert_eq!(results, ["stopped", "stopped"]);
    let problems = problems(&stopped);
    assert!(problems.len() == 1 && problems[0].contains("last-stop.json"), "{stopped}");
    assert_eq!((documents.next(), documents.next()), (Some(json!(1)), Some(json!({"running": false}))));
    let log = std::fs::read_to_string(sandbox.root_dir().join("log/holdfastd.log")).unwrap();
    assert!(log.contains("removing") && log.contains("daemon.json"), "{log}");

    sandbox.start();
    let plan = sandbox.json(&["restore"]);
    let names: Vec<_> = plan["rows"].as_array().unwrap().iter().map(|row| (&row["name"], &row["ticked"])).collect();
    assert_eq!(names, [(&json!("a"), &json!(true)), (&json!("b"), &json!(true))], "by their intents");
    assert!(plan["problems"][0].as_str().unwrap().contains("last-stop.json cannot be read"), "{plan}");
    // The next full stop sets aside what cannot be read, and keeps what is on offer.
    sandbox.ok(&["stop", "--yes"]);
    let aside = std::fs::read_dir(sandbox.root_dir()).unwrap().flatten();
    let aside = aside.map(|entry| entry.file_name().into_string().unwrap()).find(|name| name.contains(".bad-"));
    let kept = std::fs::read_to_string(sandbox.root_dir().join(aside.expect("it is set aside"))).unwrap();
    assert_eq!(kept, "no record\n");
    sandbox.start();
    until("they are on offer", || (sandbox.json(&["restore"])["rows"].as_array().unwrap().len() == 2).then_some(()));
}
