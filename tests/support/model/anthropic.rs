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
    let (block, delta, reason) = match (answer, tool(body, &["Bash", "bash"])) {
        (Answer::Run(command), Some(name)) => {
            let input = json!({"command": command, "description": "what was asked for"}).to_string();
            let block = json!({"type": "tool_use", "id": "toolu_1", "name": name, "input": {}});
            (block, json!({"type": "input_json_delta", "partial_json": input}), "tool_use")
        }
        (Answer::Text(text) | Answer::Run(text), _) => {
            (json!({"type": "text", "text": ""}), json!({"type": "text_delta", "text": text}), "end_turn")
        }
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
