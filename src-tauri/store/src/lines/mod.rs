//! Numbered lines of JSON, appended only: what the journal and the notifications are kept in. It never changes a line that
//! was written, and knows nothing of what one says. One writer; anybody reads meanwhile.
//!
//! A file is named after the number of its first line, so that a number is never given twice, whatever became of the lines
//! in it. A last line that was half written is none, and is cut by whoever writes next.

pub(crate) mod files;
mod open;
mod reader;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use open::{Limits, Open};
pub(crate) use reader::bytes;
pub use reader::{Contents, newest, parse, read};

/// What one line says.
pub trait Line: Serialize + DeserializeOwned {
    /// Its number, from 1.
    fn number(&self) -> u64;
    /// Numbers it; called by the writer.
    fn set_number(&mut self, number: u64);
    /// Whether it is worth a wait for the disk. The others outlive every process, but not a power cut.
    fn must_last(&self) -> bool;
}
