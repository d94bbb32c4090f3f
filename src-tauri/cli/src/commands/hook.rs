//! `holdfast hook`: an agent calls it at each of its events. It tells the session's host, needs no daemon, prints nothing and
//! never fails, whatever it is handed: an agent must not notice it. What went wrong stands in `log/hooks.log`.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use protocol::agent::Hook;
use protocol::client::Client;
use protocol::log;
use protocol::paths::{Root, locate};
use serde_json::Value;

use crate::args;
use crate::context::hello;

/// How long the agent may be kept waiting.
const LIMIT: Duration = Duration::from_secs(2);
/// No event is longer, in bytes: an agent hands over whole files that it has written.
const LONGEST: u64 = 64 * 1024 * 1024;
/// No conversation's id is longer, in characters.
const LONGEST_ID: usize = 256;
/// What agents call the id of a conversation.
const IDS: [&str; 7] =
    ["session_id", "sessionId", "conversation_id", "conversationId", "thread-id", "thread_id", "threadId"];
/// Of what an agent says to people no more is passed on, in characters.
const LONGEST_MESSAGE: usize = 1000;

/// Whether the words are meant for this command, also where they cannot be read.
pub fn is_meant(words: &[OsString]) -> bool {
    let command = words.iter().skip(1).find(|word| !word.to_string_lossy().starts_with('-'));
    command.is_some_and(|word| word == "hook")
}

/// Runs the command, for as long as [`LIMIT`] at most. What it was told: the arguments, or why they cannot be read.
pub fn run(args: Result<&args::Hook, &clap::Error>) {
    // Outside of Holdfast there is nobody to tell.
    let (Ok(socket), Ok(generation)) = (std::env::var("HOLDFAST_SOCKET"), std::env::var("HOLDFAST_GENERATION")) else {
        return;
    };
    // Nobody shall read of one on standard error.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = match args {
        Ok(args) => within_limit(args.clone(), socket, generation),
        // No more of it: what it quotes may be of a prompt.
        Err(error) => Err(format!("reading the arguments: {}", error.kind())),
    };
    if let Err(why) = outcome {
        note(&why);
    }
}

fn within_limit(args: args::Hook, socket: String, generation: String) -> Result<(), String> {
    let (tell, told) = channel();
    thread::spawn(move || tell.send(call(&args, Path::new(&socket), &generation)));
    told.recv_timeout(LIMIT).unwrap_or_else(|error| match error {
        RecvTimeoutError::Timeout => Err(format!("the event or the host's answer did not come within {LIMIT:?}")),
        RecvTimeoutError::Disconnected => Err("a fault of ours".to_owned()),
    })
}

fn call(args: &args::Hook, socket: &Path, generation: &str) -> Result<(), String> {
    let generation = generation.parse().map_err(|error| format!("reading HOLDFAST_GENERATION: {error}"))?;
    let text = match &args.document {
        Some(document) => document.clone(),
        None => read()?,
    };
    let document = serde_json::from_str(&text).unwrap_or(Value::Null);
    let call = Hook { generation, agent: args.agent.clone(), ..hook(&document, args.event.as_deref())? };
    let mut host = Client::connect(socket, &hello()).map_err(|error| error.message)?;
    let heard = host.call_within(&call, LIMIT).map_err(|error| error.message)?;
    heard.ignored.map_or(Ok(()), |why| Err(format!("{} counts for nothing: {why}", call.event)))
}

fn read() -> Result<String, String> {
    let mut text = String::new();
    let read = std::io::stdin().take(LONGEST).read_to_string(&mut text);
    read.map(|_| text).map_err(|error| format!("reading the event: {error}"))
}

