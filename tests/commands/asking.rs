//! Commands that ask or type: `ls`, `show`, `status`, `send`, `screen`, `logs`, `wait`.

use std::process::Stdio;
use std::time::{Duration, Instant};

use protocol::session::Status;
use serde_json::{Value, json};

use crate::support::sandbox::output_within;
use crate::support::{LIMIT, Sandbox, until};

#[test]
fn the_list_has_every_promised_field_and_people_get_a_table() {
    let sandbox = Sandbox::new();
    sandbox.start();
    assert_eq!(sandbox.json(&["ls"]), json!([]));
    let over = sandbox.new_session(&["--name", "over", "--", "sh", "-c", "echo goodbye; exit 2"]);
    sandbox.wait_for(&over, Status::Ended);
    let live = sandbox.new_session(&["--name", "live", "--", "sh", "-c", "echo hello; exec cat"]);
    until("its last line is known", || (sandbox.session(&live).last_line == "hello").then_some(()));
    let list = sandbox.json(&["ls"]);
    let rows = list.as_array().unwrap();
    assert_eq!(
        rows.iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["over", "live"],
        "oldest first"
    );
    let promised = "id name project workspace cwd branch agent kind parent status attention seen generation host_pid \
                    child_pid created_at end archive conversation last_line size as_of fresh";
    for (row, field) in rows.iter().flat_map(|row| promised.split(' ').map(move |field| (row, field))) {
        assert!(row.as_object().unwrap().contains_key(field), "{field} in {row}");
    }
    assert_eq!((&rows[0]["status"], &rows[1]["status"]), (&json!("ended"), &json!("running")));
    assert_eq!((&rows[0]["end"]["reason"], &rows[0]["end"]["code"]), (&json!("failed"), &json!(2)));
    assert_eq!((&rows[0]["attention"], &rows[0]["host_pid"]), (&json!("failed"), &Value::Null));
    assert!(rows[1]["host_pid"].is_u64() && rows[1]["child_pid"].is_u64() && rows[1]["end"].is_null());
    let table = sandbox.ok(&["ls"]);
    assert!(table.contains("NAME") && table.contains("failed") && table.contains("running"), "{table}");
    assert!(table.contains(live.short()) && table.contains("hello"), "{table}");
}

#[test]
fn a_session_is_found_by_id_by_name_and_by_the_beginning_of_its_id() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--name", "the one", "--", "cat"]);
    for text in [id.as_str(), "the one", &id.as_str()[..4], id.short(), &id.as_str()[..15]] {
        assert_eq!(sandbox.json(&["show", text])["session"]["id"], json!(id), "{text}");
    }
    for text in ["the", "THE ONE", &id.as_str()[..3], &id.as_str().to_uppercase()[..8], &id.as_str()[1..], ""] {
        // Eight digits without a letter are the same in upper case.
        if text != id.short() {
            assert_eq!(sandbox.error(&["show", text]), (3, "not_found".to_owned()), "{text:?}");
        }
    }
}

#[test]
fn status_tells_of_the_daemon_and_exits_well_either_way() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.json(&["status"]), json!({"running": false}));
    assert!(sandbox.ok(&["status"]).contains("no daemon runs"));
    sandbox.start();
    sandbox.new_session(&["--", "cat"]);
    let status = sandbox.json(&["status"]);
    assert_eq!(status["running"], json!(true));
    assert_eq!(status["pid"], json!(sandbox.daemon_pid()));
    assert_eq!(
        (&status["owner"], &status["sessions"], &status["supervisors"]),
        (&json!("headless"), &json!(1), &json!(0))
    );
    assert_eq!((&status["root"], &status["reconciling"]), (&json!(sandbox.root_dir()), &json!(false)));
    assert!(status["version"].is_string() && status["started_at"].is_u64());
}

#[test]
fn what_is_sent_arrives_with_a_receipt_and_is_on_the_screen() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--size", "40x10", "--", "cat"]);
    assert_eq!(sandbox.json(&["send", id.as_str(), "grüße 🙂", "--enter"]), json!({"bytes": "grüße 🙂\r".len()}));
    until("cat answers", || sandbox.printed(&id).contains("grüße 🙂\r\ngrüße 🙂\r\n").then_some(()));
    assert_eq!(sandbox.ok(&["send", id.as_str(), "-x --enter"]), "10 bytes written\n");
    sandbox.ok(&["send", id.as_str(), "", "--enter"]);
    until("cat answers", || sandbox.printed(&id).contains("-x --enter\r\n-x --enter\r\n").then_some(()));
    let screen = sandbox.json(&["screen", id.as_str()]);
    assert_eq!(screen["text"], "grüße 🙂\ngrüße 🙂\n-x --enter\n-x --enter\n");
    assert_eq!(screen["size"], json!({"cols": 40, "rows": 10}));
    assert_eq!(screen["offset"], json!(sandbox.printed(&id).len()));
    assert_eq!(sandbox.ok(&["screen", id.as_str(), "--lines", "1"]), "-x --enter\n");
}

#[test]
fn screen_has_history_and_colours_when_asked_of_live_and_of_ended_sessions() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "seq 1 50; printf '\\033[32mgreen\\033[0m\\n'; read line";
    let id = sandbox.new_session(&["--size", "80x10", "--", "sh", "-c", script]);
    let check = |first: &str| {
        until("green is shown", || sandbox.ok(&["screen", id.as_str()]).contains("green").then_some(()));
        assert_eq!(sandbox.ok(&["screen", id.as_str()]).lines().next(), Some(first));
        let lines = sandbox.ok(&["screen", id.as_str(), "--lines", "30"]);
        assert_eq!(lines.lines().filter(|line| line.parse::<u32>().is_ok()).count(), 29, "{lines:?}");
        assert!(!sandbox.ok(&["screen", id.as_str()]).contains('\x1b'));
        assert!(sandbox.ok(&["screen", id.as_str(), "--ansi"]).contains("32m"), "colours");
    };
    check("43");
    // The line feed that it is sent is echoed.
    sandbox.ok(&["send", id.as_str(), "", "--enter"]);
    sandbox.wait_for(&id, Status::Ended);
    check("44");
}

