//! What people were told, at rest: numbered lines in `<root>/notifications/`, one for each notification and one for each that
//! nobody needs any more. What is told and when is the daemon's to decide, who alone writes here.

use std::io;
use std::path::{Path, PathBuf};

use protocol::notification::Notification;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::lines::{self, Contents, Limits, Open};

/// More than the newest thousand.
const LIMITS: Limits = Limits { bytes: 256 * 1024, files: 4 };

/// One line. With neither of its parts it says only that there is a log from now on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its number, from 1; given by the writer.
    #[serde(rename = "n")]
    pub number: u64,
    /// When it was written, in milliseconds since 1970.
    pub at: u64,
    /// A notification, as it was told; its number is the line's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Box<Notification>>,
    /// The number of one that nobody needs any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<u64>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl lines::Line for Line {
    fn number(&self) -> u64 {
        self.number
    }

    fn set_number(&mut self, number: u64) {
        self.number = number;
        if let Some(told) = &mut self.told {
            (told.number, told.change) = (number, number);
        }
    }

    /// A number that somebody was told must not be given again after a power cut.
    fn must_last(&self) -> bool {
        self.told.is_some()
    }
}

/// Reads all that is kept.
///
/// # Errors
/// Where the file system fails; what lies in the files is never an error.
pub fn read(dir: &Path) -> io::Result<Contents<Line>> {
    lines::read(dir)
}

/// Where lines are added. Blocking.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    /// Absent before the first write and after a failed one.
    open: Option<Open>,
}

impl Writer {
    /// A writer for this directory, which is made with the first line.
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), open: None }
    }

    /// Numbers lines and adds them.
    ///
    /// # Errors
    /// Whatever the file system says; then none of them is there.
    pub fn append(&mut self, lines: &mut [Line]) -> io::Result<()> {
        let open = match self.open.take() {
            Some(open) => open,
            None => Open::newest::<Line>(&self.dir)?,
        };
        let mut open = open.with_room(&self.dir, LIMITS)?;
        open.write(lines)?;
        self.open = Some(open);
        Ok(())
    }
}