/// What an agent's document says. Agents call the same things by different names.
///
/// # Errors
/// Where there is no event.
fn hook(document: &Value, event: Option<&str>) -> Result<Hook, String> {
    let text = |names: &[&str]| {
        names.iter().find_map(|name| document.get(name)?.as_str()).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let event = event.map(str::to_owned).or_else(|| text(&["hook_event_name", "hookEventName", "event", "type"]));
    let cut = |text: String, longest| text.chars().take(longest).collect::<String>();
    let is_id = |id: &String| id.chars().count() <= LONGEST_ID && !id.chars().any(char::is_control);
    let event = event.ok_or("the event has no name")?;
    let is_set = |name: &str| document.get(name).is_some_and(|value| !value.is_null());
    let words = text(&["message", "question", "reason_text"]).map(|words| detailed(document, words));
    let message = words.or_else(|| wanted(document, &event));
    Ok(Hook {
        event,
        kind: text(&["notification_type", "notificationType", "source", "reason", "tool_name", "toolName"]),
        // An id that is cut is another id.
        conversation: text(&IDS).filter(is_id),
        subagent: is_set("agent_id") || is_set("parent_tool_use_id") || is_set("parent_session_id"),
        subagent_id: text(&["agent_id"]).filter(is_id),
        transcript: text(&["transcript_path", "transcriptPath"]),
        message: message.map(|text| cut(text, LONGEST_MESSAGE)),
        at: Some(now_ms()),
        ..Hook::default()
    })
}

/// What leave is wanted for, of agents that say it in no words: the tool, and what it is to work on.
fn wanted(document: &Value, event: &str) -> Option<String> {
    let tool = ["tool_name", "toolName"].iter().find_map(|name| document.get(name)?.as_str())?;
    let input = ["tool_input", "toolArgs"].iter().find_map(|name| document.get(name));
    let about = ["command", "file_path", "path", "url", "description"];
    let about = input.and_then(|input| about.iter().find_map(|name| input.get(name)?.as_str()));
    let is_request = event.to_ascii_lowercase().contains("permission");
    is_request.then(|| about.map_or_else(|| tool.to_owned(), |about| format!("{tool}: {about}")))
}

/// What an agent says in words, with what it is about where that stands beside.
fn detailed(document: &Value, words: String) -> String {
    let details = document.get("details");
    let about = details.and_then(|details| ["command", "filePath"].iter().find_map(|name| details.get(name)?.as_str()));
    about.iter().fold(words, |words, about| format!("{words}: {about}"))
}

/// Says in the log why an event came to nothing. Where that fails there is nobody to tell.
fn note(why: &str) {
    let Some(root) = locate().ok().and_then(|dir| Root::peek(&dir).ok().flatten()) else { return };
    if log::to_file(&root.log(), "hooks").is_ok() {
        let session = std::env::var("HOLDFAST_SESSION").unwrap_or_default();
        tracing::info!(session, "{why}");
    }
}

/// Now, in milliseconds since 1970.
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_are_meant_for_it_where_its_name_comes_first() {
        let meant = |line: &str| is_meant(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        for line in ["holdfast hook", "holdfast hook a --what", "holdfast --json hook", "holdfast --wrong hook a"] {
            assert!(meant(line), "{line}");
        }
        for line in ["holdfast", "holdfast send hook x", "holdfast ls", "hook", "holdfast --json"] {
            assert!(!meant(line), "{line}");
        }
    }

    #[test]
    fn events_are_read_as_agents_write_them() {
        let read = |document: Value, event| hook(&document, event).map(|hook| Hook { at: None, ..hook });
        let table = [
            (
                json!({"hook_event_name": "Notification", "session_id": "a-1", "notification_type": "idle_prompt",
                       "message": "waits", "transcript_path": "/t.jsonl"}),
                None,
                Hook {
                    event: "Notification".into(),
                    kind: Some("idle_prompt".into()),
                    conversation: Some("a-1".into()),
                    transcript: Some("/t.jsonl".into()),
                    message: Some("waits".into()),
                    ..Hook::default()
                },
            ),
            (
                json!({"type": "agent-turn-complete", "thread-id": "t"}),
                None,
                Hook { event: "agent-turn-complete".into(), conversation: Some("t".into()), ..Hook::default() },
            ),
            (json!({"sessionId": ""}), Some("stop"), Hook { event: "stop".into(), ..Hook::default() }),
            (json!({"sessionId": "a\u{1b}b"}), Some("stop"), Hook { event: "stop".into(), ..Hook::default() }),
            (json!({"session_id": "x".repeat(257)}), Some("stop"), Hook { event: "stop".into(), ..Hook::default() }),
            (
                json!({"agent_id": "sub"}),
                Some("stop"),
                Hook { event: "stop".into(), subagent: true, subagent_id: Some("sub".into()), ..Hook::default() },
            ),
            (
                json!({"tool_name": "Bash", "tool_input": {"command": "make", "description": "builds it"}}),
                Some("PermissionRequest"),
                Hook {
                    event: "PermissionRequest".into(),
                    kind: Some("Bash".into()),
                    message: Some("Bash: make".into()),
                    ..Hook::default()
                },
            ),
            (
                json!({"tool_name": "Bash", "tool_input": {"command": "make"}}),
                Some("PreToolUse"),
                Hook { event: "PreToolUse".into(), kind: Some("Bash".into()), ..Hook::default() },
            ),
            (
                json!({"notification_type": "ToolPermission", "message": "Tool Shell requires execution",
                       "details": {"type": "exec", "command": "make"}}),
                Some("Notification"),
                Hook {
                    event: "Notification".into(),
                    kind: Some("ToolPermission".into()),
                    message: Some("Tool Shell requires execution: make".into()),
                    ..Hook::default()
                },
            ),
            (Value::Null, Some("stop"), Hook { event: "stop".into(), ..Hook::default() }),
        ];
        for (document, event, expected) in table {
            assert_eq!(read(document.clone(), event), Ok(expected), "{document}");
        }
        assert!(read(json!({"session_id": "a"}), None).is_err());
    }
}
