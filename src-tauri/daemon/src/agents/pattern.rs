//! Paths in adapter files: `~`, `${VARIABLE:-else}` at the beginning, `*` for any part of a name, and for transcripts
//! `{conversation}`, `{conversation_short}`, `{cwd}` and `{cwd_hash}`. It looks at the disk and writes nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// What stands for the conversation's id.
const CONVERSATION: &str = "{conversation}";
/// What stands for its first eight characters.
const CONVERSATION_SHORT: &str = "{conversation_short}";
/// What stands for the directory, with a dash for whatever is neither letter nor digit.
const CWD: &str = "{cwd}";
/// What stands for the beginning of the SHA-256 of the directory's path.
const CWD_HASH: &str = "{cwd_hash}";
/// Names of directories are cut by those who make them from paths, somewhere beyond this many bytes.
const LONGEST_NAME: usize = 200;
/// No more files are looked at: a store of years stays quick to look through.
const MOST: usize = 100_000;

/// A path with parts that are not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern {
    variable: Option<String>,
    /// From the home directory where it begins with `~`.
    rest: String,
    /// What the variable's value is followed by.
    below: String,
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let refused = |why: &str| Err(format!("{text:?} {why}"));
        let Some(named) = text.strip_prefix("${") else {
            return if is_whole(&text) {
                Ok(Self { variable: None, rest: text.clone(), below: String::new() })
            } else {
                refused("is no path from `~`, `/` or a `${VARIABLE:-path}`")
            };
        };
        let Some((inner, below)) = named.split_once('}') else { return refused("has no closing brace") };
        let (variable, rest) = inner.split_once(":-").unwrap_or((inner, ""));
        let is_name =
            |name: &str| !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
        if !is_name(variable) || !(rest.is_empty() || is_whole(rest)) || !(below.is_empty() || below.starts_with('/')) {
            return refused("is not `${VARIABLE:-path}/and/so/on`");
        }
        Ok(Self { variable: Some(variable.to_owned()), rest: rest.to_owned(), below: below.to_owned() })
    }
}

fn is_whole(path: &str) -> bool {
    path == "~" || path.starts_with("~/") || path.starts_with('/')
}

/// Whose paths are meant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner<'a> {
    pub home: &'a Path,
    pub env: &'a BTreeMap<String, String>,
}

impl Pattern {
    /// Whether it tells conversations apart.
    pub(super) fn names_conversation(&self) -> bool {
        self.below.contains(CONVERSATION) || self.rest.contains(CONVERSATION)
    }

    /// Whether it tells directories apart.
    pub(super) fn names_cwd(&self) -> bool {
        [CWD, CWD_HASH].iter().any(|name| self.below.contains(name) || self.rest.contains(name))
    }

    /// The path, as far as it is known. `None`: it hangs on a variable that is not set.
    pub(super) fn expand(&self, owner: Owner) -> Option<PathBuf> {
        let set = self.variable.as_ref().and_then(|name| owner.env.get(name)).filter(|value| !value.is_empty());
        let begin = set.map_or(self.rest.as_str(), String::as_str);
        let whole = format!("{begin}{}", self.below);
        match whole.strip_prefix('~') {
            _ if begin.is_empty() => None,
            Some(rest) => Some(owner.home.join(rest.trim_start_matches('/'))),
            None => Some(whole.into()),
        }
    }

    /// As [`Self::expand`], for one conversation in one directory.
    pub(super) fn of_conversation(&self, owner: Owner, cwd: &Path, conversation: &str) -> Option<PathBuf> {
        let short: String = conversation.chars().take(8).collect();
        let path = self.of_directory(owner, cwd)?.replace(CONVERSATION_SHORT, &short);
        Some(path.replace(CONVERSATION, conversation).into())
    }

