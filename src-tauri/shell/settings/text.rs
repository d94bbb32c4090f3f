//! The settings file as text, and what it says. It writes nothing.

use std::path::Path;
use std::{fs, io};

use protocol::error::{ErrorCode, WireError};
use serde_json::{Map, Number, Value};
use toml_edit::{Document, Item, TableLike, TomlError};

/// A longer file is no settings file, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// The text of the file. A missing file is an empty one.
///
/// # Errors
/// `io`, `too_large`.
pub fn read(path: &Path) -> Result<String, WireError> {
    let failed = |code, why: String| WireError::new(code, format!("reading {}: {why}", path.display()));
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        // Reading a pipe would wait for ever.
        Ok(meta) if !meta.is_file() => return Err(failed(ErrorCode::Io, "it is not a file".to_owned())),
        Ok(meta) if meta.len() > LONGEST => {
            return Err(failed(ErrorCode::TooLarge, format!("it has {} bytes", meta.len())));
        }
        _ => {}
    }
    fs::read_to_string(path).map_err(|error| failed(ErrorCode::Io, error.to_string()))
}

/// What the text says, as JSON.
///
/// # Errors
/// `bad_request` naming the line.
pub fn values(text: &str) -> Result<Map<String, Value>, WireError> {
    Ok(object(parse(text)?.as_table()))
}

/// The text, read.
///
/// # Errors
/// As [`values`].
pub fn parse(text: &str) -> Result<Document<&str>, WireError> {
    Document::parse(text).map_err(|error| fault(text, &error))
}

/// Where and why, in one line.
fn fault(text: &str, error: &TomlError) -> WireError {
    let why = error.message().lines().collect::<Vec<_>>().join("; ");
    let before = error.span().and_then(|span| text.get(..span.start));
    let place = before.map_or(String::new(), |before| format!("line {}: ", before.matches('\n').count() + 1));
    WireError::new(ErrorCode::BadRequest, format!("{place}{why}")).hint("mend the line, or remove the file")
}

fn object(table: &dyn TableLike) -> Map<String, Value> {
    table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect()
}

fn json(item: &Item) -> Value {
    match item {
        Item::None => Value::Null,
        Item::Value(value) => json_of(value),
        Item::Table(table) => Value::Object(object(table)),
        Item::ArrayOfTables(tables) => tables.iter().map(|table| Value::Object(object(table))).collect(),
    }
}

fn json_of(value: &toml_edit::Value) -> Value {
    use toml_edit::Value as Toml;
    match value {
        Toml::String(text) => Value::String(text.value().clone()),
        Toml::Integer(number) => Value::Number((*number.value()).into()),
        // Neither infinity nor no number at all has a word in JSON.
        Toml::Float(number) => Number::from_f64(*number.value()).map_or(Value::Null, Value::Number),
        Toml::Boolean(flag) => Value::Bool(*flag.value()),
        Toml::Datetime(time) => Value::String(time.value().to_string()),
        Toml::Array(values) => values.iter().map(json_of).collect(),
        Toml::InlineTable(table) => Value::Object(object(table)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tables_are_objects_however_they_are_written() {
        let text = "terminal.font_size = 14\nkeys = { new = \"Ctrl+N\" }\nat = 07:30:00\n[notifications]\nmuted = [\"a\", \"b\"]\n\
                    sound = true\n[a.b]\nc = 1.5\nd = inf\n[[list]]\ne = -1\n";
        assert_eq!(
            Value::Object(values(text).unwrap()),
            json!({
                "terminal": {"font_size": 14}, "keys": {"new": "Ctrl+N"}, "at": "07:30:00",
                "notifications": {"muted": ["a", "b"], "sound": true}, "a": {"b": {"c": 1.5, "d": null}}, "list": [{"e": -1}],
            })
        );
        assert_eq!(values("").unwrap(), Map::new());
    }

    #[test]
    fn a_fault_is_named_by_its_line_in_one_line() {
        for (text, line) in
            [("a = 1\nb = two\n", "line 2: "), ("[x]\n\n[x]\n", "line 3: "), ("a = 1\na = 2", "line 2: ")]
        {
            let error = values(text).unwrap_err();
            assert!(error.message.starts_with(line) && !error.message.contains('\n'), "{error}");
        }
    }

    #[test]
    fn what_is_no_file_of_text_is_refused_and_a_missing_one_is_empty() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.toml");
        assert_eq!(read(&path).unwrap(), "");
        assert!(read(dir.path()).unwrap_err().message.ends_with("it is not a file"));
        for (bytes, code) in [(&b"\xff\xfe"[..], ErrorCode::Io), (&[b'#'; 2 << 20], ErrorCode::TooLarge)] {
            fs::write(&path, bytes).unwrap();
            assert_eq!(read(&path).unwrap_err().code, code);
        }
    }
}
