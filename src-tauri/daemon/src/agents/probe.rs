//! What is there of an agent: its program, its version, whether somebody is signed in. It runs the agent's own program for
//! that, with a time limit and no terminal, and changes nothing. Blocking.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use protocol::examine::Answer;

use super::adapter::Adapter;
use super::format::SignInProbe;
use super::locate::{self, locate};
use super::pattern::{self, Owner};
use crate::bounded;

/// How long a program may take to answer.
const LIMIT: Duration = Duration::from_secs(10);
/// No answer is longer, in bytes.
const LONGEST: usize = 64 * 1024;

/// What is there of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where its program lies. Absent: nowhere.
    pub path: Option<PathBuf>,
    /// Its version, as far as it tells.
    pub version: Option<String>,
    /// Whether somebody is signed in.
    pub signed_in: Answer,
    /// How that is known, for people.
    pub why: String,
}

/// Versions of programs that were asked, so that each is asked once as long as it stays the same.
#[derive(Debug, Default)]
pub struct Versions(Mutex<HashMap<Program, Option<String>>>);

/// A program as it was when it was asked: where it lies, and when it was written.
type Program = (PathBuf, Option<SystemTime>);

impl Versions {
    /// Looks what is there of an agent, with the environment that a session would get.
    pub fn look(&self, adapter: &Adapter, env: &BTreeMap<String, String>) -> Found {
        let Some(path) = locate(adapter, env) else {
            let why = "it is not installed".to_owned();
            return Found { path: None, version: None, signed_in: Answer::Unknown, why };
        };
        let version = self.of(adapter, &path, env);
        let (signed_in, why) = signed_in(adapter, &path, env);
        Found { path: Some(path), version, signed_in, why }
    }

    fn of(&self, adapter: &Adapter, path: &Path, env: &BTreeMap<String, String>) -> Option<String> {
        let key = (path.to_owned(), path.metadata().and_then(|meta| meta.modified()).ok());
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(version) = known().get(&key) {
            return version.clone();
        }
        // One that did not answer in time may the next time.
        let version = version(&ask(path, &adapter.file.version.args, env)?.text);
        known().insert(key, version.clone());
        version
    }
}

/// The first word that looks like a version.
fn version(text: &str) -> Option<String> {
    let words = text.split(|char: char| char.is_whitespace() || "(),\"".contains(char));
    let bare = words.map(|word| word.trim_start_matches('v').trim_end_matches(['.', ':']));
    let is_version = |word: &&str| {
        word.starts_with(|char: char| char.is_ascii_digit())
            && word.contains('.')
            && word.chars().all(|char| char.is_ascii_alphanumeric() || ".-+_".contains(char))
    };
    bare.into_iter().find(is_version).map(str::to_owned)
}

fn signed_in(adapter: &Adapter, path: &Path, env: &BTreeMap<String, String>) -> (Answer, String) {
    let sign_in = &adapter.file.signed_in;
    if let Some(name) = sign_in.env.iter().find(|name| env.get(*name).is_some_and(|value| !value.is_empty())) {
        return (Answer::Yes, format!("{name} is set"));
    }
    let home = locate::home(env);
    let files = sign_in.files.iter().filter_map(|file| file.expand(Owner { home: &home, env }));
    if let Some(file) = files.into_iter().find_map(|file| pattern::matches(&file).ok()?.into_iter().next()) {
        return (Answer::Yes, format!("{} is there", file.display()));
    }
    match &sign_in.probe {
        None => (Answer::Unknown, "nothing that would tell is there".to_owned()),
        Some(probe) => match ask(path, &probe.args, env) {
            Some(said) => (judge(probe, &said), format!("`{} {}` says so", adapter.id(), probe.args.join(" "))),
            None => (Answer::Unknown, "it did not answer in time".to_owned()),
        },
    }
}

fn judge(probe: &SignInProbe, said: &Said) -> Answer {
    let says_no = probe.prints_no.as_ref().is_some_and(|no| said.text.contains(no));
    match said.code {
        _ if says_no => Answer::No,
        Some(code) if code == probe.yes => Answer::Yes,
        code if code.is_some() && code == probe.no => Answer::No,
        _ => Answer::Unknown,
    }
}

