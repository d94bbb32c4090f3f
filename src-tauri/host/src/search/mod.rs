//! The verb `search`: looks through the final text of all sessions, the newest first, on as many threads as there are
//! processors. It reads logs, and makes texts that are missing; it never asks a host or the daemon anything.

mod find;
mod ordered;
mod pattern;
mod places;
mod within_lines;

use std::io::{self, Read as _, Write as _};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use protocol::error::{ErrorCode, WireError};
use protocol::paths::Root;
use protocol::search::{Search, SearchDone, SearchLine};

use crate::threads::lock;
use find::Finder;
use ordered::Ordered;
use pattern::Pattern;
use places::Found;

/// No wish is longer, in bytes.
const LONGEST: u64 = 256 * 1024;

/// Answers the wish on standard input with lines on standard output. The last one says how it went.
///
/// # Errors
/// Why nothing could be searched; that has been said on standard output, too.
pub fn search(root: Result<Root, WireError>) -> Result<(), WireError> {
    let outcome = root.and_then(|root| carry_out(&root, &read()?));
    let last = match &outcome {
        Ok(done) => SearchLine::Done(done.clone()),
        Err(error) => SearchLine::Failed { error: error.clone() },
    };
    // Whoever has gone away does not want to know.
    let _ = serde_json::to_vec(&last).map(|line| io::stdout().write_all(&[&line[..], b"\n"].concat()));
    outcome.map(|_| ())
}

fn read() -> Result<Search, WireError> {
    let mut text = Vec::new();
    io::stdin().take(LONGEST).read_to_end(&mut text)?;
    serde_json::from_slice(&text)
        .map_err(|error| WireError::new(ErrorCode::BadRequest, format!("reading what to search for: {error}")))
}

fn carry_out(root: &Root, wish: &Search) -> Result<SearchDone, WireError> {
    let begun = Instant::now();
    let pattern = Pattern::new(wish)?;
    let Found { runs, mut problems } = places::find(root, wish)?;
    let finder = Finder::new(&pattern, wish);
    let ordered = Ordered::new(io::stdout(), wish.limit.filter(|limit| *limit > 0));
    let (next, searched) = (AtomicUsize::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from).min(runs.len()) {
            scope.spawn(|| {
                let mut buffer = Vec::new();
                while let Some((index, run)) = claim(&next, &runs) {
                    let went_on = finder.search(run, &mut buffer, |hits| ordered.push(index, hits));
                    ordered.finish(index);
                    searched.fetch_add(1, Ordering::Relaxed);
                    if !went_on {
                        return;
                    }
                }
            });
        }
    });
    problems.append(&mut lock(&finder.problems));
    let (hits, limited) = ordered.outcome();
    Ok(SearchDone {
        hits,
        limited,
        runs: searched.into_inner(),
        bytes: finder.bytes.into_inner(),
        ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        problems,
    })
}

/// Runs are begun in order, so the first that is not finished is always being worked on.
fn claim<'a, T>(next: &AtomicUsize, runs: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, runs.get(index)?))
}
