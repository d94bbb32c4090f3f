//! Searching what sessions have printed: a search is a process of its own, and one for each window is enough. It asks the
//! daemon nothing.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use protocol::error::WireError;
use protocol::launch::{Searching, Stopper};
use protocol::search::{Hit, Search, SearchDone, SearchLine};
use tauri::ipc::Channel;
use tauri::{State, WebviewWindow};

use super::request::apart;
use crate::app::Shell;

/// Hits that come quickly are told together, after no more than this.
const TOGETHER: Duration = Duration::from_millis(30);

/// The searches under way, by the label of their window.
#[derive(Default)]
pub struct Current(Mutex<HashMap<String, Latest>>);

/// The search of one window, if any.
#[derive(Default)]
struct Latest {
    /// Raised with each search that is wanted, and when none is any more.
    wanted: u64,
    stopper: Option<Stopper>,
}

impl Current {
    /// Ends the search before in this window; the number of the next one.
    pub fn next(&self, label: &str) -> u64 {
        let mut all = self.lock();
        let latest = all.entry(label.to_owned()).or_default();
        latest.wanted += 1;
        latest.stopper.take().iter().for_each(Stopper::stop);
        latest.wanted
    }

    /// A search has begun. If it is not wanted any more, it ends.
    fn begun(&self, label: &str, number: u64, stopper: Stopper) {
        let mut all = self.lock();
        let latest = all.entry(label.to_owned()).or_default();
        if latest.wanted == number { latest.stopper = Some(stopper) } else { stopper.stop() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Latest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Searches, and tells hits as they are found. See [the contract](crate::bridge).
#[tauri::command]
pub async fn search(
    wish: Search,
    channel: Channel<Vec<Hit>>,
    window: WebviewWindow,
    shell: State<'_, Shell>,
) -> Result<SearchDone, WireError> {
    let (root, current, label) = (shell.root.clone(), shell.search.clone(), window.label().to_owned());
    let number = current.next(&label);
    apart(move || {
        let searching = Searching::begin(root.dir(), &wish)?;
        current.begun(&label, number, searching.stopper());
        // A window that is gone does not hear it: then there is nothing to be told.
        pass_on(searching, |hits| {
            channel.send(hits).ok();
        })
    })
    .await
}

/// Ends the search under way in this window; the command that began it fails.
#[tauri::command]
pub fn stop_search(window: WebviewWindow, shell: State<'_, Shell>) {
    shell.search.next(window.label());
}

fn pass_on(
    lines: impl Iterator<Item = Result<SearchLine, WireError>>,
    mut tell: impl FnMut(Vec<Hit>),
) -> Result<SearchDone, WireError> {
    let (mut hits, mut told) = (Vec::new(), None::<Instant>);
    for line in lines {
        match line? {
            SearchLine::Hit(hit) => hits.push(hit),
            SearchLine::Done(done) => {
                tell(hits);
                return Ok(done);
            }
            SearchLine::Failed { error } => return Err(error),
            SearchLine::Unknown => {}
        }
        if told.is_none_or(|told| told.elapsed() >= TOGETHER) {
            tell(std::mem::take(&mut hits));
            told = Some(Instant::now());
        }
    }
    Ok(SearchDone::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hit_is_told_at_once_and_all_before_the_end() {
        let hit = |offset| {
            let session = "0123456789abcdef".parse().unwrap();
            let (name, line) = (String::new(), String::new());
            SearchLine::Hit(Hit { session, name, generation: 1, offset, time: 0, line, start: 0, end: 0 })
        };
        let done = SearchDone { hits: 3, ..SearchDone::default() };
        let lines = [hit(1), SearchLine::Unknown, hit(2), hit(3), SearchLine::Done(done.clone())];
        let mut told: Vec<Vec<u64>> = Vec::new();
        let outcome = pass_on(lines.into_iter().map(Ok), |hits| told.push(hits.iter().map(|hit| hit.offset).collect()));
        assert_eq!(outcome, Ok(done));
        assert_eq!(told[0], [1]);
        assert_eq!(told.concat(), [1, 2, 3]);
    }
}
