//! Changes, diffs and files of a session's workspace, in real repositories: also in one that would have its programs run.

use std::path::{Path, PathBuf};
use std::process::Command;

use protocol::client::Client;
use protocol::error::ErrorCode;
use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::requests::{ChangedFile, Changes, Diff, FileStatus, FindFiles, GetChanges, GetDiff};

use crate::support::Sandbox;

/// A sandbox with a session that works in a repository with one commit.
struct Scene {
    sandbox: Sandbox,
    top: PathBuf,
    id: SessionId,
}

impl Scene {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        let top = sandbox.dir().join("repository");
        std::fs::create_dir(&top).unwrap();
        let scene = Self { id: SessionId::random().unwrap(), sandbox, top };
        scene.git(&["init", "--quiet", "--initial-branch=main"]);
        scene.write("kept.txt", "one\ntwo\nthree\n");
        scene.write("moved.txt", &"a line like any other\n".repeat(20));
        scene.write("gone.txt", "away\n");
        scene.write("both.txt", "common\n");
        scene.commit("first");
        scene.sandbox.start();
        let cwd = scene.top.join("sub");
        std::fs::create_dir(&cwd).unwrap();
        let id = scene.sandbox.new_session(&["--cwd", cwd.to_str().unwrap(), "--", "sleep", "1000"]);
        Self { id, ..scene }
    }

    /// As a person would, in this home.
    fn git(&self, args: &[&str]) {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args:?}: {output:?}");
    }

    fn try_git(&self, args: &[&str]) -> std::process::Output {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.fsmonitor=false"];
        let mut command = Command::new("git");
        command.args(identity).args(args).current_dir(&self.top).env("HOME", self.sandbox.dir());
        command.output().unwrap()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.top.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn client(&self) -> Client {
        self.sandbox.client(Role::Client)
    }

    fn changes(&self) -> Changes {
        self.client().call(&GetChanges { id: self.id.to_string() }).unwrap()
    }

    fn diff(&self, path: &str, from: Option<&str>) -> Diff {
        let call = GetDiff { id: self.id.to_string(), path: path.to_owned(), from: from.map(str::to_owned) };
        self.client().call(&call).unwrap()
    }

    fn find(&self, text: &str) -> Vec<String> {
        let call = FindFiles { id: self.id.to_string(), text: text.to_owned(), limit: None };
        self.client().call(&call).unwrap().files
    }
}

fn of<'a>(changes: &'a Changes, path: &str) -> &'a ChangedFile {
    changes.files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} in {changes:?}"))
}

/// What became of a file, and its lines added and removed.
fn told(changes: &Changes, path: &str) -> (FileStatus, Option<u32>, Option<u32>) {
    let file = of(changes, path);
    (file.status, file.added, file.removed)
}

