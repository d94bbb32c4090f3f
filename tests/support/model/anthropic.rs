//! The Messages API, as Claude Code speaks it. Streamed where that is asked for.

use serde_json::{Value, json};

use super::http::Response;
use super::{Answer, Said, events, tool};

/// What was said in a request's conversation.
pub fn said(body: &Value) -> Vec<Said> {
    let messages = body["messages"].as_array().into_iter().flatten().filter(|message| message["role"] == "user");
    messages.flat_map(|message| contents(&message["content"])).collect()
}

/// A text, or blocks of several kinds.
fn contents(content: &Value) -> Vec<Said> {
    if let Some(text) = content.as_str() {
        return vec![Said::Text(text.to_owned())];
    }
    let blocks = content.as_array().into_iter().flatten();
    blocks.filter_map(said_in).collect()
}

fn said_in(block: &Value) -> Option<Said> {
    match block["type"].as_str()? {
        "text" => block["text"].as_str().map(|text| Said::Text(text.to_owned())),
        "tool_result" => Some(Said::Result),
        _ => None,
    }
}

/// The answer to that.
pub fn answer(body: &Value, answer: &Answer) -> Response {
    let (block, delta, reason) = match call(body, answer) {
        Ok((name, input)) => {
            let block = json!({"type": "tool_use", "id": "toolu_1", "name": name, "input": {}});
            (block, json!({"type": "input_json_delta", "partial_json": input.to_string()}), "tool_use")
        }
        Err(text) => (json!({"type": "text", "text": ""}), json!({"type": "text_delta", "text": text}), "end_turn"),
    };
    let mut message = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "content": [],
        "stop_reason": null, "stop_sequence": null, "usage": {"input_tokens": 1, "output_tokens": 1},
    });
    if body["stream"] != true {
        message["content"] = json!([{"type": "text", "text": delta["text"]}]);
        message["stop_reason"] = reason.into();
        return Response { status: 200, kind: "application/json", body: message.to_string() };
    }
    let stop = json!({"stop_reason": reason, "stop_sequence": null});
    events(&[
        ("message_start", json!({"message": message})),
        ("content_block_start", json!({"index": 0, "content_block": block})),
        ("content_block_delta", json!({"index": 0, "delta": delta})),
        ("content_block_stop", json!({"index": 0})),
        ("message_delta", json!({"delta": stop, "usage": {"output_tokens": 1}})),
        ("message_stop", json!({})),
    ])
}

/// The tool that is to be called, and with what.
///
/// # Errors
/// What is said where none is called, or where there is no such tool.
fn call<'a>(body: &Value, answer: &'a Answer) -> Result<(&'static str, Value), &'a str> {
    let (text, names, input) = match answer {
        Answer::Text(text) => return Err(text),
        Answer::Run(command) => (command, ["Bash", "bash"], json!({"command": command, "description": "as asked"})),
        Answer::Delegate(prompt) => {
            let input = json!({"description": "as asked", "prompt": prompt, "subagent_type": "general-purpose"});
            (prompt, ["Task", "Agent"], input)
        }
    };
    tool(body, &names).map(|name| (name, input)).ok_or(text)
}