#[test]
fn hostile_output_is_cleaned_unless_every_byte_is_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = "stty -echo; printf 'a\\033]52;c;ZXZpbA==\\007b\\033[31mc\\033[5n\\342\\200\\256d\\r\\n\\033]0;evil title\\007end\\r\\n'; exec cat";
    let id = sandbox.new_session(&["--name", "hostile", "--", "sh", "-c", script]);
    until("it has said all", || sandbox.printed(&id).contains("end").then_some(()));
    let harmless = |text: &str| text.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}'));
    for args in [&["logs", id.as_str()][..], &["screen", id.as_str()], &["ls"], &["show", id.as_str()]] {
        let text = sandbox.ok(args);
        assert!(harmless(&text), "{args:?}: {text:?}");
    }
    assert!(sandbox.ok(&["logs", id.as_str()]).starts_with("abcd\n"), "{:?}", sandbox.ok(&["logs", id.as_str()]));
    assert!(sandbox.ok(&["logs", "--raw", id.as_str()]).contains("\x1b]52;c;ZXZpbA==\x07"));
    let title = until("its title is known", || sandbox.session(&id).title);
    assert_eq!((title.as_str(), sandbox.session(&id).last_line.as_str()), ("evil title", "end"));
}

#[test]
fn logs_that_are_followed_go_on_to_the_end_of_the_session() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "echo first; read line; echo second; exit 4"]);
    let mut command = sandbox.command("holdfast");
    let follower = command.args(["logs", "--follow", id.as_str()]).stdout(Stdio::piped()).spawn().unwrap();
    until("the host serves it", || {
        let mut host = sandbox.client_of(&id);
        host.call(&protocol::host::Watch {}).ok()
    });
    sandbox.ok(&["send", id.as_str(), "go", "--enter"]);
    let output = output_within(follower, LIMIT, "holdfast logs --follow");
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "first\ngo\nsecond\n");
    assert_eq!(sandbox.ok(&["logs", id.as_str()]), "first\ngo\nsecond\n", "the same of an ended one");
    assert_eq!(sandbox.json(&["logs", id.as_str()]), json!({"text": "first\ngo\nsecond\n"}));
}

#[test]
fn wait_returns_at_the_end_or_after_its_time() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "cat"]);
    let began = Instant::now();
    assert_eq!(
        sandbox.error(&["wait", id.as_str(), "--until", "ended", "--timeout", "1"]),
        (4, "timed_out".to_owned())
    );
    assert!((1000..10_000).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    let waiting = sandbox
        .command("holdfast")
        .args(["--json", "wait", id.as_str(), "--timeout", "60"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    crate::support::pass(Duration::from_millis(300));
    // Also over a restart of the daemon.
    sandbox.restart();
    sandbox.ok(&["kill", id.as_str()]);
    let output = output_within(waiting, LIMIT, "holdfast wait");
    let row: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&row["id"], &row["end"]["intent"]), (&json!(id), &json!("kill")));
    assert_eq!(sandbox.json(&["wait", id.as_str()])["status"], json!("ended"), "at once for one that is over");
    assert_eq!(sandbox.error(&["wait", id.as_str(), "--until", "needs_input"]), (1, "ended".to_owned()));
}

#[test]
fn a_session_that_was_started_from_within_another_names_its_parent() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let parent = sandbox.new_session(&["--", "sh"]);
    let holdfast = crate::support::programs::program("holdfast");
    let typed = format!("HOLDFAST_HOME={} {} new -d -- cat", sandbox.root_dir().display(), holdfast.display());
    sandbox.ok(&["send", parent.as_str(), &typed, "--enter"]);
    let child = until("the inner one is listed", || sandbox.sessions().into_iter().find(|row| row.id != parent));
    assert_eq!(child.parent.as_ref(), Some(&parent));
    sandbox.ok(&["kill", parent.as_str()]);
    assert!(sandbox.wait_for(&child.id, Status::Running).child_pid.is_some(), "it lives on without its parent");
}

#[test]
fn a_session_that_ends_at_the_very_moment_can_be_read() {
    let sandbox = Sandbox::new();
    sandbox.start();
    for round in 0..20 {
        let id = sandbox.new_session(&["--", "sh", "-c", &format!("sleep 0.0{round:02}; echo words")]);
        let reading = [&["logs", "--follow"][..], &["screen"], &["logs"], &["screen"]];
        let children = reading.map(|args| {
            let mut command = sandbox.command("holdfast");
            command.args(args).arg(id.as_str()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        });
        for (child, args) in children.into_iter().zip(reading) {
            let output = output_within(child, LIMIT, "holdfast");
            assert!(output.status.success(), "round {round}, {args:?}: {output:?}");
        }
        assert_eq!(sandbox.ok(&["logs", id.as_str()]), "words\n");
    }
}

#[test]
fn what_is_sent_to_a_program_that_does_not_read_has_no_receipt() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "stty raw -echo; echo ready; exec sleep 1000"]);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    // More than any terminal holds for a program that does not read.
    let text = "x".repeat(100_000);
    assert_eq!(sandbox.error(&["send", id.as_str(), &text]), (4, "timed_out".to_owned()));
    sandbox.wait_for(&id, Status::Running);
}
