//! Every option that a built-in agent is started with, against the `--help` of the real program. The programs lie in the
//! directory that `HOLDFAST_AGENTS` names, by their own names; what is not there is not checked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::{Adapter, Catalogue, Wish};
use super::tests::wish;

/// Values of modes that no help lists: what they are called lies in the agent's own configuration.
const UNLISTED: [(&str, &str); 4] = [("opencode", "plan"), ("kilocode", "plan"), ("aider", "ask"), ("cline", "false")];

/// What a program prints as its help, for itself or one of its commands.
fn help(program: &Path, command: Option<&str>) -> String {
    let output = Command::new(program).args(command).arg("--help").stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(text.lines().count() > 5, "{}: {text}", program.display());
    text
}

/// Whether a word stands in a text, and not as a part of another.
fn has(text: &str, word: &str) -> bool {
    let is_of_word = |char: char| char.is_ascii_alphanumeric() || char == '-';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_of_word) && !text[at + word.len()..].starts_with(is_of_word))
}

/// The ways to start an agent that take every option there is.
fn starts(adapter: &Adapter) -> Vec<(String, Vec<String>)> {
    let model = adapter.takes_model().then_some("large");
    let modes = adapter.permission_modes().keys().map(String::as_str).map(Some).chain([None]);
    let mut all = Vec::new();
    for permission in modes {
        let wish = Wish { model, permission, prompt: Some("fix the bug"), ..wish() };
        let mode = permission.unwrap_or("default").to_owned();
        all.push((mode.clone(), adapter.fresh(&wish).unwrap().argv));
        all.extend(adapter.resume(&wish).map(|resumed| (mode, resumed.argv)));
    }
    all
}

/// What of a command line must stand in the help: its options, and the command that it begins with.
fn words(argv: &[String]) -> BTreeSet<&str> {
    let own = argv[1..].iter().take_while(|argument| *argument != "--");
    let options = own.filter(|argument| argument.starts_with('-'));
    options.map(|option| option.split('=').next().unwrap_or(option)).collect()
}

fn command(argv: &[String]) -> Option<&str> {
    argv.get(1).map(String::as_str).filter(|first| first.chars().all(|char| char.is_ascii_lowercase()))
}

/// The values that the arguments of a mode give to options.
fn values(adapter: &Adapter, mode: &str) -> Vec<String> {
    let args = adapter.permission_modes().get(mode).map(|mode| mode.args.as_slice()).unwrap_or_default();
    let args = args.iter().map(ToString::to_string);
    args.filter_map(
        |arg| if arg.starts_with('-') { arg.split_once('=').map(|(_, value)| value.into()) } else { Some(arg) },
    )
    .collect()
}

#[test]
#[ignore = "needs the real agents: HOLDFAST_AGENTS names the directory where they lie"]
fn every_option_stands_in_the_programs_own_help() {
    let dir = PathBuf::from(std::env::var_os("HOLDFAST_AGENTS").expect("HOLDFAST_AGENTS names a directory"));
    let mut checked = 0;
    let mut wrong = Vec::new();
    for adapter in Catalogue::load(Path::new("/no/such/directory")).all() {
        let Some(program) = adapter.programs().iter().map(|name| dir.join(name)).find(|path| path.exists()) else {
            continue;
        };
        checked += 1;
        let own = help(&program, None);
        for (mode, argv) in starts(adapter) {
            let text = command(&argv).map_or_else(|| own.clone(), |command| help(&program, Some(command)));
            let listed = values(adapter, &mode).into_iter().filter(|value| !UNLISTED.contains(&(adapter.id(), value)));
            let wanted = words(&argv).into_iter().map(str::to_owned).chain(listed);
            let missing =
                wanted.filter(|word| !has(&text, word)).map(|word| format!("{} {mode}: {word}", adapter.id()));
            wrong.extend(missing);
        }
    }
    wrong.dedup();
    assert!(checked > 0, "none of them is in {}", dir.display());
    assert_eq!(wrong, Vec::<String>::new(), "of {checked} agents");
}