#[test]
fn every_kind_of_change_is_told_with_its_lines_and_each_has_its_diff() {
    let scene = Scene::new();
    assert_eq!(scene.changes().files, [], "nothing was changed yet");
    // Two sides that do not agree.
    scene.git(&["checkout", "--quiet", "-b", "other"]);
    scene.write("both.txt", "theirs\n");
    scene.commit("theirs");
    scene.git(&["checkout", "--quiet", "main"]);
    scene.write("both.txt", "ours\n");
    scene.commit("ours");
    assert!(!scene.try_git(&["merge", "other"]).status.success());
    scene.write("kept.txt", "one\n2\nthree\nfour\n");
    scene.git(&["mv", "moved.txt", "a new place.txt"]);
    std::fs::remove_file(scene.top.join("gone.txt")).unwrap();
    scene.write("new\u{202e} dir/untracked.txt", "x\ny\n");
    scene.write("picture.png", "\0\u{1}\0");
    scene.write("added.txt", "z\n");
    scene.git(&["add", "added.txt"]);
    scene.write(".gitignore", "*.log\n");
    scene.write("noise.log", "not told\n");

    let changes = scene.changes();
    assert_eq!((changes.branch.as_deref(), changes.limited, changes.why_none.as_deref()), (Some("main"), false, None));
    assert_eq!(Path::new(&changes.workspace), scene.top.canonicalize().unwrap());
    assert_eq!(told(&changes, "kept.txt"), (FileStatus::Modified, Some(2), Some(1)));
    assert_eq!(told(&changes, "a new place.txt"), (FileStatus::Renamed, Some(0), Some(0)));
    assert_eq!(of(&changes, "a new place.txt").from.as_deref(), Some("moved.txt"));
    assert_eq!(told(&changes, "gone.txt"), (FileStatus::Deleted, Some(0), Some(1)));
    assert_eq!(told(&changes, "new\u{202e} dir/untracked.txt"), (FileStatus::Untracked, Some(2), Some(0)));
    assert_eq!(told(&changes, "picture.png"), (FileStatus::Untracked, None, None));
    assert_eq!(told(&changes, "added.txt"), (FileStatus::Added, Some(1), Some(0)));
    assert_eq!(of(&changes, "both.txt").status, FileStatus::Conflicted);
    assert!(!changes.files.iter().any(|file| file.path.contains("noise")), "{changes:?}");

    assert!(scene.diff("kept.txt", None).text.ends_with("@@ -1,3 +1,4 @@\n one\n-two\n+2\n three\n+four\n"));
    let renamed = scene.diff("a new place.txt", Some("moved.txt")).text;
    assert!(renamed.contains("rename from moved.txt\nrename to a new place.txt\n"), "{renamed}");
    assert!(scene.diff("gone.txt", None).text.contains("-away\n"));
    let untracked = scene.diff("new\u{202e} dir/untracked.txt", None);
    assert!(untracked.text.ends_with("@@ -0,0 +1,2 @@\n+x\n+y\n"), "{}", untracked.text);
    assert!(
        untracked.text.contains("new<U+202E> dir"),
        "a name that turns text around is spelled out: {}",
        untracked.text
    );
    let picture = scene.diff("picture.png", None);
    assert_eq!((picture.text.as_str(), picture.binary), ("", true));
    assert!(scene.diff("both.txt", None).text.contains("<<<<<<<"));
    assert_eq!(scene.diff("noise.log", None).text, "", "what is ignored is not told");
    for elsewhere in ["/etc/passwd", "../outside", "sub/../../outside"] {
        let call = GetDiff { id: scene.id.to_string(), path: elsewhere.to_owned(), from: None };
        assert_eq!(scene.client().call(&call).unwrap_err().code, ErrorCode::BadRequest, "{elsewhere}");
    }
}

