//! Every built-in agent's command lines, environment and files, as they are written down in `golden/`: a change here is a
//! change of how people's agents are started. `HOLDFAST_GOLDEN=write` writes them anew, to be read before they are kept.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::{Adapter, Catalogue, Content, Invocation, Wish};
use crate::platform::shell_word;

const CONVERSATION: &str = "6f1b2a52-6a1c-4c0e-9a51-0c1d2e3f4a5b";

pub(super) fn wish() -> Wish<'static> {
    Wish {
        model: None,
        permission: None,
        prompt: None,
        conversation: Some(CONVERSATION),
        extra: &[],
        hook: Path::new("/opt/hold fast/holdfast"),
        cwd: Path::new("/work/anchor"),
        own: Path::new("/root/sessions/s/1"),
    }
}

/// An argument; one that sets up hooks is written out once and then only begun.
fn word(title: &str, argument: &str) -> String {
    const LONG: usize = 100;
    let begun: String = argument.chars().take(24).collect();
    if title != "fresh" && argument.len() > LONG { format!("{begun}…") } else { shell_word(argument) }
}

fn told(title: &str, invocation: &Invocation) -> String {
    let words: Vec<String> = invocation.argv.iter().map(|argument| word(title, argument)).collect();
    let mut text = format!("# {title}\n{}\n", words.join(" "));
    for (name, value) in &invocation.env {
        let _ = writeln!(text, "{name}={value}");
    }
    if title.contains("prompt") && !invocation.prompted {
        text.push_str("(the prompt is pasted)\n");
    }
    text
}

fn files(invocation: &Invocation) -> String {
    let mut text = String::new();
    for file in &invocation.own_files {
        let _ = write!(text, "# {}\n{}", file.path.display(), file.text);
    }
    for file in &invocation.project_files {
        let _ = writeln!(text, "# the project's {}", file.path.display());
        let _ = match &file.content {
            Content::Text(own) => write!(text, "{own}"),
            Content::Merge(json) => writeln!(text, "{json:#}"),
        };
    }
    text
}

/// All ways to start an agent, as people would type them.
fn all(adapter: &Adapter) -> String {
    let extra = ["--extra".to_owned()];
    let mut text = told("fresh", &adapter.fresh(&wish()).unwrap());
    for (title, prompt) in [("a prompt", "fix the bug"), ("a prompt like an option", "--help me")] {
        text += &told(title, &adapter.fresh(&Wish { prompt: Some(prompt), ..wish() }).unwrap());
    }
    if adapter.is_resumable() {
        text += &told("resume", &adapter.resume(&wish()).unwrap());
    }
    for mode in adapter.permission_modes().keys() {
        let wish = Wish { permission: Some(mode), prompt: Some("fix the bug"), extra: &extra, ..wish() };
        let wish = Wish { model: adapter.takes_model().then_some("large"), ..wish };
        text += &told(&format!("{mode}, with all else"), &adapter.fresh(&wish).unwrap());
        if adapter.is_resumable() {
            text += &told(&format!("{mode}, resumed"), &adapter.resume(&Wish { prompt: None, ..wish }).unwrap());
        }
    }
    text + &files(&adapter.fresh(&Wish { model: adapter.takes_model().then_some("large"), ..wish() }).unwrap())
}

fn golden(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/agents/builtin/golden").join(format!("{id}.txt"))
}

#[test]
fn agents_are_started_as_it_is_written_down() {
    for adapter in Catalogue::load(Path::new("/no/such/directory")).all() {
        let (path, now) = (golden(adapter.id()), all(adapter));
        if std::env::var_os("HOLDFAST_GOLDEN").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(now, kept, "{}", adapter.id());
    }
}

