//! A disk with faults, for tests: counts changes, has the n-th fail, or ends or stops the process at it. In builds with
//! debug assertions only; a release has nothing of it.
//!
//! | text | what happens |
//! |---|---|
//! | `count:<file>` | each change is a line in the file |
//! | `fail:<n>:<errno>` | the n-th fails, once; of a write half is done |
//! | `fail-from:<n>:<errno>` | the n-th and all after it fail |
//! | `kill:<n>`, `kill-after:<n>` | SIGKILL to itself before the n-th, or after; a write is half done |
//! | `stop:<n>` | SIGSTOP to itself before the n-th |

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Change, Disk, Real};
use crate::platform;

/// A disk with faults.
#[derive(Debug)]
pub struct Faults {
    kind: Kind,
    done: AtomicUsize,
}

/// What goes wrong. Changes are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing; it is counted.
    Count(Option<PathBuf>),
    /// The n-th fails with this number of the system.
    Fail(usize, i32),
    /// The n-th and all after it fail.
    FailFrom(usize, i32),
    /// The process is killed before the n-th.
    Kill(usize),
    /// The process is killed after the n-th.
    KillAfter(usize),
    /// The process is stopped before the n-th.
    Stop(usize),
}

/// Errors by name: the numbers of Linux, where these tests run.
const ERRORS: [(&str, i32); 6] =
    [("EIO", 5), ("EACCES", 13), ("EMFILE", 24), ("ENOSPC", 28), ("EROFS", 30), ("EDQUOT", 122)];

/// The system's number of an error.
pub fn number(name: &str) -> Option<i32> {
    ERRORS.iter().find(|(known, _)| *known == name).map(|(_, number)| *number)
}

impl Faults {
    /// A disk with this fault.
    pub fn new(kind: Kind) -> Self {
        Self { kind, done: AtomicUsize::new(0) }
    }

    /// How many changes there were.
    pub fn count(&self) -> usize {
        self.done.load(Ordering::SeqCst)
    }

    /// Does the change, or its fault. `half` does as much of it as can be done halfway.
    fn step<T>(
        &self,
        named: impl FnOnce() -> String,
        half: impl FnOnce(),
        whole: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        let now = self.done.fetch_add(1, Ordering::SeqCst) + 1;
        match &self.kind {
            Kind::Count(Some(file)) => {
                let mut file = OpenOptions::new().create(true).append(true).open(file)?;
                writeln!(file, "{now} {}", named())?;
            }
            Kind::Fail(at, error) if *at == now => {
                half();
                return Err(io::Error::from_raw_os_error(*error));
            }
            Kind::FailFrom(from, error) if *from <= now => return Err(io::Error::from_raw_os_error(*error)),
            Kind::Kill(at) if *at == now => {
                half();
                platform::end_self();
            }
            Kind::Stop(at) if *at == now => platform::stop_self(),
            _ => {}
        }
        let outcome = whole();
        if self.kind == Kind::KillAfter(now) {
            platform::end_self();
        }
        outcome
    }
}

impl Disk for Faults {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.step(|| format!("Create {}", path.display()), || {}, || Real.create(path))
    }

    fn carry_out(&self, change: &Change<'_>) -> io::Result<()> {
        self.step(|| named(change), || do_half(change), || Real.carry_out(change))
    }
}

fn named(change: &Change<'_>) -> String {
    let whole = format!("{change:?}");
    let kind = whole.split_whitespace().next().unwrap_or_default();
    format!("{kind} {}", change.path().display())
}

fn do_half(change: &Change<'_>) {
    if let Change::Write { path, file, bytes } = *change {
        // Whatever comes of it: the test is about the other half.
        let _ = Real.carry_out(&Change::Write { path, file, bytes: &bytes[..bytes.len() / 2] });
    }
}

impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unknown = || format!("{text:?} is no fault");
        let mut parts = text.splitn(3, ':');
        let (kind, first, second) = (parts.next().unwrap_or_default(), parts.next().ok_or_else(unknown)?, parts.next());
        if kind == "count" {
            return Ok(Self::new(Kind::Count(Some(PathBuf::from(first)))));
        }
        let at = first.parse().map_err(|_| unknown())?;
        let error = || second.and_then(number).ok_or_else(unknown);
        Ok(Self::new(match kind {
            "fail" => Kind::Fail(at, error()?),
            "fail-from" => Kind::FailFrom(at, error()?),
            "kill" => Kind::Kill(at),
            "kill-after" => Kind::KillAfter(at),
            "stop" => Kind::Stop(at),
            _ => return Err(unknown()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_from_its_text_and_nothing_else_is_one() {
        for (text, kind) in [
            ("count:/tmp/a", Kind::Count(Some(PathBuf::from("/tmp/a")))),
            ("fail:3:ENOSPC", Kind::Fail(3, 28)),
            ("fail-from:1:EROFS", Kind::FailFrom(1, 30)),
            ("kill:7", Kind::Kill(7)),
            ("kill-after:7", Kind::KillAfter(7)),
            ("stop:2", Kind::Stop(2)),
        ] {
            assert_eq!(text.parse::<Faults>().unwrap().kind, kind);
        }
        for text in ["", "kill", "kill:x", "fail:3", "fail:3:EOTHER", "burn:1"] {
            assert!(text.parse::<Faults>().is_err(), "{text}");
        }
    }
}
