//! What is looked for, and where it is in a text. Pure. A match never goes beyond its line.

use std::ops::Range;

use protocol::error::{ErrorCode, WireError};
use protocol::search::{Case, Search};
use regex::bytes::{Regex, RegexBuilder};

/// A line that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The line, without its end, as a part of the text.
    pub line: Range<usize>,
    /// The first match in it, as a part of the text.
    pub span: Range<usize>,
}

/// What is looked for.
#[derive(Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads the wish.
    ///
    /// # Errors
    /// `bad_request`: it is no expression, or nothing that a line could hold.
    pub fn new(wish: &Search) -> Result<Self, WireError> {
        let refuse = |message: String| WireError::new(ErrorCode::BadRequest, message);
        if wish.text.is_empty() {
            return Err(refuse("there is nothing to search for".to_owned()));
        }
        if !wish.regex && wish.text.contains(['\n', '\r']) {
            return Err(refuse("only what is in one line can be searched for".to_owned()));
        }
        let pattern = if wish.regex { wish.text.clone() } else { regex::escape(&wish.text) };
        let case = match wish.case {
            Case::Sensitive => true,
            Case::Insensitive => false,
            Case::Smart => has_capital(&wish.text, wish.regex),
        };
        RegexBuilder::new(&pattern).case_insensitive(!case).multi_line(true).build().map(Self).map_err(|error| {
            refuse(format!("the regular expression cannot be used: {error}"))
                .hint("without --regex it is searched for as it stands")
        })
    }

    /// The lines that match, in order. A match within `head` does not count.
    pub fn find(&self, text: &[u8], head: &Range<usize>) -> Vec<Match> {
        let (mut found, mut from) = (Vec::new(), 0);
        while from < text.len()
            && let Some(first) = self.0.find_at(text, from)
        {
            let line = line_around(text, first.start());
            if line.start >= text.len() {
                break; // an empty match after the last line
            }
            from = line.end + 1;
            let outside = |span: &Range<usize>| head.is_empty() || span.start < head.start || span.end > head.end;
            let span = if first.end() <= line.end && outside(&first.range()) {
                Some(first.range())
            } else {
                // The first match in the text may go beyond the line where a shorter one would do.
                let within = self.0.find_iter(&text[line.clone()]);
                within.map(|span| span.start() + line.start..span.end() + line.start).find(outside)
            };
            found.extend(span.map(|span| Match { line, span }));
        }
        found
    }
}

/// The line that holds a position; of a line's end, the line that it ends.
fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let start = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let end = text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| at + end);
    start..end
}

/// Whether there is a capital letter in it; not in `\W` and the like, if it is an expression.
fn has_capital(text: &str, regex: bool) -> bool {
    let mut escaped = false;
    text.chars().any(|c| {
        let counts = !escaped && c.is_uppercase();
        escaped = regex && c == '\\' && !escaped;
        counts
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Error: one\n\nwarning two\nerror thrée error\nlast";

    fn found(text: &str, regex: bool, case: Case, head: Range<usize>) -> Vec<String> {
        let pattern = Pattern::new(&Search { text: text.to_owned(), regex, case, ..Search::default() }).unwrap();
        let show = |found: &Match| format!("{}|{}", &TEXT[found.line.clone()], &TEXT[found.span.clone()]);
        pattern.find(TEXT.as_bytes(), &head).iter().map(show).collect()
    }

    #[test]
    fn lines_are_found_once_each_and_capitals_count_if_there_is_one() {
        let table: [(&str, bool, Case, &[&str]); 14] = [
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
        ];
        for (text, regex, case, expected) in table {
            assert_eq!(found(text, regex, case, 0..0), expected, "{text}");
        }
        assert_eq!(found("x*", true, Case::Smart, 0..0).len(), 5, "every line, also the empty one");
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
}
