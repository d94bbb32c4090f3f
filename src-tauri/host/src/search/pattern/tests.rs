//! Expressions and plain text, in lines of their own and across them.

use proptest::prelude::*;

use super::*;

const TEXT: &str = "Error: one\n\nwarning two\nerror thrée error\nlast";

fn found(text: &str, regex: bool, case: Case, head: Range<usize>) -> Vec<String> {
    let pattern = Pattern::new(&Search { text: text.to_owned(), regex, case, ..Search::default() }).unwrap();
    let show = |found: &Match| format!("{}|{}", &TEXT[found.line.clone()], &TEXT[found.span.clone()]);
    pattern.find(TEXT.as_bytes(), &head).iter().map(show).collect()
}

#[test]
fn lines_are_found_once_each_and_capitals_count_if_there_is_one() {
    let table: [(&str, bool, Case, &[&str]); 16] = [
        ("error", false, Case::Smart, &["Error: one|Error", "error thrée error|error"]),
        ("Error", false, Case::Smart, &["Error: one|Error"]),
        ("error", false, Case::Sensitive, &["error thrée error|error"]),
        ("ERROR", false, Case::Insensitive, &["Error: one|Error", "error thrée error|error"]),
        ("e.*", false, Case::Smart, &[]),
        ("THRÉE", false, Case::Insensitive, &["error thrée error|thrée"]),
        ("last", false, Case::Smart, &["last|last"]),
        (r"\W two", true, Case::Smart, &[]),
        (r"\Sng\sTWO", true, Case::Insensitive, &["warning two|ing two"]),
        ("^error", true, Case::Sensitive, &["error thrée error|error"]),
        ("o(ne|two|r)$", true, Case::Smart, &["Error: one|one", "error thrée error|or"]),
        (r"one\s+war", true, Case::Smart, &[]),
        (r"\s+\w+", true, Case::Smart, &["Error: one| one", "warning two| two", "error thrée error| thrée"]),
        ("^$", true, Case::Smart, &["|"]),
        (r"\bthrée\b", true, Case::Smart, &["error thrée error|thrée"]),
        (r"\bthr\b|[^x]*two", true, Case::Smart, &["warning two|warning two"]),
    ];
    for (text, regex, case, expected) in table {
        assert_eq!(found(text, regex, case, 0..0), expected, "{text}");
    }
    assert_eq!(found("x*", true, Case::Smart, 0..0).len(), 5, "every line, also the empty one");
}

/// Texts and expressions that are made of few things, so that they often match, also across lines and within words.
fn expressions() -> impl Strategy<Value = String> {
    const ATOMS: &[&str] =
        &["a", "k", "s", "é", "ſ", " ", ".", "(?s:.)", r"\w", r"\W", r"\s", r"\d", r"[^k]", "[^a\\s]", r"\pL", r"\n"];
    const PLACES: &[&str] = &["^", "$", r"\A", r"\z", r"\b", r"\B", r"\b{start}", r"\b{end-half}", r"(?-u:\b)"];
    let atom = prop_oneof![4 => prop::sample::select(ATOMS), 1 => prop::sample::select(PLACES)];
    atom.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(?:{a}|{b})")),
            1 => (inner.clone(), prop::sample::select(&["*", "+", "?", "*?", "{2}"][..]))
                .prop_map(|(inner, times)| format!("({inner}){times}")),
            1 => inner.prop_map(|inner| format!("(?i:{inner})")),
        ]
    })
}

/// Each line looked at alone, as the expression stands.
fn plainly(expression: &str, text: &str, head: &Range<usize>) -> Vec<Match> {
    let syntax = regex_automata::util::syntax::Config::new().case_insensitive(true).multi_line(true).utf8(false);
    let config = Config::new().utf8_empty(false);
    let regex = Regex::builder().configure(config).syntax(syntax).build(expression).unwrap();
    let (mut found, mut begin) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let (from, line) = (begin, line.trim_end_matches('\n'));
        begin += line.len() + 1;
        let mut spans = regex.find_iter(line).map(|span| from + span.start()..from + span.end());
        let span = spans.find(|span| head.is_empty() || span.start < head.start || span.end > head.end);
        found.extend(span.map(|span| Match { line: from..from + line.len(), span }));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn what_is_found_is_what_each_line_alone_holds(
        expression in expressions(),
        text in "[akKſsé1 \n]{0,40}",
        head in (0..9usize, 0..9usize),
    ) {
        let head = head.0..head.0 + head.1;
        let wish = Search { text: expression.clone(), regex: true, case: Case::Insensitive, ..Search::default() };
        let found = Pattern::new(&wish).unwrap().find(text.as_bytes(), &head);
        prop_assert_eq!(found, plainly(&expression, &text, &head));
    }
}

#[test]
fn what_the_segment_before_holds_too_is_not_found_again() {
    assert_eq!(found("error", false, Case::Insensitive, 0..5), ["error thrée error|error"]);
    assert_eq!(found("error:", false, Case::Insensitive, 0..5), ["Error: one|Error:"]);
    let head = TEXT.find("error").unwrap();
    assert_eq!(found("error", false, Case::Sensitive, head..head + 6), ["error thrée error|error"]);
}

#[test]
fn what_cannot_be_searched_for_is_refused() {
    for (text, regex) in [("", false), ("", true), ("a\nb", false), ("(", true), ("a{9999999}", true)] {
        let wish = Search { text: text.to_owned(), regex, ..Search::default() };
        assert_eq!(Pattern::new(&wish).unwrap_err().code, ErrorCode::BadRequest, "{text:?}");
    }
}
