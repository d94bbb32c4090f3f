//! Which C library programs ask for, so that a package refuses a system on which they would not start. It reads files.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// What stands before a version of the C library in a program's table of symbols.
const MARK: &[u8] = b"GLIBC_2.";

/// Returns the newest minor version of glibc 2 that any of the programs asks for.
pub fn newest(programs: &[PathBuf]) -> Result<u32> {
    let mut newest = 0;
    for program in programs {
        let bytes = fs::read(program).with_context(|| format!("reading {}", program.display()))?;
        newest = newest.max(newest_in(&bytes));
    }
    Ok(newest)
}

fn newest_in(bytes: &[u8]) -> u32 {
    let marks = bytes.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK);
    marks.filter_map(|(at, _)| number(&bytes[at + MARK.len()..])).max().unwrap_or(0)
}

fn number(bytes: &[u8]) -> Option<u32> {
    let digits: String = bytes.iter().take_while(|byte| byte.is_ascii_digit()).map(|&byte| char::from(byte)).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_counts_by_number() {
        assert_eq!(newest_in(b"\0GLIBC_2.4\0GLIBC_2.34\0GLIBC_2.9\0GLIBC_2.2.5\0GLIBC_PRIVATE\0GLIBC_2."), 34);
        assert_eq!(newest_in(b"GLIB"), 0);
    }
}
