//! Starting a search: `holdfast-host search` as a child, whose lines are read as they come. It needs no daemon.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use super::sibling;
use crate::error::{ErrorCode, WireError};
use crate::search::{Search, SearchLine};

/// A search under way: the lines of its answer. It is ended when this is dropped.
#[derive(Debug)]
pub struct Searching {
    child: Arc<Mutex<Child>>,
    out: BufReader<ChildStdout>,
    line: Vec<u8>,
    over: bool,
}

/// Ends a search from elsewhere.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<Mutex<Child>>);

impl Searching {
    /// Begins to search the sessions under the root directory `dir`.
    ///
    /// # Errors
    /// `program_missing`; `io` where it cannot be started.
    pub fn begin(dir: &Path, wish: &Search) -> Result<Self, WireError> {
        let mut command = Command::new(sibling("holdfast-host")?);
        command.arg("search").arg("--root").arg(dir);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        // Both were asked for. What it reads is not in anybody's list of processes.
        let (Some(mut stdin), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(WireError::new(ErrorCode::Internal, "a search without pipes"));
        };
        let searching =
            Self { child: Arc::new(Mutex::new(child)), out: BufReader::new(out), line: Vec::new(), over: false };
        // If it has ended already, its answer says why.
        let _ = stdin.write_all(&serde_json::to_vec(wish).map_err(std::io::Error::from)?);
        Ok(searching)
    }

    /// What ends it from another thread; then the lines end, too.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.child.clone())
    }

    fn read(&mut self) -> Result<Option<SearchLine>, WireError> {
        self.line.clear();
        if self.out.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        let line = serde_json::from_slice(&self.line)
            .map_err(|error| WireError::new(ErrorCode::Internal, format!("reading what was found: {error}")))?;
        Ok(Some(line))
    }
}

/// Hits, and at last how it went. A search that ends without having said that was broken off: an error.
impl Iterator for Searching {
    type Item = Result<SearchLine, WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let line = self.read().and_then(|line| match line {
            Some(SearchLine::Failed { error }) => Err(error),
            Some(line) => Ok(line),
            None => Err(WireError::new(ErrorCode::Internal, "the search was broken off")),
        });
        self.over = !matches!(line, Ok(SearchLine::Hit(_) | SearchLine::Unknown));
        Some(line)
    }
}

impl Drop for Searching {
    fn drop(&mut self) {
        self.stopper().stop();
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // It is ours and was told to end: it must be reaped.
        let _ = child.wait();
    }
}

impl Stopper {
    /// Ends the search. It has nothing to lose: what it writes is written whole or not at all.
    pub fn stop(&self) {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One that has ended already is as good.
        let _ = child.kill();
    }
}
