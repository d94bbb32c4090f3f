//! A root of the test's own, the program run in it, and samples of what daemons say.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use protocol::envelope::Request;
use protocol::hello::Role;
use protocol::paths::Root;
use serde_json::{Value, json};

use crate::fake::{Fake, Say};

/// The id of the sample session.
pub const ID: &str = "0123456789abcdef";

/// A root in a directory that goes away with it.
pub struct Sandbox {
    home: tempfile::TempDir,
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The one document on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of the error on stderr.
    pub fn error(&self) -> String {
        let error: Value = serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        error["error"]["code"].as_str().unwrap().to_owned()
    }
}

impl Sandbox {
    /// An empty directory; the root in it is not made.
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// Where the root is, or would be.
    pub fn dir(&self) -> PathBuf {
        self.home.path().join("root")
    }

    /// The root, made.
    pub fn root(&self) -> Root {
        Root::open(&self.dir()).unwrap()
    }

    /// A scripted daemon of this root.
    pub fn daemon(&self, script: impl Fn(&Request) -> Vec<Say> + Send + Sync + 'static) -> Fake {
        Fake::listen(&self.root().daemon_socket(), Role::Daemon, script)
    }

    /// Where the sample session's host listens.
    pub fn host_socket(&self) -> PathBuf {
        self.root().host_socket(&ID.parse().unwrap(), 1)
    }

    /// A scripted host, and a daemon that says where it is.
    pub fn host(&self, script: impl Fn(&Request) -> Vec<Say> + Send + Sync + 'static) -> (Fake, Fake) {
        let opened = opened(&self.host_socket(), true);
        let daemon = self.daemon(move |_| vec![Say::Ok(opened.clone())]);
        (daemon, Fake::listen(&self.host_socket(), Role::Host, script))
    }

    /// The program with some words, without a terminal.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        command.env("HOLDFAST_HOME", self.dir()).env_remove("HOLDFAST_SESSION").env("TZ", "UTC");
        command.args(line.split(' ')).stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, line: &str) -> Ran {
        let Output { status, stdout, stderr } = self.command(line).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: status.code(), out: text(stdout), err: text(stderr) }
    }
}

/// Where the sample session is served.
pub fn opened(socket: &std::path::Path, live: bool) -> Value {
    json!({ "id": ID, "name": "build", "generation": 1, "socket": socket, "live": live })
}

/// A row of the list.
pub fn session(status: &str) -> Value {
    json!({
        "id": ID, "name": "build", "project": "/p", "workspace": "/p", "cwd": "/p", "branch": null, "agent": null,
        "kind": "program", "parent": null, "command": ["make"], "status": status, "why": "so", "attention": "none",
        "seen": true, "generation": 1, "host_pid": 1, "child_pid": 2, "created_at": 1, "started_at": 1,
        "output_at": null, "end": if status == "ended" { end("completed") } else { Value::Null }, "archive": "no",
        "conversation": null, "last_line": "ok", "title": null, "size": { "cols": 80, "rows": 24 },
        "output_bytes": 0, "as_of": 1, "fresh": true
    })
}

/// How a run ended.
pub fn end(reason: &str) -> Value {
    json!({ "reason": reason, "actor": "agent", "at": 1 })
}

/// The daemon about itself.
pub fn status(reconciling: bool) -> Value {
    json!({
        "pid": 7, "version": "9.9.9", "owner": "headless", "root": "/r", "started_at": 1, "reconciling": reconciling,
        "sessions": 1, "supervisors": 0
    })
}

/// The answer to a subscription.
pub fn subscribed(reconciling: bool, sessions: &[Value]) -> Say {
    Say::Ok(json!({ "daemon": status(reconciling), "sessions": sessions }))
}
