//! Which paths fit a text that somebody types, the best first. Pure.
//!
//! A path fits if it has all characters of each word in their order. Better are those that have them in the file's name, at
//! the beginnings of its parts and next to each other; of equal ones the shorter. Capitals count only if some were typed.

use std::cmp::Reverse;

/// For being in the file's name.
const IN_NAME: i64 = 40;
/// For beginning that, and for being all of it but for its ending.
const BEGINS_NAME: i64 = 30;
/// For each character next to the one before, and at the beginning of a part.
const ADJACENT: i64 = 10;
const BEGINS_PART: i64 = 8;
/// Lost for each character between two of them.
const GAP: i64 = 1;

/// All paths that fit, the best first.
pub fn best<'a>(paths: &'a [String], text: &str) -> Vec<&'a String> {
    let exact = text.chars().any(char::is_uppercase);
    let words: Vec<Vec<char>> = text.split_whitespace().map(|word| word.chars().collect()).collect();
    let mut fitting: Vec<(Reverse<i64>, usize, &String)> = paths
        .iter()
        .filter_map(|path| {
            let chars: Vec<char> = path.chars().collect();
            let scores: Option<Vec<i64>> = words.iter().map(|word| score(&chars, word, exact)).collect();
            Some((Reverse(scores?.iter().sum()), chars.len(), path))
        })
        .collect();
    fitting.sort_unstable();
    fitting.into_iter().map(|(_, _, path)| path).collect()
}

/// How well a path fits a word. Absent: not at all.
fn score(path: &[char], word: &[char], exact: bool) -> Option<i64> {
    let same = |a: char, b: char| a == b || (!exact && lower(a) == lower(b));
    let name = &path[path.iter().rposition(|char| *char == '/').map_or(0, |slash| slash + 1)..];
    let begins = name.len() >= word.len() && name.iter().zip(word).all(|(a, b)| same(*a, *b));
    let in_name = quality(name, word, same).map(|quality| quality + IN_NAME + if begins { BEGINS_NAME } else { 0 });
    in_name.max(quality(path, word, same))
}

/// The best way to find all characters of a word in a text in their order. Absent: there is none.
fn quality(text: &[char], word: &[char], same: impl Fn(char, char) -> bool) -> Option<i64> {
    if word.is_empty() {
        return Some(0);
    }
    // The best for the word so far, where its last character is at each place of the text.
    let mut best: Option<Vec<Option<i64>>> = None;
    for wanted in word {
        let mut next = vec![None; text.len()];
        // The best of all places before the last one, less for each character in between.
        let mut far: Option<i64> = None;
        for at in 0..text.len() {
            let before = match &best {
                None => Some(0),
                Some(best) => {
                    let adjacent = at.checked_sub(1).and_then(|last| best[last]);
                    let found = adjacent.map(|score| score + ADJACENT).max(far);
                    far = far.max(adjacent).map(|score| score - GAP);
                    found
                }
            };
            let part = if begins_part(text, at) { BEGINS_PART } else { 0 };
            next[at] = before.filter(|_| same(text[at], *wanted)).map(|score| score + part);
        }
        best = Some(next);
    }
    best?.into_iter().flatten().max()
}

fn lower(char: char) -> char {
    char.to_lowercase().next().unwrap_or(char)
}

fn begins_part(text: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| text[before]) else { return true };
    !before.is_alphanumeric() || (before.is_lowercase() && text[at].is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str], text: &str) -> Vec<String> {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        best(&paths, text).into_iter().cloned().collect()
    }

    #[test]
    fn the_best_comes_first_and_what_does_not_fit_does_not_come() {
        let table: [(&str, &[&str], &[&str]); 10] = [
            ("", &["b/c", "a"], &["a", "b/c"]),
            (
                "main",
                &["domain/x.rs", "src/domain.rs", "src/main.rs"],
                &["src/main.rs", "src/domain.rs", "domain/x.rs"],
            ),
            ("sb", &["src/b.rs", "xsxb", "nothing"], &["xsxb", "src/b.rs"]),
            ("new", &["src/renew.rs", "src/new.rs"], &["src/new.rs", "src/renew.rs"]),
            ("sn", &["sun.rs", "session_name.rs"], &["session_name.rs", "sun.rs"]),
            ("sn", &["season.rs", "sessionName.rs"], &["sessionName.rs", "season.rs"]),
            ("README", &["readme.md", "README.md"], &["README.md"]),
            ("readme", &["readme.md", "README.md"], &["README.md", "readme.md"]),
            ("han new", &["handlers/new.rs", "new/x.rs", "handlers/old.rs"], &["handlers/new.rs"]),
            ("ö日", &["Ö/日本.txt", "o"], &["Ö/日本.txt"]),
        ];
        for (text, paths, expected) in table {
            assert_eq!(found(paths, text), expected, "{text:?}");
        }
    }

    #[test]
    fn many_files_are_ranked_in_a_moment() {
        let paths: Vec<String> = (0..50_000).map(|at| format!("packages/part{at}/source/file_{at}.ts")).collect();
        let began = std::time::Instant::now();
        assert_eq!(best(&paths, "file_49999")[0], "packages/part49999/source/file_49999.ts");
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
    }
}