/// What a program printed, and its exit code.
struct Said {
    text: String,
    code: Option<i32>,
}

/// Runs a program for an answer. `None`: it cannot be run, or did not end in time.
fn ask(path: &Path, args: &[String], env: &BTreeMap<String, String>) -> Option<Said> {
    let mut command = Command::new(path);
    command.args(args).env_clear().envs(env).current_dir(locate::home(env));
    let said = bounded::run(command, Instant::now() + LIMIT, LONGEST).ok()?;
    Some(Said { text: String::from_utf8_lossy(&said.out).into_owned(), code: said.code })
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::super::Catalogue;
    use super::*;

    #[test]
    fn a_version_is_found_among_words() {
        let table = [
            ("2.1.197 (Claude Code)", Some("2.1.197")),
            ("codex-cli 0.171.0\n", Some("0.171.0")),
            ("GitHub Copilot CLI 1.0.102.\nRun it", Some("1.0.102")),
            ("v1.2.3-beta+4", Some("1.2.3-beta+4")),
            ("aider 0.86.1", Some("0.86.1")),
            ("no version, only 7 words", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(version(text).as_deref(), expected, "{text}");
        }
    }

    /// A home with a program `claude` that does this.
    fn home_with(script: &str) -> (tempfile::TempDir, BTreeMap<String, String>) {
        let home = tempfile::tempdir().unwrap();
        let bin = home.path().join(".local/bin");
        fs::create_dir_all(&bin).unwrap();
        let program = bin.join("claude");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let env = [("HOME", home.path().to_str().unwrap()), ("PATH", "/nowhere:/bin:/usr/bin")];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        (home, env)
    }

    fn claude() -> Adapter {
        Catalogue::load(Path::new("/no/such/directory")).get("claude-code").unwrap().clone()
    }

    #[test]
    fn what_is_there_is_found_outside_of_the_path_and_asked_once() {
        let (home, mut env) = home_with(r#"[ "$1" = --version ] && { echo x >> "$HOME/asked"; echo "9.8.7 (C)"; }"#);
        let versions = Versions::default();
        for _ in 0..2 {
            let found = versions.look(&claude(), &env);
            assert_eq!(found.path, Some(home.path().join(".local/bin/claude")));
            assert_eq!(found.version.as_deref(), Some("9.8.7"));
            assert_eq!(found.signed_in, Answer::No, "its `auth status` says so");
        }
        assert_eq!(fs::read_to_string(home.path().join("asked")).unwrap(), "x\n");
        env.insert("ANTHROPIC_API_KEY".to_owned(), "k".to_owned());
        let found = versions.look(&claude(), &env);
        assert_eq!((found.signed_in, found.why.as_str()), (Answer::Yes, "ANTHROPIC_API_KEY is set"));
        env.insert("HOME".to_owned(), "/no/such/home".to_owned());
        assert_eq!(versions.look(&claude(), &env).path, None);
    }

    #[test]
    fn a_program_that_fails_otherwise_leaves_it_open() {
        let (_home, env) = home_with("exit 7");
        let found = Versions::default().look(&claude(), &env);
        assert_eq!((found.version, found.signed_in), (None, Answer::Unknown));
    }

    #[test]
    fn a_program_that_did_not_answer_is_asked_again() {
        let (home, env) = home_with("");
        let program = home.path().join(".local/bin/claude");
        let (versions, written) = (Versions::default(), program.metadata().unwrap().modified().unwrap());
        for (script, expected) in [("#!/no/such/interpreter\n", None), ("#!/bin/sh\necho 1.2.3\n", Some("1.2.3"))] {
            fs::write(&program, script).unwrap();
            fs::File::options().write(true).open(&program).unwrap().set_modified(written).unwrap();
            assert_eq!(versions.look(&claude(), &env).version.as_deref(), expected, "{script}");
        }
    }
}
