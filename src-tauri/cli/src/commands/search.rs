//! `holdfast search`: lines that sessions have printed, out of their logs. Needs no daemon and starts none: the host's program
//! looks, and this prints what it finds while it goes on looking.

use std::io::Read as _;

use protocol::error::WireError;
use protocol::launch::Searching;
use protocol::paths::{Root, locate};
use protocol::search::{Case, Hit, Search, SearchDone, SearchLine};
use serde::Serialize;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::clean::{self, Cleaner};
use crate::output::times::Clock;

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    hits: Vec<Hit>,
    #[serde(flatten)]
    done: Counts,
}

#[derive(Serialize)]
struct Counts {
    limited: bool,
    runs: u64,
    bytes: u64,
    ms: u64,
    problems: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// Exit code 3 where no line matches, or a session that was named does not exist; what the search says.
pub fn run(args: &args::Search, context: &Context) -> Result<(), Failure> {
    let wish = wish(args)?;
    let Some(root) = Root::peek(&locate()?)? else {
        // Nobody has ever had a session here.
        return finish(&[], SearchDone::default(), context);
    };
    let (mut hits, print) = (Vec::new(), Printer { clock: Clock::system(), colored: output::colored() });
    for line in Searching::begin(root.dir(), &wish)? {
        match line.map_err(as_arguments)? {
            SearchLine::Hit(hit) if context.json => hits.push(hit),
            SearchLine::Hit(hit) => output::text(&print.line(&hit))?,
            SearchLine::Done(done) => return finish(&hits, done, context),
            SearchLine::Failed { .. } | SearchLine::Unknown => {}
        }
    }
    Ok(())
}

fn wish(args: &args::Search) -> Result<Search, Failure> {
    let mut text = args.text.clone();
    if text == "-" {
        text.clear();
        std::io::stdin().read_to_string(&mut text).map_err(WireError::from)?;
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    let case = match (args.case_sensitive, args.ignore_case) {
        (true, _) => Case::Sensitive,
        (_, true) => Case::Insensitive,
        _ => Case::Smart,
    };
    let (regex, all, limit) = (args.regex, args.all, Some(args.limit));
    Ok(Search { text, regex, case, sessions: args.session.clone(), all, since: None, limit })
}

/// A text that cannot be searched for is a fault of the words.
fn as_arguments(error: WireError) -> Failure {
    match error.code {
        protocol::error::ErrorCode::BadRequest => {
            Failure::usage(error.message, error.hint.unwrap_or_else(|| "see `holdfast search --help`".to_owned()))
        }
        _ => error.into(),
    }
}

fn finish(hits: &[Hit], done: SearchDone, context: &Context) -> Result<(), Failure> {
    let found = done.hits > 0;
    if context.json {
        let SearchDone { limited, runs, bytes, ms, problems, .. } = done;
        let done = Counts { limited, runs, bytes, ms, problems };
        output::json(&Document { hits: hits.to_vec(), done })?;
    } else {
        done.problems.iter().for_each(|problem| output::aside(&format!("not searched: {problem}")));
        if done.limited {
            output::aside(&format!("the newest {}; --limit finds more", output::count(hits_of(&done), "line")));
        }
        if !found {
            output::aside(&format!("nothing found in {}", output::count(runs_of(&done), "run")));
        }
    }
    if found { Ok(()) } else { Err(Failure::NothingFound) }
}

fn hits_of(done: &SearchDone) -> usize {
    usize::try_from(done.hits).unwrap_or(usize::MAX)
}

fn runs_of(done: &SearchDone) -> usize {
    usize::try_from(done.runs).unwrap_or(usize::MAX)
}

struct Printer {
    clock: Clock,
    colored: bool,
}

impl Printer {
    /// `name  time  line`, the match marked.
    fn line(&self, hit: &Hit) -> String {
        let end = hit.end.max(hit.start);
        let part = |from: u32, to: u32| {
            let kept = hit.line.chars().skip(from as usize).take((to - from) as usize);
            // What a program wrote; a line has one line.
            Cleaner::default().all(&kept.collect::<String>()).replace(['\n', '\t'], " ")
        };
        let (before, found, after) = (part(0, hit.start), part(hit.start, end), part(end, u32::MAX));
        let (name, time) = (clean::line(&hit.name), self.clock.to_the_second(hit.time));
        if self.colored {
            format!("\x1b[36m{name}\x1b[0m  \x1b[2m{time}\x1b[0m  {before}\x1b[1;31m{found}\x1b[0m{after}")
        } else {
            format!("{name}  {time}  {before}{found}{after}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(line: &str, start: u32, end: u32) -> Hit {
        let session = "0123456789abcdef".parse().unwrap();
        let (name, line, time) = ("build\x1b[2J".to_owned(), line.to_owned(), 1_773_306_720_000);
        Hit { session, name, generation: 1, offset: 0, time, line, start, end }
    }

    #[test]
    fn a_line_is_clean_and_its_match_is_marked_on_a_terminal() {
        let clock = Clock::fixed(1_773_306_720_000);
        let plain = Printer { clock: clock.clone(), colored: false };
        assert_eq!(plain.line(&hit("grüße one", 6, 9)), "build  09:12:00  grüße one");
        assert_eq!(plain.line(&hit("a\u{202e}b\x1b]52;c;eA==\x07c", 0, 1)), "build  09:12:00  abc");
        assert_eq!(plain.line(&hit("short", 9, 3)), "build  09:12:00  short", "a span that makes no sense");
        let colored = Printer { clock, colored: true };
        let expected = "\x1b[36mbuild\x1b[0m  \x1b[2m09:12:00\x1b[0m  grüße \x1b[1;31mone\x1b[0m!";
        assert_eq!(colored.line(&hit("grüße one!", 6, 9)), expected);
    }
}
