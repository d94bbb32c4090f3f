//! Text with `{placeholders}` in an adapter file, and what stands for them at a start. Pure; it never reads the environment.

use serde::Deserialize;

use super::bad_wish::BadWish;

/// A placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// The id of the conversation.
    Conversation,
    /// The model that was asked for.
    Model,
    /// What stands for the permission mode that was asked for.
    Mode,
    /// The prompt.
    Prompt,
    /// The directory that the agent works in.
    Cwd,
    /// The directory of the run, where the adapter's own files lie.
    Own,
    /// The same as a `file:` URL.
    OwnUrl,
    /// The path of `holdfast`.
    Program,
    /// The command line, for a shell, that tells an event.
    Hook,
    /// The event's name.
    Event,
    /// What makes codex trust the hooks that it is given.
    CodexTrust,
}

const WORDS: [(&str, Word); 11] = [
    ("conversation", Word::Conversation),
    ("model", Word::Model),
    ("mode", Word::Mode),
    ("prompt", Word::Prompt),
    ("cwd", Word::Cwd),
    ("own", Word::Own),
    ("own_url", Word::OwnUrl),
    ("program", Word::Program),
    ("hook", Word::Hook),
    ("event", Word::Event),
    ("codex_trust", Word::CodexTrust),
];

/// What a placeholder's name may be followed by: the value is put between quotes, as JSON and TOML have them.
const QUOTED: &str = ":quoted";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Value { word: Word, quoted: bool },
}

/// Text with placeholders. A brace that is not around a plain name stands for itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Text(Vec<Part>);

impl TryFrom<String> for Text {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = Vec::new();
        let (mut literal, mut rest) = (String::new(), text.as_str());
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            literal.push_str(before);
            match name(after) {
                Some(name) => {
                    let value = value(name)?;
                    parts.extend([Part::Literal(std::mem::take(&mut literal)), value]);
                    rest = &after[name.len() + 2..];
                }
                None => {
                    literal.push('{');
                    rest = &after[1..];
                }
            }
        }
        literal.push_str(rest);
        parts.push(Part::Literal(literal));
        parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
        Ok(Self(parts))
    }
}

/// The name between braces at the beginning of `text`.
fn name(text: &str) -> Option<&str> {
    let name = &text[1..text.find('}')?];
    let is_name = !name.is_empty() && name.chars().all(|char| char.is_ascii_lowercase() || matches!(char, '_' | ':'));
    is_name.then_some(name)
}

fn value(name: &str) -> Result<Part, String> {
    let (bare, quoted) = name.strip_suffix(QUOTED).map_or((name, false), |bare| (bare, true));
    let word = WORDS.iter().find(|(known, _)| *known == bare).map(|(_, word)| *word);
    let known = || WORDS.map(|(known, _)| format!("{{{known}}}")).join(", ");
    let word = word.ok_or_else(|| format!("{{{name}}} stands for nothing; there are {}", known()))?;
    Ok(Part::Value { word, quoted })
}

impl std::fmt::Display for Text {
    /// As it stands in the file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Literal(text) => f.write_str(text),
            Part::Value { word, quoted } => {
                let name = WORDS.iter().find(|(_, known)| known == word).map_or("", |(name, _)| name);
                write!(f, "{{{name}{}}}", if *quoted { QUOTED } else { "" })
            }
        })
    }
}

impl Text {
    /// Whether this placeholder is in it.
    pub(super) fn names(&self, wanted: Word) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Value { word, .. } if *word == wanted))
    }

    /// Whether it differs from event to event.
    pub(super) fn is_per_event(&self) -> bool {
        self.names(Word::Event) || self.names(Word::Hook)
    }

    /// Whether it hangs on something that a start may be without: then it is left out.
    pub(super) fn hangs_on(&self, values: &dyn Values) -> bool {
        [Word::Model, Word::Mode].into_iter().any(|word| self.names(word) && values.get(word).is_err())
    }

    /// Whether it begins with text that is always the same.
    pub(super) fn begins_literally(&self) -> bool {
        matches!(self.0.first(), Some(Part::Literal(_)))
    }

    /// Whether it is exactly this text.
    pub(super) fn is(&self, text: &str) -> bool {
        matches!(self.0.as_slice(), [Part::Literal(literal)] if literal == text)
    }

    /// The text with its values.
    ///
    /// # Errors
    /// Where a value is wanted that there is none for.
    pub(super) fn fill(&self, values: &dyn Values) -> Result<String, BadWish> {
        let part = |part: &Part| match part {
            Part::Literal(text) => Ok(text.clone()),
            Part::Value { word, quoted } => {
                let value = values.get(*word)?;
                Ok(if *quoted { serde_json::Value::from(value).to_string() } else { value })
            }
        };
        self.0.iter().map(part).collect()
    }
}

/// Where the values of placeholders come from.
pub(super) trait Values {
    /// What stands for a placeholder.
    ///
    /// # Errors
    /// Where nothing does.
    fn get(&self, word: Word) -> Result<String, BadWish>;
}

/// A place in a command line where several arguments, or none, come to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Those of the permission mode.
    Permission,
    /// Those of the model.
    Model,
    /// Those that set up hooks.
    Hooks,
    /// What the user gave.
    Extra,
    /// Those of the prompt.
    Prompt,
}

const GROUPS: [(&str, Group); 5] = [
    ("@permission", Group::Permission),
    ("@model", Group::Model),
    ("@hooks", Group::Hooks),
    ("@extra", Group::Extra),
    ("@prompt", Group::Prompt),
];

/// One element of a command line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Element {
    /// One argument.
    Text(Text),
    /// Several, or none.
    Group(Group),
}

impl TryFrom<String> for Element {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some((_, group)) = GROUPS.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Group(*group));
        }
        if text.starts_with('@') {
            return Err(format!("{text} is no group; there are {}", GROUPS.map(|(name, _)| name).join(", ")));
        }
        Text::try_from(text).map(Self::Text)
    }
}

#[cfg(test)]
mod tests;