#[test]
fn the_default_adds_nothing_and_resuming_keeps_model_and_mode() {
    for adapter in Catalogue::load(Path::new("/no/such/directory")).all() {
        let plain = adapter.fresh(&wish()).unwrap();
        assert_eq!(adapter.fresh(&Wish { permission: Some("default"), ..wish() }).unwrap(), plain, "{}", adapter.id());
        for (name, mode) in adapter.permission_modes() {
            let wish = Wish { permission: Some(name), ..wish() };
            let fresh = adapter.fresh(&wish).unwrap();
            assert_ne!(fresh, plain, "{} {name} does something", adapter.id());
            assert!(!mode.bypass || name == "bypass", "{} {name} is called what it is", adapter.id());
            if adapter.is_resumable() {
                let (with, without) = (adapter.resume(&wish).unwrap(), adapter.resume(&self::wish()).unwrap());
                assert_ne!(with, without, "{} {name} is kept", adapter.id());
            }
        }
        if adapter.takes_model() && adapter.is_resumable() {
            let wish = Wish { model: Some("large-1"), ..wish() };
            assert!(format!("{:?}", adapter.resume(&wish).unwrap()).contains("large-1"), "{}", adapter.id());
        }
    }
}

#[test]
fn a_tool_is_no_request_for_leave() {
    for adapter in Catalogue::load(Path::new("/no/such/directory")).all() {
        let watched = adapter.watched(Vec::new(), None, false);
        for (event, meaning) in &watched.hooks {
            let is_tool = event.to_lowercase().contains("tooluse") || event.to_lowercase().contains("before");
            let asks = meaning.activity == Some(protocol::agent::Activity::Permission);
            assert!(!(is_tool && asks), "{} {event}", adapter.id());
        }
    }
}

#[test]
fn a_wish_that_cannot_be_met_is_refused_with_a_remedy() {
    let catalogue = Catalogue::load(Path::new("/no/such/directory"));
    let (claude, amp) = (catalogue.get("claude-code").unwrap(), catalogue.get("amp").unwrap());
    let nul = ["a\0b".to_owned()];
    let table = [
        (
            claude.fresh(&Wish { permission: Some("yolo"), ..wish() }),
            "no permission mode \"yolo\"",
            "default, accept-edits",
        ),
        (claude.fresh(&Wish { conversation: None, ..wish() }), "not known", "--fresh"),
        (claude.resume(&Wish { conversation: Some("--fork"), ..wish() }), "is no id of a conversation", "lists"),
        (claude.resume(&Wish { conversation: Some("../x"), ..wish() }), "is no id of a conversation", "lists"),
        (claude.fresh(&Wish { model: Some("--x"), ..wish() }), "the model", "another model"),
        (claude.fresh(&Wish { prompt: Some(" "), ..wish() }), "the prompt", "another prompt"),
        (claude.fresh(&Wish { extra: &nul, ..wish() }), "the argument", "another argument"),
        (amp.fresh(&Wish { model: Some("large"), ..wish() }), "Amp cannot be given a model", "in the agent itself"),
        (amp.fresh(&Wish { permission: Some("plan"), ..wish() }), "Amp has no permission mode", "leave it out"),
        (amp.resume(&wish()), "Amp cannot resume", "--fresh"),
    ];
    for (outcome, message, hint) in table {
        let error = protocol::error::WireError::from(outcome.unwrap_err());
        assert!(error.message.contains(message), "{}", error.message);
        assert!(error.hint.as_ref().unwrap().contains(hint), "{error:?}");
    }
}

#[test]
fn transcripts_lie_where_agents_put_them() {
    let catalogue = Catalogue::load(Path::new("/no/such/directory"));
    let env = std::collections::BTreeMap::from([("CODEX_HOME".to_owned(), "/codex".to_owned())]);
    let path = |agent: &str| {
        let adapter = catalogue.get(agent).unwrap();
        adapter.transcript(Path::new("/home/a"), &env, Path::new("/work/an.chor"), CONVERSATION, None).unwrap().paths()
            [0]
        .clone()
    };
    let claude = format!("/home/a/.claude/projects/-work-an-chor/{CONVERSATION}.jsonl");
    assert_eq!(path("claude-code"), Path::new(&claude));
    assert_eq!(path("codex"), Path::new(&format!("/codex/sessions/*/*/*/rollout-*-{CONVERSATION}.jsonl*")));
}