    /// The paths that there are of one directory's conversations, each with its conversation's id.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub(super) fn conversations(&self, owner: Owner, cwd: &Path) -> io::Result<Vec<(PathBuf, String)>> {
        let Some(whole) = self.of_directory(owner, cwd) else { return Ok(Vec::new()) };
        let (before, after) = whole.split_once(CONVERSATION).unwrap_or((&whole, ""));
        let depth = before.matches('/').count();
        let begin = before.rsplit('/').next().unwrap_or_default();
        let end = after.split('/').next().unwrap_or_default();
        let id = |path: &Path| {
            let name = path.components().nth(depth)?.as_os_str().to_str()?;
            Some(name.strip_prefix(begin)?.strip_suffix(end)?.to_owned())
        };
        let is_whole = |path: &Path, conversation: &str| path == Path::new(&whole.replace(CONVERSATION, conversation));
        let found = matches(Path::new(&whole.replace(CONVERSATION, "*")))?;
        let of_one = found.into_iter().filter_map(|path| id(&path).map(|id| (path, id)));
        // Where it names the id twice, both are the same.
        let is_twice = whole.matches(CONVERSATION).count() > 1;
        Ok(of_one.filter(|(path, id)| !is_twice || is_whole(path, id)).collect())
    }

    /// The paths that there are of any directory's conversations, each with the part of its name that holds the id.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub(super) fn everywhere(&self, owner: Owner) -> io::Result<Vec<(PathBuf, String)>> {
        let Some(path) = self.expand(owner) else { return Ok(Vec::new()) };
        let whole = path.to_string_lossy().replace(CWD_HASH, "*").replace(CWD, "*");
        let (before, after) =
            whole.split_once(CONVERSATION).or_else(|| whole.split_once(CONVERSATION_SHORT)).unwrap_or((&whole, ""));
        let (depth, end) = (before.matches('/').count(), after.split('/').next().unwrap_or_default());
        // Behind the id there may be one ending or another.
        let end = end.trim_end_matches('*');
        let name = |path: &Path| {
            let name = path.components().nth(depth)?.as_os_str().to_str()?;
            Some(name.rfind(end).filter(|_| !end.is_empty()).map_or(name, |at| &name[..at]).to_owned())
        };
        let found = matches(Path::new(&whole.replace(CONVERSATION, "*").replace(CONVERSATION_SHORT, "*")))?;
        Ok(found.into_iter().filter_map(|path| name(&path).map(|name| (path, name))).collect())
    }

    fn of_directory(&self, owner: Owner, cwd: &Path) -> Option<String> {
        let path = self.expand(owner)?.to_string_lossy().into_owned();
        Some(path.replace(CWD, &dashed(cwd)).replace(CWD_HASH, &hash(cwd)))
    }
}

/// A directory's path as agents name directories after it.
fn dashed(cwd: &Path) -> String {
    let plain = |unit: u16| u8::try_from(unit).ok().map(char::from).filter(char::is_ascii_alphanumeric);
    // They count in halves of UTF-16, as JavaScript does.
    let name: String = cwd.to_string_lossy().encode_utf16().map(|unit| plain(unit).unwrap_or('-')).collect();
    if name.len() > LONGEST_NAME { format!("{}*", &name[..LONGEST_NAME]) } else { name }
}

/// The first twelve digits of the SHA-256 of a directory's path.
fn hash(cwd: &Path) -> String {
    let digest = Sha256::digest(cwd.to_string_lossy().as_bytes());
    digest.iter().take(6).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The paths that there are of a path with `*` in it.
///
/// # Errors
/// Where a directory cannot be read: what lies there cannot be told. One that is not there is empty.
pub(super) fn matches(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = vec![PathBuf::new()];
    for part in path.components() {
        let name = part.as_os_str().to_string_lossy().into_owned();
        if !name.contains('*') {
            found.iter_mut().for_each(|dir| dir.push(part));
            continue;
        }
        let mut below = Vec::new();
        for dir in found {
            below.extend(entries(&dir)?.into_iter().filter(|entry| fits(&name, entry)).map(|entry| dir.join(entry)));
        }
        if below.len() > MOST {
            return Err(io::Error::other(format!("more than {MOST} entries fit {}", path.display())));
        }
        found = below;
    }
    let mut there = Vec::new();
    for path in found {
        if is_there(&path)? {
            there.push(path);
        }
    }
    there.sort();
    Ok(there)
}

fn is_there(path: &Path) -> io::Result<bool> {
    match std::fs::metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if is_absence(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn entries(dir: &Path) -> io::Result<Vec<String>> {
    match std::fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect(),
        Err(error) if is_absence(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether a name is of a pattern, in which `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests;
