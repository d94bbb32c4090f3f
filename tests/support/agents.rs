//! The agent with no model behind it, as an adapter of the user's own: `fake_agent/main.rs` says what it can be asked.

use std::path::{Path, PathBuf};

use protocol::id::SessionId;
use protocol::session::{Session, Status};

use super::{Sandbox, until};

/// Its program.
pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_fake-agent"))
}

const ADAPTER: &str = r#"
id = "fake"
name = "Fake"
programs = ["fake-agent"]
places = ["{places}"]
conversation = "chosen"
transcript = ["~/.fake-agent/{conversation}.jsonl"]
fresh = ["--session-id", "{conversation}", "@permission", "@model", "@extra", "@prompt"]
resume = ["--resume", "{conversation}", "@permission", "@model", "@extra", "@prompt"]
prompt = ["--", "{prompt}"]
model = ["--model", "{model}"]

[env]
FAKE_HOOK = "{program}"

[permission.careful]
says = "asks for everything"
args = ["--permission", "careful"]

[hooks]
Start = { conversation = true }
Prompt = { activity = "working", picks_up = true, conversation = true }
Tool = { activity = "working" }
Permission = { activity = "permission" }
Question = { activity = "question" }
Stop = { activity = "idle" }
"#;

/// Lets sessions of this home run it.
pub fn install(sandbox: &Sandbox) {
    install_as(sandbox, |adapter| adapter);
}

/// As [`install`], where it is not as it always is.
pub fn install_as(sandbox: &Sandbox, change: impl FnOnce(String) -> String) {
    let dir = sandbox.root().config().join("agents");
    std::fs::create_dir_all(&dir).unwrap();
    let places = program().parent().unwrap().to_str().unwrap().to_owned();
    std::fs::write(dir.join("fake.toml"), change(ADAPTER.replace("{places}", &places))).unwrap();
}

/// Starts one that was asked something, or nothing.
pub fn start(sandbox: &Sandbox, prompt: Option<&str>) -> SessionId {
    let prompt: Vec<&str> = prompt.iter().flat_map(|prompt| ["--prompt", prompt]).collect();
    sandbox.new_session(&[&["--agent", "fake"], prompt.as_slice()].concat())
}

/// Waits until it has printed this.
pub fn wait_for_text(sandbox: &Sandbox, id: &SessionId, text: &str) {
    until(text, || sandbox.printed(id).contains(text).then_some(()));
}

/// Waits until it is idle, and returns it.
pub fn wait_until_idle(sandbox: &Sandbox, id: &SessionId) -> Session {
    sandbox.wait_for(id, Status::Idle)
}

/// What was said in a conversation, by its transcript.
pub fn said(sandbox: &Sandbox, conversation: &str) -> Vec<String> {
    let text = std::fs::read_to_string(transcript(sandbox.dir(), conversation)).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Where a conversation's transcript lies.
pub fn transcript(home: &Path, conversation: &str) -> PathBuf {
    home.join(".fake-agent").join(format!("{conversation}.jsonl"))
}
