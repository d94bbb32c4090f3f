//! A program that counts, to see that a session goes on and missed nothing.

use protocol::id::SessionId;

use super::{Sandbox, until};

/// Prints 1, 2, 3 and so on, twenty a second, and ends only when it is told to.
const SCRIPT: &str = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done";

/// Starts a session that counts.
pub fn start(sandbox: &Sandbox) -> SessionId {
    sandbox.new_session(&["--", "sh", "-c", SCRIPT])
}

/// How far it has counted.
///
/// # Panics
/// Where a number is missing or doubled.
pub fn count(sandbox: &Sandbox, id: &SessionId) -> usize {
    let printed = sandbox.printed(id);
    // The last line may be half there.
    let whole = printed.rfind('\n').map_or("", |end| &printed[..end]);
    let numbers: Vec<&str> = whole.lines().map(str::trim_end).collect();
    for (at, number) in numbers.iter().enumerate() {
        assert_eq!(*number, (at + 1).to_string(), "a gap in {}", numbers.join(" "));
    }
    numbers.len()
}

/// Waits until it has counted on, without a gap.
pub fn goes_on(sandbox: &Sandbox, id: &SessionId) {
    let from = count(sandbox, id);
    until("it counts on", || (count(sandbox, id) > from).then_some(()));
}
