//! Words and what they are read as.

use super::*;

fn read(line: &str) -> Result<Command, clap::error::ErrorKind> {
    let words = std::iter::once("holdfast").chain(line.split(' '));
    Args::try_parse_from(words).map(|args| args.command).map_err(|error| error.kind())
}

#[test]
fn the_definition_is_sound() {
    <Args as clap::CommandFactory>::command().debug_assert();
}

#[test]
fn lines_that_make_no_sense_are_refused() {
    for line in [
        "frobnicate",
        "attach",
        "kill",
        "archive",
        "unarchive",
        "rm",
        "rename a",
        "send",
        "send a b c",
        "send a b --when-idle --enter",
        "send a b --wait",
        "queue a --edit 1",
        "queue a --drop 1 --again 2",
        "wait a --until sunday",
        "wait a --timeout -1",
        "wait a --timeout soon",
        "new --size 80",
        "new --size 0x24",
        "new --size 80x1001",
        "new --env =x",
        "new --kind king",
        "new --prompt hello",
        "new --prompt hello -- cat",
        "new --model m -- cat",
        "new --permission ask",
        "new ls",
        "stop abcd",
        "restore --all abcd",
        "restore --all --decline",
        "completions dos",
        "status extra",
        "screen a --lines many",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
}

#[test]
fn a_new_session_is_read_with_all_its_options() {
    let line = "new --name n --cwd /tmp --env A=b=c --env HOME --size 100x40 --no-log -d --json -- ls -l --json";
    let Ok(Command::New(new)) = read(line) else { panic!("{line}") };
    assert_eq!(new.env, [Assignment::Value("A".into(), "b=c".into()), Assignment::Inherit("HOME".into())]);
    assert_eq!(new.size, Some(Size { cols: 100, rows: 40 }));
    assert_eq!(new.command, ["ls", "-l", "--json"]);
    assert!(new.no_log && new.detach);
}

#[test]
fn an_agent_is_read_with_what_goes_to_it() {
    let line = "new --agent a --model m --permission auto --prompt hi -- --verbose";
    let Ok(Command::New(new)) = read(line) else { panic!("{line}") };
    let texts = [&new.agent, &new.model, &new.permission, &new.prompt].map(|text| text.as_deref().unwrap());
    assert_eq!((texts, new.command), (["a", "m", "auto", "hi"], vec!["--verbose".to_owned()]));
}

#[test]
fn text_to_type_may_begin_with_a_dash() {
    for line in ["send abcd -x --enter", "send --enter abcd -x"] {
        let Ok(Command::Send(send)) = read(line) else { panic!("{line}") };
        assert_eq!((send.text.as_deref(), send.enter), (Some("-x"), true), "{line}");
    }
    let Ok(Command::Send(send)) = read("send --to a --to b text") else { panic!() };
    assert_eq!((send.to.len(), send.first.as_str(), send.text), (2, "text", None));
}

#[test]
fn times_and_things_to_wait_for_are_read() {
    let Ok(Command::Wait(wait)) = read("wait abcd --until needs_input --timeout 0.5") else { panic!() };
    assert_eq!((wait.until, wait.timeout), (Until::NeedsInput, Some(Duration::from_millis(500))));
    let Ok(Command::Wait(wait)) = read("wait abcd") else { panic!() };
    assert_eq!((wait.until, wait.timeout), (Until::Ended, None));
}

#[test]
fn json_is_asked_for_before_the_command_of_a_session_only() {
    let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
    assert!(asks_for_json(&words("holdfast new --json --size x")));
    assert!(!asks_for_json(&words("holdfast new --size x -- ls --json")));
}
