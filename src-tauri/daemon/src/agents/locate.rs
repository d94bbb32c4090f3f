//! Finds an agent's program where a shell, a version manager or a package manager would have put it. It looks only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::adapter::Adapter;
use super::pattern::{self, Owner, Pattern};
use crate::platform;

/// Where the program lies that `adapter` runs: on the `PATH` of this environment, else where agents are installed. Blocking.
pub fn locate(adapter: &Adapter, env: &BTreeMap<String, String>) -> Option<PathBuf> {
    let home = home(env);
    let path = env.get("PATH").map_or(platform::DEFAULT_PATH, String::as_str);
    let named: Vec<PathBuf> = std::env::split_paths(path).filter(|dir| dir.is_absolute()).collect();
    let others = others(&adapter.file.places, Owner { home: &home, env });
    adapter.programs().iter().find_map(|name| named.iter().chain(&others).find_map(|dir| program_in(dir, name)))
}

/// The user's home directory in this environment; the root where it names none.
pub fn home(env: &BTreeMap<String, String>) -> PathBuf {
    let named = platform::HOME.iter().find_map(|name| env.get(*name)).filter(|home| !home.is_empty());
    named.map_or_else(|| "/".into(), PathBuf::from)
}

/// The directories beside `PATH`, those of the agent's own first; of several versions the newest first.
fn others(places: &[Pattern], owner: Owner) -> Vec<PathBuf> {
    let known = platform::PLACES.iter().filter_map(|place| Pattern::try_from((*place).to_owned()).ok());
    let paths = places.iter().cloned().chain(known).filter_map(|place| place.expand(owner));
    paths.flat_map(|path| newest_first(pattern::matches(&path).unwrap_or_default())).collect()
}

fn newest_first(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.sort_by_cached_key(|path| std::cmp::Reverse(numbers(path)));
    paths
}

/// The numbers in a path, so that v9 comes before v22.
fn numbers(path: &Path) -> Vec<u64> {
    let text = path.to_string_lossy();
    text.split(|char: char| !char.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

fn program_in(dir: &Path, name: &str) -> Option<PathBuf> {
    let paths = platform::PROGRAM_ENDS.iter().map(|end| dir.join(format!("{name}{end}")));
    paths.into_iter().find(|path| platform::is_executable(path))
}
