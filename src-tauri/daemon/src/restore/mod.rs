//! Bringing sessions back: what could be, what the user decided, and carrying it out. Nothing starts by itself but by policy.

mod breaker;
pub mod carry_out;
pub mod decisions;
pub mod evidence;
pub mod last_stop;
pub mod plan;

use std::path::Path;

use store::records::{self, Found, Record};

/// Reads what the plan remembers. `None` where there is nothing or it cannot be read; `problems` says so then. Blocking.
fn read<T: Record>(path: &Path, problems: &mut Vec<String>) -> Option<T> {
    let why = match records::read::<T>(path) {
        Ok(Found::Record(record)) => return Some(record),
        Ok(Found::Absent) => return None,
        Ok(Found::Newer { format }) => format!("a newer Holdfast wrote it (format {format})"),
        Ok(Found::Damaged { why }) => why,
        Err(error) => error.to_string(),
    };
    problems.push(format!("{} cannot be read: {why}", path.display()));
    None
}
