//! The Gemini API, as Gemini CLI speaks it. Streamed where that is asked for.

use serde_json::{Value, json};

use super::http::Response;
use super::{Answer, Said};

/// The tool that runs commands.
const SHELL: &str = "run_shell_command";

/// What was said in a request's conversation.
pub fn said(body: &Value) -> Vec<Said> {
    let contents = body["contents"].as_array().into_iter().flatten().filter(|content| content["role"] == "user");
    contents.flat_map(|content| content["parts"].as_array().into_iter().flatten()).filter_map(said_in).collect()
}

fn said_in(part: &Value) -> Option<Said> {
    match part["text"].as_str() {
        Some(text) => Some(Said::Text(text.to_owned())),
        None => part.get("functionResponse").map(|_| Said::Result),
    }
}

/// The answer to that, to one who streams.
pub fn answer(_: &Value, answer: &Answer) -> Response {
    Response { status: 200, kind: "text/event-stream", body: format!("data: {}\n\n", candidate(answer)) }
}

/// The answer to that, to one who does not: asides of the agent's own.
pub fn answer_at_once(_: &Value, answer: &Answer) -> Response {
    Response { status: 200, kind: "application/json", body: candidate(answer).to_string() }
}

fn candidate(answer: &Answer) -> Value {
    let part = match answer {
        Answer::Text(text) | Answer::Delegate(text) => json!({ "text": text }),
        Answer::Run(command) => json!({ "functionCall": { "name": SHELL, "args": { "command": command } } }),
    };
    let content = json!({ "role": "model", "parts": [part] });
    let usage = json!({ "promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2 });
    json!({ "candidates": [{ "content": content, "finishReason": "STOP", "index": 0 }], "usageMetadata": usage })
}
