//! The record of the last full stop. Blocking. What cannot be read is told and never stands in the way.

use protocol::error::{ErrorCode, WireError};
use protocol::paths::Root;
use serde_json::Map;
use store::records::{self, LastStop, StopRow, StopState};

/// Writes down what a full stop is about, before the first session is stopped.
///
/// # Errors
/// `not_durable` where it could not be written; the stop goes ahead all the same.
pub fn begin(root: &Root, rows: Vec<StopRow>) -> Result<LastStop, WireError> {
    let stop = LastStop {
        id: crate::run::new_nonce()?,
        state: StopState::Stopping,
        at: store::now_ms(),
        rows,
        unknown: Map::new(),
    };
    write(root, &stop).map(|()| stop)
}

/// Writes down that a full stop was carried out.
///
/// # Errors
/// `not_durable`; the next start finds it out.
pub fn done(root: &Root, stop: LastStop) -> Result<(), WireError> {
    write(root, &LastStop { state: StopState::Done, ..stop })
}

/// Reads the last full stop. `None` where there is none or it cannot be read; `problems` says so then.
pub fn read(root: &Root, problems: &mut Vec<String>) -> Option<LastStop> {
    super::read(&root.last_stop(), problems)
}

/// A stop in which the daemon died is over once every session was looked at: what lives was adopted, what ended is offered.
pub fn finish(root: &Root) {
    let mut problems = Vec::new();
    if let Some(stop) = read(root, &mut problems).filter(|stop| stop.state == StopState::Stopping)
        && let Err(error) = done(root, stop)
    {
        problems.push(format!("closing the last full stop: {}", error.message));
    }
    for problem in problems {
        tracing::warn!("{problem}");
    }
}

fn write(root: &Root, stop: &LastStop) -> Result<(), WireError> {
    let path = root.last_stop();
    records::replace(&path, stop)
        .map_err(|error| WireError::new(ErrorCode::NotDurable, format!("writing {}: {error}", path.display())))
}
