//! How a program's environment differs from another. Pure.

use std::collections::{BTreeMap, BTreeSet};

use protocol::requests::EnvironmentDifference;

/// Values that differ between any two terminals.
const OF_TERMINALS: [&str; 9] =
    ["_", "SHLVL", "PWD", "OLDPWD", "TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "WINDOWID"];

/// Compares `program`, of which perhaps only names are known (no value), with `login`.
pub fn difference(
    program: &BTreeMap<String, Option<String>>,
    login: &BTreeMap<String, String>,
) -> EnvironmentDifference {
    let counts = |name: &&String| !name.starts_with("HOLDFAST_") && !OF_TERMINALS.contains(&name.as_str());
    let differs = |name: &&String| match (program.get(*name), login.get(*name)) {
        (Some(Some(here)), Some(there)) => here != there,
        _ => false,
    };
    let path = |value: Option<&String>| value.map(|path| directories(path)).unwrap_or_default();
    let known = program.get("PATH").and_then(Option::as_ref);
    let (here, there) = (path(known), path(login.get("PATH").filter(|_| known.is_some())));
    EnvironmentDifference {
        added: program.keys().filter(counts).filter(|name| !login.contains_key(*name)).cloned().collect(),
        missing: login.keys().filter(counts).filter(|name| !program.contains_key(*name)).cloned().collect(),
        changed: program.keys().filter(counts).filter(differs).cloned().collect(),
        path_added: here.difference(&there).cloned().collect(),
        path_missing: there.difference(&here).cloned().collect(),
    }
}

fn directories(path: &str) -> BTreeSet<String> {
    std::env::split_paths(path).map(|dir| dir.to_string_lossy().into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_values_never_told() {
        let login = [("PATH", "/bin:/b"), ("A", "1"), ("B", "2"), ("SHLVL", "1")];
        let login: BTreeMap<_, _> = login.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let program = [("PATH", "/bin:/a"), ("A", "9"), ("C", "3"), ("HOLDFAST_SESSION", "x")];
        let program: BTreeMap<_, _> = program.map(|(name, value)| (name.to_owned(), Some(value.to_owned()))).into();
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let expected = EnvironmentDifference {
            added: texts(&["C"]),
            missing: texts(&["B"]),
            changed: texts(&["A", "PATH"]),
            path_added: texts(&["/a"]),
            path_missing: texts(&["/b"]),
        };
        assert_eq!(difference(&program, &login), expected);
        let names = program.into_keys().map(|name| (name, None)).collect();
        let expected =
            EnvironmentDifference { changed: Vec::new(), path_added: Vec::new(), path_missing: Vec::new(), ..expected };
        assert_eq!(difference(&names, &login), expected, "of an ended program only names are known");
    }
}
