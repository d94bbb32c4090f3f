//! `holdfast search`: what sessions have printed is found, whatever became of them and of their hosts.

use protocol::id::SessionId;
use protocol::session::Status;
use serde_json::{Value, json};
use store::lock::{Taken, try_take};
use store::log::text::text_path;

use crate::support::sandbox::kill;
use crate::support::{Sandbox, until};

/// Prints much, so that the log has several segments: numbered lines, and one in the middle.
const MUCH: &str = "seq -f 'line %.0f of the flood, which is a long one' 1 30000; echo the needle; \
                    seq -f 'line %.0f of the other flood, which is a long one' 1 30000";

fn lines(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let output = sandbox.run(&[&["--json", "search"], args].concat());
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let hits = document["hits"].as_array().unwrap();
    assert_eq!(document["problems"], json!([]), "{document}");
    assert_eq!(output.status.code(), Some(if hits.is_empty() { 3 } else { 0 }), "{output:?}");
    hits.iter().map(|hit| hit["line"].as_str().unwrap().to_owned()).collect()
}

fn session(sandbox: &Sandbox, name: &str, script: &str) -> SessionId {
    sandbox.new_session(&["--name", name, "--size", "20x5", "--", "sh", "-c", script])
}

/// Waits until the host has gone, and with it all that it writes.
fn wait_until_over(sandbox: &Sandbox, id: &SessionId) {
    sandbox.wait_for(id, Status::Ended);
    let lock = sandbox.root().generation(id, 1).join("host.lock");
    until("the host has gone", || matches!(try_take(&lock).unwrap(), Taken::Yes(_)).then_some(()));
}

#[test]
fn lines_are_found_as_they_ended_up_in_live_and_in_ended_sessions() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = r"printf 'one \033[31mcol\033[32mour\033[m\r\n'
        printf 'this line is wrapped softly at twenty\r\n'
        printf 'working /\b-\b\\\bdone\r\nbusy 1\rbusy 2\rready \r\n'
        printf '\033[?1049h\033[Hin the editor\033[?1049l'
        printf 'Grüße 你好\r\n'; seq 1 9; echo at the end; ";
    let live = session(&sandbox, "live", &format!("{script} read line"));
    let over = session(&sandbox, "over", script);
    wait_until_over(&sandbox, &over);
    until("the live one has printed all", || sandbox.printed(&live).contains("at the end").then_some(()));
    for id in [&live, &over] {
        let found = |args: &[&str]| lines(&sandbox, &[args, &["--session", id.as_str()]].concat());
        assert_eq!(found(&["colour"]), ["one colour"], "split by colours");
        assert_eq!(found(&["softly at"]), ["this line is wrapped softly at twenty"], "split by a soft wrap");
        assert_eq!(found(&["working"]), ["working done"]);
        assert_eq!(found(&["busy"]), [""; 0], "overwritten");
        assert_eq!(found(&["editor"]), ["in the editor"], "of the alternate screen");
        assert_eq!(found(&["GRÜSSE"]), [""; 0], "capitals count if there is one");
        assert_eq!(found(&["grüße 你"]), ["Grüße 你好"]);
        assert_eq!(found(&["--regex", "^[1-3]$"]), ["3", "2", "1"], "the newest first");
        assert_eq!(found(&["--regex", "^[1-3]$", "--limit", "2"]), ["3", "2"]);
        assert_eq!(found(&["at the end"]), ["at the end"], "still on the screen");
    }
    let document = sandbox.json(&["search", "colour"]);
    let hits = document["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 2);
    for hit in hits {
        let name = hit["name"].as_str().unwrap();
        assert_eq!(hit["session"], json!(if name == "live" { &live } else { &over }));
        assert_eq!((&hit["start"], &hit["end"], &hit["generation"]), (&json!(4), &json!(10), &json!(1)));
        assert!(hit["time"].as_u64().unwrap().abs_diff(store::now_ms()) < 120_000, "{hit}");
    }
}

#[test]
fn a_search_needs_no_daemon_and_says_when_nothing_is_found() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["search", "anything"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(!sandbox.root_dir().exists(), "it made a root");
    sandbox.start();
    let id = session(&sandbox, "one", "echo needle");
    wait_until_over(&sandbox, &id);
    sandbox.ok(&["stop", "--yes"]);
    assert_eq!(lines(&sandbox, &["needle"]), ["needle"]);
    assert_eq!(lines(&sandbox, &["haystack"]), [""; 0]);
    assert_eq!(sandbox.json(&["status"])["running"], json!(false), "it started a daemon");
    for (args, code) in [(["--regex", "("], 2), (["--session=none", "needle"], 3)] {
        let output = sandbox.run(&[&["search"], &args[..]].concat());
        assert_eq!(output.status.code(), Some(code), "{output:?}");
    }
}

