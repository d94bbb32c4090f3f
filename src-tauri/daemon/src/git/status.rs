//! Reads what `git status --porcelain=v2 --branch -z` prints. Pure; what it does not know it leaves out.

use std::collections::BTreeMap;

use protocol::requests::{ChangedFile, FileStatus};

/// What it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The branch. Absent: none is checked out.
    pub branch: Option<String>,
    /// There is no commit yet.
    pub is_unborn: bool,
    /// The branch that it follows.
    pub upstream: Option<String>,
    /// So many commits are only here.
    pub ahead: Option<u32>,
    /// So many are only there.
    pub behind: Option<u32>,
    /// By their paths.
    pub files: Vec<ChangedFile>,
}

/// Reads all records; the last one only if it is whole.
pub fn read(printed: &[u8]) -> Told {
    let whole = printed.iter().rposition(|byte| *byte == 0).map_or(&[][..], |end| &printed[..end]);
    let mut records = whole.split(|byte| *byte == 0).map(|record| String::from_utf8_lossy(record).into_owned());
    let (mut told, mut files) = (Told::default(), BTreeMap::new());
    while let Some(record) = records.next() {
        if let Some(header) = record.strip_prefix("# ") {
            told.hear(header);
        } else if let Some(file) = file(&record, &mut records) {
            add(&mut files, file);
        }
    }
    told.files = files.into_values().collect();
    told
}

impl Told {
    fn hear(&mut self, header: &str) {
        let Some((name, value)) = header.split_once(' ') else { return };
        match name {
            "branch.oid" => self.is_unborn = value == "(initial)",
            "branch.head" => self.branch = Some(value.to_owned()).filter(|branch| branch != "(detached)"),
            "branch.upstream" => self.upstream = Some(value.to_owned()),
            "branch.ab" => {
                let number = |sign: char| value.split(' ').find_map(|word| word.strip_prefix(sign)?.parse().ok());
                (self.ahead, self.behind) = (number('+'), number('-'));
            }
            _ => {}
        }
    }
}

/// What one record says; that of a renamed file is followed by its former path.
fn file(record: &str, rest: &mut impl Iterator<Item = String>) -> Option<ChangedFile> {
    let (kind, fields) = record.split_once(' ')?;
    match kind {
        "1" => {
            let (states, path) = (states(fields)?, nth_field(fields, 7)?);
            Some(changed(path, of_one(states)))
        }
        "2" => {
            let (states, path, from) = (states(fields)?, nth_field(fields, 8)?, rest.next()?);
            let moved = nth_field(fields, 7)?.starts_with('R');
            Some(match states {
                (_, 'D') => changed(&from, FileStatus::Deleted),
                _ if moved => ChangedFile { from: Some(from), ..changed(path, FileStatus::Renamed) },
                _ => changed(path, FileStatus::Added),
            })
        }
        "u" => Some(changed(nth_field(fields, 9)?, FileStatus::Conflicted)),
        "?" => Some(changed(fields, FileStatus::Untracked)),
        _ => None,
    }
}

/// What comes after so many fields: a path may hold spaces.
fn nth_field(fields: &str, number: usize) -> Option<&str> {
    fields.splitn(number + 1, ' ').nth(number).filter(|path| !path.is_empty())
}

/// The states in the index and in the working tree.
fn states(fields: &str) -> Option<(char, char)> {
    let mut letters = fields.split(' ').next()?.chars();
    Some((letters.next()?, letters.next()?))
}

fn of_one(states: (char, char)) -> FileStatus {
    match states {
        (_, 'D') | ('D', _) => FileStatus::Deleted,
        ('A', _) | (_, 'A') => FileStatus::Added,
        _ => FileStatus::Modified,
    }
}

fn changed(path: &str, status: FileStatus) -> ChangedFile {
    ChangedFile { path: path.to_owned(), from: None, status, added: None, removed: None }
}

