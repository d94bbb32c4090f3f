//! The Responses API, as codex speaks it. Always streamed.

use serde_json::{Value, json};

use super::http::Response;
use super::{Answer, Said, events, tool};

/// What was said in a request's conversation.
pub fn said(body: &Value) -> Vec<Said> {
    body["input"].as_array().into_iter().flatten().flat_map(said_in).collect()
}

fn said_in(item: &Value) -> Vec<Said> {
    match (item["type"].as_str(), item["role"].as_str()) {
        (Some("function_call_output"), _) => vec![Said::Result],
        (_, Some("user")) => {
            let texts = item["content"].as_array().into_iter().flatten().filter_map(|content| content["text"].as_str());
            texts.map(|text| Said::Text(text.to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// The answer to that.
pub fn answer(body: &Value, answer: &Answer) -> Response {
    let item = match (answer, tool(body, &["exec_command", "shell_command", "shell"])) {
        (Answer::Run(command), Some(name)) => call(name, command),
        (Answer::Text(text) | Answer::Run(text) | Answer::Delegate(text), _) => json!({
            "type": "message", "role": "assistant", "id": "msg_1", "content": [{"type": "output_text", "text": text}],
        }),
    };
    let usage = json!({"input_tokens": 1, "output_tokens": 1, "total_tokens": 2});
    events(&[
        ("response.created", json!({"response": {"id": "resp_1"}})),
        ("response.output_item.done", json!({"item": item})),
        ("response.completed", json!({"response": {"id": "resp_1", "usage": usage}})),
    ])
}

/// A command that is to run outside of codex's sandbox, so that a person is asked. Its tools name their arguments differently.
fn call(name: &str, command: &str) -> Value {
    let words = if name == "shell" { json!(["sh", "-c", command]) } else { json!(command) };
    let arguments = json!({
        "command": words, "cmd": command, "sandbox_permissions": "require_escalated", "justification": "it was asked for",
    });
    json!({"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": name, "arguments": arguments.to_string()})
}
