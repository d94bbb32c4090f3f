//! What somebody meant whose words clap could not read. Pure; it guesses only what then can be read.

use std::ffi::{OsStr, OsString};

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{Args, Command};

/// What to say instead of `words`, where a command to run only lacks its `--`.
pub fn hint(error: &clap::Error, words: &[OsString]) -> Option<String> {
    let Some(ContextValue::String(unexpected)) = error.get(ContextKind::InvalidArg) else { return None };
    if error.kind() != ErrorKind::UnknownArgument || unexpected.starts_with('-') {
        return None;
    }
    // The same word may stand before it as a value of an option.
    let places = (2..words.len()).filter(|place| words[*place] == **unexpected);
    let meant = places.map(|place| with_dashes(words, place)).find(|words| is_new(words))?;
    let said: Vec<String> = meant.iter().skip(1).map(|word| quoted(word)).collect();
    Some(format!("put the command after `--`: holdfast {}", said.join(" ")))
}

fn with_dashes(words: &[OsString], place: usize) -> Vec<OsString> {
    let (before, after) = words.split_at(place);
    [before, &["--".into()], after].concat()
}

fn is_new(words: &[OsString]) -> bool {
    matches!(Args::try_parse_from(words), Ok(Args { command: Command::New(_), .. }))
}

/// A word as a shell reads it.
fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let is_plain = |character: char| character.is_alphanumeric() || "-_./:=,@%+".contains(character);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_without_its_dashes_is_told_where_they_go() {
        for (line, meant) in [
            ("new ls", Some("new -- ls")),
            ("new -d ls -l", Some("new -d -- ls -l")),
            ("new --name ls ls", Some("new --name ls -- ls")),
            ("new -d sh -c a;b", Some("new -d -- sh -c 'a;b'")),
            ("new --no-such-option", None),
            ("new --agent a ls", Some("new --agent a -- ls")),
            ("status extra", None),
            ("stop abcd", None),
        ] {
            let words: Vec<OsString> = std::iter::once("holdfast").chain(line.split(' ')).map(Into::into).collect();
            let error = Args::try_parse_from(&words).unwrap_err();
            let said = meant.map(|meant| format!("put the command after `--`: holdfast {meant}"));
            assert_eq!(hint(&error, &words), said, "{line}");
        }
    }
}
