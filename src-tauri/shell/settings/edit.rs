//! One key of a settings file, changed or taken out; every other byte stays as it was written. Pure.

use std::ops::Range;

use protocol::error::{ErrorCode, WireError};
use serde_json::Value;
use toml_edit::{DocumentMut, Item, Key, TableLike};

use super::text::parse;

/// The text with `key` (such as `terminal.font_size`) set to `value`; without it, where that is `null`.
///
/// # Errors
/// `bad_request` where the text has a fault, or where key or value make no sense there.
pub fn with(text: &str, key: &str, value: &Value) -> Result<String, WireError> {
    let (sections, name) = parts(key)?;
    match value {
        Value::Null => without(text, &sections, name),
        _ => {
            let value = toml(value).ok_or_else(|| bad(format!("{key} cannot be {value}")))?;
            let mut document: DocumentMut = parse(text)?.into_mut();
            place(table(document.as_table_mut(), &sections)?, name, value)?;
            Ok(document.to_string())
        }
    }
}

/// The tables that lead to a key, and its name.
fn parts(key: &str) -> Result<(Vec<&str>, &str), WireError> {
    let mut parts: Vec<&str> = key.split('.').collect();
    let is_name = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    match parts.pop() {
        Some(name) if !parts.is_empty() && is_name(&name) && parts.iter().all(is_name) => Ok((parts, name)),
        _ => Err(bad(format!("{key:?} is no setting")).hint("write the section and the name: terminal.font_size")),
    }
}

/// The table that these names lead to, made where it is absent.
fn table<'a>(table: &'a mut dyn TableLike, sections: &[&str]) -> Result<&'a mut dyn TableLike, WireError> {
    sections.iter().try_fold(table, |table, section| {
        let item = table.entry(section).or_insert_with(toml_edit::table);
        item.as_table_like_mut().ok_or_else(|| bad(format!("{section} is a value there, and no table")))
    })
}

/// Sets a value; a comment on its line stays.
fn place(table: &mut dyn TableLike, name: &str, mut value: toml_edit::Value) -> Result<(), WireError> {
    match table.get_mut(name) {
        Some(Item::Value(old)) if !old.is_inline_table() => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        Some(item) if !item.is_none() => return Err(bad(format!("{name} is a table there, and no value"))),
        _ => {
            table.insert(name, Item::Value(value));
        }
    }
    Ok(())
}

/// The text without a key. Its line goes; comments above it stay.
fn without(text: &str, sections: &[&str], name: &str) -> Result<String, WireError> {
    let document = parse(text)?;
    let mut table: &dyn TableLike = document.as_table();
    let mut is_inline = false;
    for section in sections {
        let Some(item) = table.get(section) else { return Ok(text.to_owned()) };
        let Some(inner) = item.as_table_like() else { return Ok(text.to_owned()) };
        (table, is_inline) = (inner, is_inline || item.is_inline_table());
    }
    match table.get_key_value(name) {
        None => Ok(text.to_owned()),
        Some((_, item)) if !item.is_value() => Err(bad(format!("{name} is a table there, and no value"))),
        Some(entry) if !is_inline => Ok(without_lines(text, entry)),
        Some(_) => {
            let mut document = document.into_mut();
            self::table(document.as_table_mut(), sections)?.remove(name);
            Ok(document.to_string())
        }
    }
}

fn without_lines(text: &str, (key, item): (&Key, &Item)) -> String {
    let span = |span: Option<Range<usize>>| span.expect("what was read from a text has a place in it");
    let (first, last) = (span(key.span()).start, span(item.span()).end);
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
    [&text[..start], &text[end..]].concat()
}

/// A value as the file has it. `None` for what no setting may be.
fn toml(value: &Value) -> Option<toml_edit::Value> {
    Some(match value {
        Value::Bool(flag) => (*flag).into(),
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64()?.into(),
        },
        Value::Array(values) => toml_edit::Value::Array(values.iter().map(toml).collect::<Option<_>>()?),
        Value::Null | Value::Object(_) => return None,
    })
}

fn bad(message: impl Into<String>) -> WireError {
    WireError::new(ErrorCode::BadRequest, message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FILE: &str = "# my settings\n\n[terminal]\n# for the beamer\nfont_size = 20 # points\nfont_family = 'Fira'\n\n\
                        [daemon]\ngrace_seconds = 5\n# the end\n";

    #[test]
    fn one_key_changes_and_every_other_byte_stays() {
        let with = |key, value: Value| with(FILE, key, &value).unwrap();
        assert_eq!(with("terminal.font_size", json!(14)), FILE.replace("20", "14"));
        assert_eq!(with("terminal.font_family", json!("A \"b\"")), FILE.replace("'Fira'", "'A \"b\"'"));
        assert_eq!(with("terminal.line_height", json!(1.25)), FILE.replace("'\n", "'\nline_height = 1.25\n"));
        assert_eq!(with("terminal.font_size", json!(null)), FILE.replace("font_size = 20 # points\n", ""));
        assert_eq!(with("daemon.grace_seconds", json!(null)), FILE.replace("grace_seconds = 5\n", ""));
        let muted = with("notifications.muted", json!(["a", "b"]));
        assert_eq!(muted, FILE.replace("5\n", "5\n\n[notifications]\nmuted = [\"a\", \"b\"]\n"));
        for key in ["terminal.none", "nothing.none", "daemon.grace_seconds.more"] {
            assert_eq!(with(key, json!(null)), FILE);
        }
    }

    #[test]
    fn a_key_is_found_however_its_table_is_written() {
        for (text, value, expected) in [
            ("", json!("Ctrl+N"), "[keys]\nnew = \"Ctrl+N\"\n"),
            ("keys.new = \"a\"\nkeys.old = \"b\"\n", json!("c"), "keys.new = \"c\"\nkeys.old = \"b\"\n"),
            ("keys.new = \"a\"\nkeys.old = \"b\"\n", json!(null), "keys.old = \"b\"\n"),
            ("keys = { new = \"a\", old = \"b\" }\n", json!("c"), "keys = { new = \"c\", old = \"b\" }\n"),
            ("keys = { new = \"a\", old = \"b\" }\n", json!(null), "keys = { old = \"b\" }\n"),
            ("[keys]\nnew = \"\"\"a\nb\"\"\"\nold = 1", json!(null), "[keys]\nold = 1"),
            ("[keys]\r\nnew = 1\r\nold = 1\r\n", json!(null), "[keys]\r\nold = 1\r\n"),
        ] {
            assert_eq!(with(text, "keys.new", &value).unwrap(), expected, "{text:?}");
        }
        assert_eq!(with("", "keys.pane.split", &json!("x")).unwrap(), "[keys]\n\n[keys.pane]\nsplit = \"x\"\n");
    }

    #[test]
    fn what_makes_no_sense_changes_nothing_and_is_named() {
        for (text, key, value, part) in [
            ("", "theme", json!(1), "\"theme\" is no setting"),
            ("", "a..b", json!(1), "is no setting"),
            ("", "a.b c", json!(null), "is no setting"),
            ("", "a.b", json!({"c": 1}), "a.b cannot be"),
            ("a = 1\n", "a.b", json!(1), "a is a value"),
            ("[a.b]\n", "a.b", json!(1), "b is a table"),
            ("[a.b]\n", "a.b", json!(null), "b is a table"),
            ("a = soon\n", "a.b", json!(1), "line 1: "),
        ] {
            let error = with(text, key, &value).unwrap_err();
            assert!(error.message.contains(part), "{error}");
        }
    }
}
