//! Files that an agent is given: what an adapter says of them, and what comes to stand in them. Pure; it writes none.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::bad_wish::BadWish;
use super::template::{Text, Values, Word};

/// Where a file lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    /// In the run's own directory.
    #[default]
    Own,
    /// In the directory that the agent works in. Only where the agent reads it nowhere else.
    Project,
}

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As it stands.
    Text,
    /// A JSON document.
    Json,
    /// A TOML document.
    Toml,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    path: String,
    #[serde(default)]
    place: Place,
    #[serde(default)]
    executable: bool,
    text: Option<String>,
    json: Option<toml::Value>,
    toml: Option<toml::Value>,
}

/// A file of an adapter.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Raw")]
pub(super) struct Spec {
    /// Below the place; may name the event, and then there is one for each.
    pub path: Text,
    pub place: Place,
    pub executable: bool,
    pub form: Form,
    tree: Tree,
}

/// A structured value whose texts may have placeholders. What names the event is there once for each.
#[derive(Clone, Debug)]
enum Tree {
    Text(Text),
    Plain(Json),
    List(Vec<Tree>),
    Table(Vec<(Text, Tree)>),
}

impl TryFrom<Raw> for Spec {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Self, String> {
        if !is_below(&raw.path) {
            return Err(format!("{:?} is no path below its place", raw.path));
        }
        let (form, tree) = match (raw.text, raw.json, raw.toml) {
            (Some(text), None, None) => (Form::Text, Tree::Plain(text.into())),
            (None, Some(value), None) => (Form::Json, Tree::try_from(value)?),
            (None, None, Some(value)) => (Form::Toml, Tree::try_from(value)?),
            _ => return Err("a file has either `text` or `json` or `toml`".to_owned()),
        };
        if raw.place == Place::Project && form == Form::Toml {
            return Err("a file of the project is `text` or `json`: only those can be merged".to_owned());
        }
        Ok(Self { path: raw.path.try_into()?, place: raw.place, executable: raw.executable, form, tree })
    }
}

/// Whether a path leads downwards and nowhere else, on every system.
fn is_below(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(is_name) && !path.contains(['\\', ':'])
}

impl TryFrom<toml::Value> for Tree {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        Ok(match value {
            toml::Value::String(text) => Self::Text(text.try_into()?),
            toml::Value::Integer(number) => Self::Plain(number.into()),
            toml::Value::Float(number) => Self::Plain(number.into()),
            toml::Value::Boolean(is) => Self::Plain(is.into()),
            toml::Value::Datetime(time) => Self::Plain(time.to_string().into()),
            toml::Value::Array(list) => Self::List(list.into_iter().map(Self::try_from).collect::<Result<_, _>>()?),
            toml::Value::Table(table) => {
                let entry = |(key, value): (String, toml::Value)| {
                    Ok::<_, String>((Text::try_from(key)?, Self::try_from(value)?))
                };
                Self::Table(table.into_iter().map(entry).collect::<Result<_, _>>()?)
            }
        })
    }
}

/// A file with everything filled in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filled {
    pub path: PathBuf,
    pub content: Json,
}

impl Spec {
    /// Whether this placeholder is in what it says.
    pub(super) fn names(&self, word: Word) -> bool {
        self.tree.names(word)
    }

    /// Its files: one, or one for each event. `of` gives the values for one event.
    ///
    /// # Errors
    /// Where a value is wanted that there is none for.
    pub(super) fn fill<V: Values>(
        &self,
        values: &V,
        events: &[String],
        of: &dyn Fn(&str) -> V,
    ) -> Result<Vec<Filled>, BadWish> {
        let filled = |values: &V| {
            let path = self.path.fill(values)?;
            let content = self.tree.fill(values, events, of)?.unwrap_or(Json::Null);
            Ok(Filled { path: path.into(), content })
        };
        if self.path.is_per_event() {
            events.iter().map(|event| filled(&of(event))).collect()
        } else {
            Ok(vec![filled(values)?])
        }
    }
}

impl Tree {
    fn names(&self, word: Word) -> bool {
        match self {
            Self::Text(text) => text.names(word),
            Self::Plain(_) => false,
            Self::List(list) => list.iter().any(|one| one.names(word)),
            Self::Table(table) => table.iter().any(|(key, value)| key.names(word) || value.names(word)),
        }
    }

    fn is_per_event(&self) -> bool {
        match self {
            Self::Text(text) => text.is_per_event(),
            Self::Plain(_) => false,
            Self::List(list) => list.iter().any(Self::is_per_event),
            // A table whose key names the event repeats by itself.
            Self::Table(table) => table.iter().any(|(key, value)| !key.is_per_event() && value.is_per_event()),
        }
    }

    /// The value. `None` where it hangs on something that this start is without.
    fn fill<V: Values>(&self, values: &V, events: &[String], of: &dyn Fn(&str) -> V) -> Result<Option<Json>, BadWish> {
        Ok(Some(match self {
            Self::Plain(value) => value.clone(),
            Self::Text(text) if text.hangs_on(values) => return Ok(None),
            Self::Text(text) => text.fill(values)?.into(),
            Self::List(list) => {
                let mut filled = Vec::new();
                for one in list {
                    // Inside of what repeats already the event is known, and nothing repeats again.
                    if one.is_per_event() && values.get(Word::Event).is_err() {
                        for event in events {
                            filled.extend(one.fill(&of(event), events, of)?);
                        }
                    } else {
                        filled.extend(one.fill(values, events, of)?);
                    }
                }
                filled.into()
            }
            Self::Table(table) => {
                let mut filled = Map::new();
                for (key, value) in table {
                    if key.is_per_event() {
                        for values in events.iter().map(|event| of(event)) {
                            if let Some(value) = value.fill(&values, events, of)? {
                                filled.insert(key.fill(&values)?, value);
                            }
                        }
                    } else if let Some(value) = value.fill(values, events, of)? {
                        filled.insert(key.fill(values)?, value);
                    }
                }
                filled.into()
            }
        }))
    }
}
