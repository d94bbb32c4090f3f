//! Words that make no sense, things that are not there, names that may not be, and far too much of everything.

use std::fs;

use protocol::id::SessionId;
use protocol::session::Status;
use serde_json::Value;

use crate::support::{Sandbox, Terminal, counter, until};

/// Nothing is left of a session that was not started.
fn nothing_is_left(sandbox: &Sandbox) {
    assert_eq!(sandbox.sessions(), []);
    assert_eq!(fs::read_dir(sandbox.root().sessions()).unwrap().count(), 0);
}

#[test]
fn a_program_that_is_not_there_or_may_not_be_run_is_named_and_leaves_no_session() {
    let sandbox = Sandbox::new();
    sandbox.start();
    fs::write(sandbox.dir().join("plain.txt"), "no program").unwrap();
    fs::write(sandbox.dir().join("no-interpreter"), "#!/no/such/interpreter\n").unwrap();
    std::os::unix::fs::symlink("nowhere", sandbox.dir().join("dangling")).unwrap();
    for program in ["no-such-program", "/no/such/program", "./plain.txt", "./dangling", "/etc", ""] {
        let (exit, code) = sandbox.error(&["new", "-d", "--", program]);
        assert_eq!((exit, code.as_str()), (1, "program_missing"), "{program:?}");
    }
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(sandbox.dir().join("no-interpreter"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(sandbox.error(&["new", "-d", "--", "./no-interpreter"]), (1, "program_missing".to_owned()));
    nothing_is_left(&sandbox);
}

#[test]
fn a_directory_that_is_not_there_is_named_and_leaves_no_session() {
    let sandbox = Sandbox::new();
    sandbox.start();
    fs::write(sandbox.dir().join("file"), "").unwrap();
    for directory in ["/no/such/directory", "file", "missing"] {
        let (exit, code) = sandbox.error(&["new", "-d", "--cwd", directory, "--", "true"]);
        assert_eq!((exit, code.as_str()), (1, "directory_missing"), "{directory:?}");
    }
    nothing_is_left(&sandbox);
}

#[test]
fn a_session_whose_directory_or_program_went_away_is_not_started_and_not_lost() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (place, tool) = (sandbox.dir().join("place"), sandbox.dir().join("tool"));
    fs::create_dir(&place).unwrap();
    fs::copy("/bin/true", &tool).unwrap();
    let homeless = sandbox.new_session(&["--cwd", place.to_str().unwrap(), "--", "true"]);
    let toolless = sandbox.new_session(&["--", tool.to_str().unwrap()]);
    for id in [&homeless, &toolless] {
        sandbox.wait_for(id, Status::Ended);
    }
    fs::remove_dir(&place).unwrap();
    fs::remove_file(&tool).unwrap();
    assert_eq!(sandbox.error(&["resume", homeless.as_str()]), (1, "directory_missing".to_owned()));
    assert_eq!(sandbox.error(&["resume", toolless.as_str()]), (1, "program_missing".to_owned()));
    for id in [&homeless, &toolless] {
        let session = sandbox.session(id);
        assert_eq!((session.status, session.generation), (Status::Ended, 1));
    }
    fs::create_dir(&place).unwrap();
    assert_eq!(sandbox.json(&["resume", homeless.as_str()])["generation"], 2);
}

#[test]
fn names_that_look_like_ids_are_taken_or_have_control_characters_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--name", "mine", "--", "cat"]);
    let other = sandbox.new_session(&["--", "cat"]);
    let long = "x".repeat(81);
    for name in ["deadbeef", "0123", "0123456789abcdef", "mine", "", "  ", "a\u{1b}[31mb", "two\nlines", &long] {
        assert_eq!(sandbox.error(&["new", "-d", "--name", name, "--", "cat"]), (1, "bad_name".to_owned()), "{name:?}");
        assert_eq!(sandbox.error(&["rename", other.as_str(), name]), (1, "bad_name".to_owned()), "{name:?}");
    }
    assert_eq!(sandbox.sessions().len(), 2);
    sandbox.ok(&["rename", id.as_str(), "mine"]);
    sandbox.ok(&["rename", id.as_str(), "yours"]);
    sandbox.ok(&["rename", other.as_str(), "mine"]);
    let names: Vec<String> = sandbox.sessions().into_iter().map(|session| session.name).collect();
    assert_eq!(names, ["yours", "mine"]);
}

#[test]
fn names_that_nobody_gave_are_numbered() {
    let sandbox = Sandbox::new();
    sandbox.start();
    fs::copy("/bin/cat", sandbox.dir().join("beef")).unwrap();
    let commands = ["cat", "cat", "cat", "./beef"];
    commands.iter().for_each(|command| drop(sandbox.new_session(&["--", command])));
    let names: Vec<String> = sandbox.sessions().into_iter().map(|session| session.name).collect();
    assert_eq!(names[..3], ["cat", "cat-2", "cat-3"]);
    assert_ne!(names[3], "beef", "it would be taken for an id");
}

