//! Puts what is ours into a project's JSON document, and takes it out again: what was there stays as it was. Pure.

use serde_json::{Map, Value as Json};

/// Why a document cannot take what is ours.
#[derive(Debug, thiserror::Error)]
pub enum Unmergeable {
    /// It is no JSON. Comments are none either.
    #[error("it is not plain JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    /// Something of another kind stands where ours would.
    #[error("at {0} it has something else than expected")]
    OtherKind(String),
}

/// The text of a document with what is ours in it: objects are joined, lists get what they do not have yet, and a single value
/// that is there already stays. Absent: there is no document.
///
/// # Errors
/// Where that cannot be done without losing something.
pub fn merge(existing: Option<&str>, ours: &Json) -> Result<String, Unmergeable> {
    let mut document = read(existing)?;
    join(&mut document, ours, "its top")?;
    Ok(format!("{document:#}\n"))
}

/// The text of a document without what is ours. `None`: nothing but ours was in it, and the file is to be removed.
///
/// # Errors
/// Where it is no JSON any more.
pub fn unmerge(existing: &str, ours: &Json) -> Result<Option<String>, Unmergeable> {
    let mut document = read(Some(existing))?;
    take_out(&mut document, ours);
    // What is left of it are single values that we may have set.
    Ok((!is_within(&document, ours)).then(|| format!("{document:#}\n")))
}

fn read(text: Option<&str>) -> Result<Json, Unmergeable> {
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => Ok(serde_json::from_str(text)?),
        None => Ok(Json::Object(Map::new())),
    }
}

fn join(document: &mut Json, ours: &Json, place: &str) -> Result<(), Unmergeable> {
    match (document, ours) {
        (Json::Object(document), Json::Object(ours)) => {
            for (key, value) in ours {
                match document.get_mut(key) {
                    Some(there) => join(there, value, key)?,
                    None => drop(document.insert(key.clone(), value.clone())),
                }
            }
            Ok(())
        }
        (Json::Array(document), Json::Array(ours)) => {
            for value in ours {
                if !document.contains(value) {
                    document.push(value.clone());
                }
            }
            Ok(())
        }
        (Json::Array(_) | Json::Object(_), _) | (_, Json::Array(_) | Json::Object(_)) => {
            Err(Unmergeable::OtherKind(place.to_owned()))
        }
        _ => Ok(()),
    }
}

/// Takes out list elements of ours, and what is empty then.
fn take_out(document: &mut Json, ours: &Json) {
    match (document, ours) {
        (Json::Object(document), Json::Object(ours)) => {
            for (key, value) in ours {
                let Some(there) = document.get_mut(key) else { continue };
                let was_empty = is_empty(there);
                take_out(there, value);
                if is_empty(there) && !was_empty {
                    document.shift_remove(key);
                }
            }
        }
        (Json::Array(document), Json::Array(ours)) => document.retain(|value| !ours.contains(value)),
        _ => {}
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Object(object) => object.is_empty(),
        Json::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn is_within(document: &Json, ours: &Json) -> bool {
    match (document, ours) {
        (Json::Object(document), Json::Object(ours)) => {
            document.iter().all(|(key, value)| ours.get(key).is_some_and(|ours| is_within(value, ours)))
        }
        (document, ours) => document == ours,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ours() -> Json {
        json!({"version": 1, "hooks": {"stop": [{"command": "ours"}], "start": [{"command": "ours"}]}})
    }

    #[test]
    fn what_is_there_stays_and_ours_goes_again() {
        let table = [
            json!({}),
            json!({"version": 2, "hooks": {"stop": [{"command": "theirs"}]}}),
            json!({"other": {"a": [1]}, "hooks": {}}),
            json!({"version": 1, "hooks": {"stop": []}, "z": null, "a": 1}),
        ];
        for theirs in table {
            let merged = merge(Some(&theirs.to_string()), &ours()).unwrap();
            assert_eq!(merge(Some(&merged), &ours()).unwrap(), merged, "twice is once: {theirs}");
            let document: Json = serde_json::from_str(&merged).unwrap();
            assert!(document["hooks"]["stop"].as_array().unwrap().contains(&json!({"command": "ours"})));
            let Some(left) = unmerge(&merged, &ours()).unwrap() else {
                assert_eq!(theirs, json!({}));
                continue;
            };
            let left: Json = serde_json::from_str(&left).unwrap();
            assert!(!left.to_string().contains("ours"), "{left}");
            assert_eq!(left.get("hooks").map_or(0, |hooks| hooks["stop"].as_array().map_or(0, Vec::len)), {
                theirs["hooks"]["stop"].as_array().map_or(0, Vec::len)
            });
            assert_eq!((left.get("z"), left.get("other")), (theirs.get("z"), theirs.get("other")));
        }
    }

    #[test]
    fn a_file_of_ours_alone_is_removed_and_what_was_added_to_it_is_kept() {
        let merged = merge(None, &ours()).unwrap();
        assert_eq!(unmerge(&merged, &ours()).unwrap(), None);
        let added = merge(Some(&merged), &json!({"hooks": {"stop": [{"command": "theirs"}]}})).unwrap();
        let left: Json = serde_json::from_str(&unmerge(&added, &ours()).unwrap().unwrap()).unwrap();
        assert_eq!(left["hooks"], json!({"stop": [{"command": "theirs"}]}));
    }

    #[test]
    fn what_cannot_be_merged_is_refused() {
        for (text, part) in [("// a comment\n{}", "not plain JSON"), ("[]", "its top"), (r#"{"hooks": "x"}"#, "hooks")]
        {
            let error = merge(Some(text), &ours()).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(merge(Some(" \n"), &ours()).is_ok());
    }
}
