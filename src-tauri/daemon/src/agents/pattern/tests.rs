use super::*;

fn pattern(text: &str) -> Pattern {
    text.to_owned().try_into().unwrap()
}

#[test]
fn a_pattern_begins_at_home_at_the_root_or_where_a_variable_says() {
    let env = BTreeMap::from([("SET".to_owned(), "/set".to_owned()), ("EMPTY".to_owned(), String::new())]);
    let owner = Owner { home: Path::new("/home/a"), env: &env };
    let table = [
        ("~/b", Some("/home/a/b")),
        ("/b/*", Some("/b/*")),
        ("${SET:-~/b}/c", Some("/set/c")),
        ("${UNSET:-~/b}/c", Some("/home/a/b/c")),
        ("${EMPTY:-/b}", Some("/b")),
        ("${UNSET}/c", None),
        ("${SET}", Some("/set")),
    ];
    for (text, expected) in table {
        assert_eq!(pattern(text).expand(owner).as_deref(), expected.map(Path::new), "{text}");
    }
    for bad in ["b/c", "", "${", "${SET", "${A-B}/c", "${A:-b}/c", "${A}c"] {
        assert!(Pattern::try_from(bad.to_owned()).is_err(), "{bad}");
    }
}

#[test]
fn a_star_stands_for_any_part_of_a_name() {
    let table = [
        ("*", "a", true),
        ("a*", "ab", true),
        ("a*b*c", "a-b-c", true),
        ("a*b*c", "a-c-b", false),
        ("*-id.jsonl", "x-id.jsonl", true),
        ("*-id.jsonl", "x-id.json", false),
        ("ab*b", "ab", false),
        ("v*", "w", false),
    ];
    for (pattern, name, expected) in table {
        assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
    }
}

#[test]
fn directories_are_named_as_agents_name_them() {
    for (path, name) in [("/a/b.c_d", "-a-b-c-d"), ("/ä/😀", "-----")] {
        assert_eq!(dashed(Path::new(path)), name, "{path}");
    }
    assert_eq!(dashed(Path::new(&"/x".repeat(150))), format!("{}*", "-x".repeat(100)));
    assert_eq!(hash(Path::new("/work/anchor")), "798535764f53");
}

#[test]
fn what_is_not_there_is_not_found_and_what_cannot_be_read_is_told() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a-1");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("x.jsonl"), "").unwrap();
    let found = |below: &str| matches(&home.path().join(below)).unwrap().len();
    assert_eq!((found("a-*/x.jsonl"), found("a-1/*.jsonl"), found("b/*/c"), found("a-1/x.jsonl/*")), (1, 1, 0, 0));
    assert!(matches(Path::new("/\0/x")).is_err());
}
