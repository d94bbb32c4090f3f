//! Descriptors kept back for a stop and for the end: where too many clients have taken all others, the intent must still be
//! read, the program's processes looked at, and the end written. They are never taken back: a run ends once.

use std::fs::File;
use std::sync::Mutex;

use crate::platform::NOWHERE;
use crate::threads::lock;

/// Those who stop, record and answer at the same time have two or three open each.
const MANY: usize = 8;

/// Descriptors kept back.
#[derive(Debug)]
pub struct Spare(Mutex<Vec<File>>);

impl Default for Spare {
    fn default() -> Self {
        // Fewer where there are no more: then there is little to keep.
        Self(Mutex::new((0..MANY).filter_map(|_| File::open(NOWHERE).ok()).collect()))
    }
}

impl Spare {
    /// Makes room for whatever comes next.
    pub fn let_go(&self) {
        lock(&self.0).clear();
    }
}
