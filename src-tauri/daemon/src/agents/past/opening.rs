//! What the beginning of a transcript says: of which conversation, where it was had, what was first asked. Pure. Agents write JSON, a
//! value on each line or one in all, and call these few things alike; what is called otherwise is not found.

use protocol::text::one_line;
use serde_json::Value;

/// What the keys are called that name the directory, and the conversation.
const DIRECTORY: [&str; 3] = ["cwd", "workspaceDirectory", "working_dir"];
const ID: [&str; 3] = ["sessionId", "session_id", "id"];
/// How deep a key is looked for.
const DEEPEST: usize = 3;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// What may be the conversation's id.
    pub ids: Vec<String>,
    /// Where it was had.
    pub directory: Option<String>,
    /// What was first asked, cleaned and cut.
    pub title: Option<String>,
}

impl Opening {
    /// Reads the beginning of a transcript.
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let whole = || serde_json::from_str::<Value>(&text).ok().into_iter();
        let mut found = Self::default();
        for value in lines.chain(whole()) {
            found.directory = found.directory.take().or_else(|| first_of(&value, &DIRECTORY, DEEPEST));
            found.title = found.title.take().or_else(|| asked(&value));
            if found.ids.len() < 8 {
                found.ids.extend(ID.iter().filter_map(|key| first_of(&value, &[key], DEEPEST)));
            }
            if found.directory.is_some() && found.title.is_some() {
                break;
            }
        }
        found
    }
}

/// The first text under one of these keys.
fn first_of(value: &Value, keys: &[&str], deepest: usize) -> Option<String> {
    let object = value.as_object()?;
    let here = keys.iter().find_map(|key| object.get(*key)?.as_str()).filter(|text| !text.is_empty());
    let below = || object.values().find_map(|value| first_of(value, keys, deepest - 1));
    here.map(str::to_owned).or_else(|| if deepest > 1 { below() } else { None })
}

/// What a person asks in one record. What the agent itself has put there in the person's name stands in angle brackets or is
/// marked, and is none.
fn asked(record: &Value) -> Option<String> {
    let is_set = |key: &str| record.get(key).and_then(Value::as_bool) == Some(true);
    if is_set("isMeta") || is_set("isSidechain") {
        return None;
    }
    let inner = ["message", "payload"].iter().filter_map(|key| record.get(*key)).filter(|inner| inner.is_object());
    let said = std::iter::once(record).chain(inner).filter(|one| is_of_person(one) || is_of_person(record));
    let texts = said.flat_map(|one| ["content", "message", "text"].map(|key| one.get(key).and_then(plain)));
    let title = texts.flatten().map(|text| one_line(&text)).find(|text| !text.is_empty() && !text.starts_with('<'));
    title.or_else(|| first_in_list(record))
}

fn is_of_person(value: &Value) -> bool {
    let says = |key: &str| value.get(key).and_then(Value::as_str);
    says("role") == Some("user") || matches!(says("type"), Some("user" | "user_message"))
}

/// Of a transcript that is one value: the first that was asked in its list of messages.
fn first_in_list(record: &Value) -> Option<String> {
    let lists = ["messages", "history"].iter().filter_map(|key| record.get(*key)?.as_array());
    lists.flatten().find_map(|one| if one.get("messages").is_none() { asked(one) } else { None })
}

/// Text as it is, or the first of a list of parts.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.map(str::to_owned).find(|text| !text.trim_start().starts_with('<'))
        }
        _ => None,
    }
}

/// The UUID that a name ends with.
pub fn uuid_at_end(name: &str) -> Option<&str> {
    let uuid = name.get(name.len().checked_sub(36)?..)?;
    let fits =
        |(at, char): (usize, char)| if matches!(at, 8 | 13 | 18 | 23) { char == '-' } else { char.is_ascii_hexdigit() };
    uuid.char_indices().all(fits).then_some(uuid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_first_asked_is_found_in_every_form() {
        let table = [
            (r#"{"type":"user","message":{"content":"a\u001b[2J"}}"#, Some("a[2J")),
            (r#"{"role":"user","content":[{"type":"text","text":"b"}]}"#, Some("b")),
            (r#"{"payload":{"type":"user_message","message":"c"}}"#, Some("c")),
            (r#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"d"}]}"#, Some("d")),
            (r#"{"type":"user","message":{"content":[{"type":"tool_result","content":"r"}]}}"#, None),
            (r#"{"type":"user","isMeta":true,"message":{"content":"a"}}"#, None),
            (r#"{"type":"user","message":{"content":"<command-name>/clear</command-name>"}}"#, None),
            (r#"{"type":"assistant","message":{"role":"assistant","content":"a"}}"#, None),
            (r#""text""#, None),
            ("{", None),
        ];
        for (line, expected) in table {
            let opening = Opening::read(format!("{{\"type\":\"mode\"}}\n{line}\n").as_bytes());
            assert_eq!(opening.title.as_deref(), expected, "{line}");
        }
        let pretty = "{\n \"sessionId\": \"s\",\n \"workspaceDirectory\": \"/w\",\n \"history\": []\n}";
        let expected = Opening { ids: vec!["s".to_owned()], directory: Some("/w".to_owned()), title: None };
        assert_eq!(Opening::read(pretty.as_bytes()), expected);
        assert_eq!(Opening::read(&[0xff, 0, b'{', b'\n']), Opening::default());
    }

    #[test]
    fn a_uuid_is_told_from_what_only_looks_long() {
        let id = "01234567-89ab-4cde-8f01-23456789abcd";
        assert_eq!(uuid_at_end(&format!("2026-01-02T03-04-05-{id}")), Some(id));
        for other in ["", "01234567", "01234567-89ab-4cde-8f01-23456789abcg", "日本語日本語日本語日本語日本語日本語"]
        {
            assert_eq!(uuid_at_end(other), None, "{other}");
        }
    }
}
