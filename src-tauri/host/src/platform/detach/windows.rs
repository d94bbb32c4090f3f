//! On Windows the one who starts us detaches us, by its creation flags. Checked to compile; not yet seen to run.

use std::io;

/// Nothing is left to do here.
///
/// # Errors
/// None.
pub fn detach() -> io::Result<()> {
    Ok(())
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