#[test]
fn a_prefix_that_fits_two_sessions_is_ambiguous_and_one_too_short_fits_none() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "true"]);
    sandbox.wait_for(&id, Status::Ended);
    sandbox.ok(&["stop", "--keep-sessions"]);
    let twin: SessionId =
        format!("{}{}", &id.as_str()[..7], if id.as_str().ends_with('0') { "111111111" } else { "000000000" })
            .parse()
            .unwrap();
    let path = sandbox.root().session(&id).join("session.json");
    let record = fs::read_to_string(path).unwrap().replace(id.as_str(), twin.as_str());
    fs::create_dir(sandbox.root().session(&twin)).unwrap();
    fs::write(sandbox.root().session(&twin).join("session.json"), record.replace("\"true\"", "\"twin\"")).unwrap();
    sandbox.start();
    for command in ["show", "kill", "archive", "unarchive", "rm", "resume", "logs", "screen", "wait"] {
        assert_eq!(sandbox.error(&[command, &id.as_str()[..4]]), (1, "ambiguous".to_owned()), "{command}");
        assert_eq!(sandbox.error(&[command, &id.as_str()[..3]]), (3, "not_found".to_owned()), "{command}");
    }
    assert_eq!(sandbox.json(&["show", id.as_str()])["session"]["id"].as_str(), Some(id.as_str()));
    assert_eq!(sandbox.json(&["show", twin.as_str()])["session"]["id"].as_str(), Some(twin.as_str()));
    assert_eq!(sandbox.sessions().len(), 2);
}

/// A mebibyte of numbered lines, each short enough for a terminal in its usual mode.
fn a_mebibyte() -> String {
    let lines = (0..).map(|number| format!("{number:063}\n"));
    lines.take(1024 * 1024 / 64).collect()
}

/// A session that writes what is typed into a file, and the file.
fn recorder(sandbox: &Sandbox) -> (SessionId, std::path::PathBuf) {
    let file = sandbox.dir().join("typed");
    let script = format!("stty -echo; echo ready; cat > {}", file.display());
    let id = sandbox.new_session(&["--", "sh", "-c", &script]);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    (id, file)
}

#[test]
fn a_mebibyte_sent_in_large_pieces_arrives_whole() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (id, file) = recorder(&sandbox);
    let text = a_mebibyte();
    for piece in text.as_bytes().chunks(64 * 1024) {
        let piece = std::str::from_utf8(piece).unwrap();
        assert_eq!(sandbox.json(&["send", id.as_str(), piece])["bytes"], piece.len());
    }
    until("it is all there", || (fs::metadata(&file).unwrap().len() >= text.len() as u64).then_some(()));
    assert!(fs::read_to_string(&file).unwrap() == text, "something is missing or out of order");
}

#[test]
fn a_mebibyte_pasted_into_an_attached_terminal_arrives_whole() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (id, file) = recorder(&sandbox);
    let mut terminal = Terminal::run(sandbox.command("holdfast").args(["attach", id.as_str()]), 80, 24);
    terminal.expect("ready");
    let text = a_mebibyte();
    terminal.send(&text);
    until("it is all there", || (fs::metadata(&file).unwrap().len() >= text.len() as u64).then_some(()));
    assert!(fs::read_to_string(&file).unwrap() == text, "something is missing or out of order");
}

#[test]
fn a_program_that_never_reads_makes_nobody_else_wait() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "sh", "-c", "echo ready; exec sleep 1000"]);
    let other = counter::start(&sandbox);
    let mut terminal = Terminal::run(sandbox.command("holdfast").args(["attach", id.as_str()]), 80, 24);
    terminal.expect("ready");
    let mut text = a_mebibyte();
    text.extend([a_mebibyte(), a_mebibyte()]);
    terminal.send(&text);
    // Its terminal echoes what it can.
    terminal.expect("0000");
    assert!(!sandbox.ok(&["screen", id.as_str()]).is_empty());
    counter::goes_on(&sandbox, &other);
    terminal.send("\x1c");
    assert_eq!(terminal.wait(), 0);
    assert_eq!(sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
}

#[test]
fn text_that_fits_no_message_is_refused_whole_with_a_hint() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let many: Vec<String> = (0..4).map(|number| format!("A{number}={}", "x".repeat(100_000))).collect();
    let mut args = vec!["--json", "new", "-d"];
    many.iter().for_each(|value| args.extend(["--env", value]));
    args.extend(["--", "true"]);
    let output = sandbox.run(&args);
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((output.status.code(), error["error"]["code"].as_str()), (Some(1), Some("too_large")), "{error}");
    assert!(error["error"]["hint"].as_str().is_some_and(|hint| hint.contains("256 KiB")), "{error}");
    nothing_is_left(&sandbox);
}