#[test]
fn nothing_runs_that_a_repository_names() {
    let scene = Scene::new();
    let ran = scene.sandbox.dir().join("ran");
    std::fs::create_dir(&ran).unwrap();
    let script = scene.sandbox.dir().join("evil.sh");
    std::fs::write(&script, format!("#!/bin/sh\ntouch {}/\"$1\"\ncat\n", ran.display())).unwrap();
    let evil = |what: &str| format!("sh {} {what}", script.display());
    for (name, what) in [
        ("core.fsmonitor", "fsmonitor"),
        ("diff.external", "external"),
        ("diff.d.textconv", "textconv"),
        ("diff.e.command", "command"),
        ("filter.f.clean", "clean"),
        ("filter.f=x.y.clean", "clean-with-a-name"),
        ("filter.g.process", "process"),
        ("core.pager", "pager"),
        ("core.sshCommand", "ssh"),
        ("remote.origin.url", "ext"),
    ] {
        let value = if what == "ext" { format!("ext::{}", evil(what)) } else { evil(what) };
        scene.git(&["config", name, &value]);
    }
    for (name, value) in [
        ("core.hooksPath", scene.sandbox.dir().join("hooks").to_str().unwrap()),
        ("protocol.ext.allow", "always"),
        ("filter.f.required", "true"),
        ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"),
    ] {
        scene.git(&["config", name, value]);
    }
    std::fs::create_dir(scene.sandbox.dir().join("hooks")).unwrap();
    std::fs::copy(&script, scene.sandbox.dir().join("hooks/post-index-change")).unwrap();
    let attributes = "*.t diff=d\n*.e diff=e\nkept.txt filter=f\nboth.txt filter=f=x.y\ngone.txt filter=g\n";
    std::fs::write(scene.top.join(".git/info/attributes"), attributes).unwrap();
    for path in ["kept.txt", "both.txt", "gone.txt", "x.t", "y.e"] {
        scene.write(path, "changed\n");
    }
    // It does all that where nobody keeps it from it.
    for args in [&["status"][..], &["diff", "HEAD"], &["diff", "--no-ext-diff", "HEAD"]] {
        Command::new("git").args(args).current_dir(&scene.top).output().unwrap();
    }
    let happened = || {
        let mut names: Vec<String> =
            std::fs::read_dir(&ran).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let harmed = happened();
    for what in ["clean", "clean-with-a-name", "process", "fsmonitor", "external"] {
        assert!(harmed.iter().any(|name| name == what), "{what} in {harmed:?}");
    }
    for name in harmed {
        std::fs::remove_file(ran.join(name)).unwrap();
    }

    let changes = scene.changes();
    assert_eq!(changes.why_none, None);
    for (path, status) in [("kept.txt", FileStatus::Modified), ("x.t", FileStatus::Untracked)] {
        assert_eq!(of(&changes, path).status, status);
        assert!(scene.diff(path, None).text.contains("+changed\n"), "{path}");
    }
    scene.diff("y.e", None);
    scene.diff("gone.txt", None);
    scene.diff("both.txt", None);
    // What is not there would have been fetched.
    let object = String::from_utf8(scene.try_git(&["rev-parse", "HEAD:kept.txt"]).stdout).unwrap();
    let (folder, file) = object.trim().split_at(2);
    std::fs::remove_file(scene.top.join(".git/objects").join(folder).join(file)).unwrap();
    let call = GetDiff { id: scene.id.to_string(), path: "kept.txt".to_owned(), from: None };
    assert_eq!(scene.client().call(&call).unwrap_err().code, ErrorCode::Io);
    assert_eq!(scene.find("kept"), Vec::<String>::new(), "it is asked where the session works");
    assert_eq!(happened(), Vec::<String>::new(), "this has run");
}

#[test]
fn why_nothing_can_be_told_is_told() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let plain = sandbox.dir().join("plain");
    std::fs::create_dir(&plain).unwrap();
    let id = sandbox.new_session(&["--cwd", plain.to_str().unwrap(), "--", "sleep", "1000"]);
    let changes = sandbox.client(Role::Client).call(&GetChanges { id: id.to_string() }).unwrap();
    assert_eq!(changes.why_none.as_deref(), Some("it is in no git repository"));
    let call = GetDiff { id: id.to_string(), path: "x".to_owned(), from: None };
    assert_eq!(sandbox.client(Role::Client).call(&call).unwrap_err().code, ErrorCode::NotFound);
    // Without a commit, all is new.
    let git = Command::new("git").args(["init", "--quiet", "-b", "first"]).current_dir(&plain).status().unwrap();
    assert!(git.success());
    std::fs::write(plain.join("a"), "1\n").unwrap();
    let changes = sandbox.client(Role::Client).call(&GetChanges { id: id.to_string() }).unwrap();
    assert_eq!((changes.branch.as_deref(), changes.files.len()), (Some("first"), 1));
    assert_eq!(told(&changes, "a"), (FileStatus::Untracked, Some(1), Some(0)));
    let call = GetDiff { id: id.to_string(), path: "a".to_owned(), from: None };
    assert!(sandbox.client(Role::Client).call(&call).unwrap().text.ends_with("+1\n"));
}

#[test]
fn files_are_found_by_parts_of_their_names_and_what_is_ignored_is_not() {
    let scene = Scene::new();
    scene.write(".gitignore", "built/\n");
    for path in ["sub/source/handlers/new_session.rs", "sub/source/sessions.rs", "sub/built/new_session.o"] {
        scene.write(path, "");
    }
    assert_eq!(scene.find("newsess"), ["source/handlers/new_session.rs"]);
    assert_eq!(scene.find("sess"), ["source/sessions.rs", "source/handlers/new_session.rs"]);
    assert_eq!(scene.find("handlers new"), ["source/handlers/new_session.rs"]);
    assert_eq!(scene.find("kept"), Vec::<String>::new(), "only what is below where the session works");
    let call = FindFiles { id: scene.id.to_string(), text: String::new(), limit: Some(1) };
    let first = scene.client().call(&call).unwrap();
    assert_eq!((first.files.as_slice(), first.limited), (&["source/sessions.rs".to_owned()][..], true));
    std::fs::remove_file(scene.top.join("sub/source/sessions.rs")).unwrap();
    assert_eq!(scene.find("sessions.rs"), Vec::<String>::new(), "what is gone is not found, although it was listed");
}
