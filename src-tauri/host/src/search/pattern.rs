//! What is looked for, and where it is in a text. Pure. A match never goes beyond its line.

use std::ops::Range;

use memchr::{memchr, memrchr};
use protocol::error::{ErrorCode, WireError};
use protocol::search::{Case, Search};
use regex_automata::Input;
use regex_automata::meta::{Config, Regex};
use regex_syntax::hir::Hir;
use regex_syntax::{ParserBuilder, escape};

use super::within_lines::{Words, within_lines};

/// No expression may take more memory, in bytes.
const LARGEST: usize = 10 * 1024 * 1024;
/// What each thread may keep of what it has worked out of an expression, in bytes. With less, long runs of letters of all
/// languages are worked out again and again.
const WORKED_OUT: usize = 16 * 1024 * 1024;

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
pub struct Pattern {
    /// Finds every line that matches, at memory speed.
    quick: Regex,
    /// What a line must match that `quick` has found. Absent: `quick` finds no other lines, and the match itself.
    exact: Option<Regex>,
}

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
        let pattern = if wish.regex { wish.text.clone() } else { escape(&wish.text) };
        let case = match wish.case {
            Case::Sensitive => true,
            Case::Insensitive => false,
            Case::Smart => has_capital(&wish.text, wish.regex),
        };
        let unusable = |error: &dyn std::fmt::Display| {
            refuse(format!("the regular expression cannot be used: {error}"))
                .hint("without --regex it is searched for as it stands")
        };
        let mut parser = ParserBuilder::new();
        let parsed = parser.case_insensitive(!case).multi_line(true).utf8(false).build().parse(&pattern);
        Self::of(&parsed.map_err(|error| unusable(&error))?).map_err(|error| unusable(&error))
    }

    /// Where words begin and end among letters of all languages is not known to the fast engines. So that is looked at only
    /// in the lines that match apart from it.
    fn of(hir: &Hir) -> Result<Self, String> {
        let bounded = hir.properties().look_set().contains_word_unicode();
        let quick = build(&within_lines(hir, if bounded { Words::Anywhere } else { Words::Bounded }))?;
        let exact = bounded.then(|| build(&within_lines(hir, Words::Bounded))).transpose()?;
        Ok(Self { quick, exact })
    }

    /// The lines that match, in order. A match within `head` does not count.
    pub fn find(&self, text: &[u8], head: &Range<usize>) -> Vec<Match> {
        let outside = |span: &Range<usize>| head.is_empty() || span.start < head.start || span.end > head.end;
        let (mut found, mut from) = (Vec::new(), 0);
        while from < text.len()
            && let Some(first) = self.quick.search(&Input::new(text).range(from..))
        {
            let line = line_around(text, first.start());
            if line.start >= text.len() {
                break; // an empty match after the last line
            }
            from = line.end + 1;
            let span = if self.exact.is_none() && outside(&first.range()) {
                Some(first.range())
            } else {
                let exact = self.exact.as_ref().unwrap_or(&self.quick);
                exact.find_iter(Input::new(text).range(line.clone())).map(|span| span.range()).find(outside)
            };
            found.extend(span.map(|span| Match { line, span }));
        }
        found
    }
}

fn build(hir: &Hir) -> Result<Regex, String> {
    // An empty match may be anywhere, as the lines need not be UTF-8 if somebody else wrote them.
    let config = Config::new().utf8_empty(false).nfa_size_limit(Some(LARGEST)).hybrid_cache_capacity(WORKED_OUT);
    Regex::builder().configure(config).build_from_hir(hir).map_err(|error| match error.size_limit() {
        Some(_) => "it is too large".to_owned(),
        None => error.to_string(),
    })
}

/// The line that holds a position; of a line's end, the line that it ends.
fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let start = memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
    let end = memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end);
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
mod tests;
