//! On Windows the one who starts us detaches us, by its creation flags. Checked to compile; not yet seen to run.

use std::io;

use store::scope::Standing;

use super::Ask;

/// There never is one.
#[derive(Debug)]
pub struct Answer;

impl Answer {
    /// Nobody was asked.
    pub fn wait(self) -> Standing {
        Standing::default()
    }
}

/// Nothing is left to do here, and there is nobody to ask.
///
/// # Errors
/// None.
pub fn detach(_ask: Option<Ask>) -> io::Result<Option<Answer>> {
    Ok(None)
}

/// The pipe stays open until the process ends; its writer has closed the other end.
///
/// # Errors
/// None.
pub fn release_input() -> io::Result<()> {
    Ok(())
}

/// The pipe stays open until the process ends; its reader stops reading after one line.
///
/// # Errors
/// None.
pub fn release_output() -> io::Result<()> {
    Ok(())
}