/// A file that the index has lost and the working tree still has is told twice; since the last commit it was modified, if at all.
fn add(files: &mut BTreeMap<String, ChangedFile>, file: ChangedFile) {
    let lost_and_there = |before: &ChangedFile| {
        let states = [before.status, file.status];
        states.contains(&FileStatus::Deleted) && states.contains(&FileStatus::Untracked)
    };
    let both = files.get(&file.path).is_some_and(lost_and_there);
    let status = if both { FileStatus::Modified } else { file.status };
    files.insert(file.path.clone(), ChangedFile { status, ..file });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OIDS: &str = "100644 100644 100644 1111111111 2222222222";

    fn renamed(path: &str, from: &str) -> ChangedFile {
        ChangedFile { from: Some(from.to_owned()), ..changed(path, FileStatus::Renamed) }
    }

    #[test]
    fn every_kind_of_record_is_read() {
        use FileStatus::{Added, Conflicted, Deleted, Modified, Untracked};
        let one = |states: &str, path: &str| format!("1 {states} N... {OIDS} {path}\0");
        let two = |states: &str, score: &str, path: &str, from: &str| {
            format!("2 {states} N... {OIDS} {score} {path}\0{from}\0")
        };
        let table = [
            (one(".M", "a b.txt"), vec![changed("a b.txt", Modified)]),
            (one("M.", " lead"), vec![changed(" lead", Modified)]),
            (one(".T", "link"), vec![changed("link", Modified)]),
            (one("A.", "new"), vec![changed("new", Added)]),
            (one(".A", "meant"), vec![changed("meant", Added)]),
            (one("AD", "came and went"), vec![changed("came and went", Deleted)]),
            (one(".D", "gone"), vec![changed("gone", Deleted)]),
            (one("D.", "gone"), vec![changed("gone", Deleted)]),
            (one("D.", "kept") + "? kept\0", vec![changed("kept", Modified)]),
            (two("R.", "R100", "new name", "old name"), vec![renamed("new name", "old name")]),
            (two("RM", "R077", "b\nc", "a"), vec![renamed("b\nc", "a")]),
            (two("RD", "R100", "b", "a"), vec![changed("a", Deleted)]),
            (two("C.", "C100", "copy", "a"), vec![changed("copy", Added)]),
            ("? un tracked/\0".to_owned(), vec![changed("un tracked/", Untracked)]),
            ("! ignored\0".to_owned(), vec![]),
            ("u UU N... 1 2 3 4 a b c both sides\0".to_owned(), vec![changed("both sides", Conflicted)]),
            ("9 of tomorrow\0? b\0".to_owned(), vec![changed("b", Untracked)]),
            ("? cut o".to_owned(), vec![]),
            (String::new(), vec![]),
        ];
        for (printed, expected) in table {
            assert_eq!(read(printed.as_bytes()).files, expected, "{printed:?}");
        }
    }

    #[test]
    fn headers_tell_the_branch_and_how_far_it_is() {
        let printed = "# branch.oid 1111\0# branch.head main\0# branch.upstream origin/main\0# branch.ab +12 -3\0";
        let expected = Told {
            branch: Some("main".to_owned()),
            upstream: Some("origin/main".to_owned()),
            ahead: Some(12),
            behind: Some(3),
            ..Told::default()
        };
        assert_eq!(read(printed.as_bytes()), expected);
        let bare = read(b"# branch.oid (initial)\0# branch.head (detached)\0# branch.ab +? -?\0# new\0");
        assert_eq!(bare, Told { is_unborn: true, ..Told::default() });
    }

    proptest! {
        #[test]
        fn whatever_is_printed_is_read_to_the_end(printed in proptest::collection::vec(any::<u8>(), 0..400)) {
            read(&printed);
        }

        #[test]
        fn what_looks_like_records_is_read_to_the_end(printed in "([12u?!#] [A-Z.]{0,3}( [^ ]{0,4}){0,10}\u{0}?){0,8}") {
            read(printed.as_bytes());
        }

        #[test]
        fn every_path_comes_back_as_it_was(
            paths in proptest::collection::btree_map("[^\u{0}]{1,30}", 0..5usize, 0..10),
        ) {
            let mut printed = String::new();
            for (path, kind) in &paths {
                printed += &match kind {
                    0 => format!("1 .M N... {OIDS} {path}\0"),
                    1 => format!("1 A. N... {OIDS} {path}\0"),
                    2 => format!("2 R. N... {OIDS} R100 {path}\0before {path}\0"),
                    3 => format!("u UU N... 1 2 3 4 a b c {path}\0"),
                    _ => format!("? {path}\0"),
                };
            }
            let read: Vec<String> = read(printed.as_bytes()).files.into_iter().map(|file| file.path).collect();
            prop_assert_eq!(read, paths.into_keys().collect::<Vec<_>>());
        }
    }
}
