//! What is set for every run of git, so that it runs nothing that a repository names. Pure.

use std::collections::BTreeSet;

/// Set for every run.
pub const VARIABLES: [(&str, &str); 7] = [
    ("GIT_OPTIONAL_LOCKS", "0"),    // it writes no index beside a git that a person runs
    ("GIT_LITERAL_PATHSPECS", "1"), // a path is a path, whatever it looks like
    ("GIT_ALLOW_PROTOCOL", "none"), // it fetches nothing, by no means
    ("GIT_NO_LAZY_FETCH", "1"),     // and does not try
    ("GIT_TERMINAL_PROMPT", "0"),   // it asks nobody
    ("GIT_PAGER", "cat"),           // nor shows it to anybody
    ("LC_ALL", "C"),                // its complaints are recognized
];

/// What is configured for every run.
const FIXED: [(&str, &str); 5] = [
    ("core.fsmonitor", "false"),
    ("core.hooksPath", "/dev/null"),
    ("safe.bareRepository", "explicit"),
    ("core.quotePath", "false"),
    ("submodule.recurse", "false"),
];

/// What the daemon may have inherited that tells git where a user's configuration lies, or itself, and what to leave out.
const KEPT: [&str; 6] = [
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
];

/// Whether a variable that the daemon has inherited would send git elsewhere.
pub fn is_foreign(name: &str) -> bool {
    name.starts_with("GIT_") && !KEPT.contains(&name)
}

/// What is configured beside, and outranks what files say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Filters that the repository itself names.
    filters: BTreeSet<String>,
}

impl Settings {
    /// What turns off all that a repository would have run. `listed`: scopes and names of all settings, each ended by a zero
    /// byte.
    pub fn against(listed: &[u8]) -> Self {
        let own = pairs(listed).filter(|(scope, _)| !matches!(*scope, "system" | "global" | "command"));
        Self { filters: own.filter_map(|(_, name)| filter_of(name)).collect() }
    }

    /// The variables that say so: a name may hold anything here.
    pub fn variables(&self) -> Vec<(String, String)> {
        let of_filter = |filter: &String| {
            [("clean", ""), ("process", ""), ("required", "false")]
                .map(|(name, value)| (format!("filter.{filter}.{name}"), value.to_owned()))
        };
        let fixed = FIXED.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let all: Vec<(String, String)> = fixed.chain(self.filters.iter().flat_map(of_filter)).collect();
        let count = ("GIT_CONFIG_COUNT".to_owned(), all.len().to_string());
        let numbered = all.into_iter().enumerate().flat_map(|(at, (name, value))| {
            [(format!("GIT_CONFIG_KEY_{at}"), name), (format!("GIT_CONFIG_VALUE_{at}"), value)]
        });
        std::iter::once(count).chain(numbered).collect()
    }
}

/// Whether git took what was set for this run.
pub fn is_heeded(listed: &[u8]) -> bool {
    FIXED
        .iter()
        .all(|(wanted, _)| pairs(listed).any(|(scope, name)| scope == "command" && name.eq_ignore_ascii_case(wanted)))
}

fn pairs(listed: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    let mut words = listed.split(|byte| *byte == 0).map(|word| std::str::from_utf8(word).unwrap_or_default());
    std::iter::from_fn(move || Some((words.next()?, words.next()?)))
}

/// The name of the filter that a setting is about.
fn filter_of(name: &str) -> Option<String> {
    let (filter, _) = name.strip_prefix("filter.")?.rsplit_once('.')?;
    Some(filter.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_of_the_repository_are_turned_off_and_those_of_the_user_are_not() {
        let listed =
            b"global\0filter.lfs.clean\0local\0filter.x=y.z.process\0worktree\0filter.w.required\0local\0core.bare\0\
                       command\0core.fsmonitor\0local\0filter.x=y.z.clean\0local\0filter.broken\0";
        let settings = Settings::against(listed);
        assert_eq!(settings.filters, BTreeSet::from(["x=y.z".to_owned(), "w".to_owned()]));
        let variables = settings.variables();
        let expected = FIXED.len() + 6;
        assert_eq!(variables.len(), 1 + 2 * expected);
        assert_eq!(variables[0], ("GIT_CONFIG_COUNT".to_owned(), expected.to_string()));
        let value_of = |name: &str| {
            let at = variables.iter().position(|(_, value)| value == name).unwrap();
            variables[at + 1].1.as_str()
        };
        assert_eq!((value_of("filter.x=y.z.process"), value_of("filter.w.required")), ("", "false"));
        assert_eq!((value_of("core.fsmonitor"), value_of("core.hooksPath")), ("false", "/dev/null"));
    }

    #[test]
    fn a_git_that_does_not_heed_is_found_out() {
        let heeded: String = FIXED.iter().map(|(name, _)| format!("command\0{}\0", name.to_lowercase())).collect();
        assert!(is_heeded(heeded.as_bytes()));
        assert!(!is_heeded(heeded.replace("command\0core.fsmonitor", "local\0core.fsmonitor").as_bytes()));
        assert!(!is_heeded(b"") && !is_heeded(b"\xff\0"));
    }

    #[test]
    fn what_would_send_git_elsewhere_is_not_inherited() {
        for (name, foreign) in [
            ("GIT_DIR", true),
            ("GIT_CONFIG_COUNT", true),
            ("GIT_CONFIG_GLOBAL", false),
            ("PATH", false),
            ("GITHUB", false),
        ] {
            assert_eq!(is_foreign(name), foreign, "{name}");
        }
    }
}