#[test]
fn archived_sessions_are_searched_only_when_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session(&sandbox, "old", "echo needle");
    wait_until_over(&sandbox, &id);
    sandbox.ok(&["archive", id.as_str()]);
    assert_eq!(lines(&sandbox, &["needle"]), [""; 0]);
    assert_eq!(lines(&sandbox, &["needle", "--all"]), ["needle"]);
    assert_eq!(lines(&sandbox, &["needle", "--session", "old"]), ["needle"]);
}

#[test]
fn a_long_log_is_found_whole_with_and_without_the_texts_beside_it() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session(&sandbox, "much", MUCH);
    wait_until_over(&sandbox, &id);
    let log = sandbox.root().generation(&id, 1).join("log");
    let segments = store::log::segments(&log).unwrap();
    assert!(segments.len() > 1, "{segments:?}");
    for way in ["as the host left it", "as the first search left it", "without texts", "again"] {
        if way == "without texts" {
            segments.iter().for_each(|number| std::fs::remove_file(text_path(&log, *number)).unwrap());
        }
        assert_eq!(lines(&sandbox, &["needle"]), ["the needle"], "{way}");
        let all = lines(&sandbox, &["--regex", r"line \d+ of the flood", "--limit", "0"]);
        assert_eq!(all.len(), 30000, "{way}");
        assert!(segments.iter().all(|number| text_path(&log, *number).exists()), "{way}");
    }
    // A text of another length of the log, or a damaged one, is not believed.
    let text = text_path(&log, segments[0]);
    std::fs::write(&text, b"HFASTTXT and more").unwrap();
    assert_eq!(lines(&sandbox, &["line 17 of the flood"]).len(), 1);
}

#[test]
fn what_a_killed_host_left_is_found_all_the_same() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session(&sandbox, "killed", &format!("{MUCH}; echo the last; read line"));
    until("it has printed all", || sandbox.printed(&id).contains("the last").then_some(()));
    assert_eq!(lines(&sandbox, &["the needle"]), ["the needle"], "while it lives");
    kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Ended);
    assert_eq!(lines(&sandbox, &["the needle"]), ["the needle"]);
    assert_eq!(lines(&sandbox, &["the last"]), ["the last"]);
}

#[test]
fn text_is_found_across_changes_of_the_size() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id =
        session(&sandbox, "resized", "echo before the change of the size; read line; seq 1 9; echo after; read line");
    until("it waits", || sandbox.printed(&id).contains("size").then_some(()));
    let mut client = sandbox.client_of(&id);
    let size = |cols| protocol::session::Size { cols, rows: 5 };
    client.call(&protocol::host::Attach { read_only: false, size: Some(size(11)), colors: None, since: None }).unwrap();
    client.call(&protocol::host::Resize { size: size(31) }).unwrap();
    client.call(&protocol::host::Write { text: String::new(), enter: true, person: false }).unwrap();
    until("it goes on", || sandbox.printed(&id).contains("after").then_some(()));
    assert_eq!(lines(&sandbox, &["change of the"]), ["before the change of the size"]);
    assert_eq!(lines(&sandbox, &["--regex", "^after$"]), ["after"]);
}

#[test]
fn hostile_text_is_clean_for_people_and_found_without_what_it_hid() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = r"printf 'nee\033]52;c;ZXZpbA==\007dle \342\200\256evil\342\200\254\r\n'";
    let id = session(&sandbox, "hostile", script);
    wait_until_over(&sandbox, &id);
    let text = sandbox.ok(&["search", "needle"]);
    assert!(text.contains("needle evil") && !text.contains(['\u{1b}', '\u{202e}', '\u{202c}']), "{text:?}");
}

#[test]
fn a_damaged_record_is_named_and_its_text_is_found() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session(&sandbox, "one", "echo needle");
    wait_until_over(&sandbox, &id);
    sandbox.ok(&["stop", "--yes"]);
    std::fs::write(sandbox.root().session(&id).join("session.json"), b"{").unwrap();
    let document = sandbox.json(&["search", "needle"]);
    assert_eq!(document["hits"][0]["line"], "needle", "{document}");
    assert!(document["problems"][0].as_str().unwrap().contains(id.as_str()), "{document}");
}
