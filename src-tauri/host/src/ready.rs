//! The one line on standard output that whoever started us waits for, and the letting go of the pipe.

use std::io::Write as _;

use protocol::launch::Ready;

use crate::platform::detach;

/// Says it. The one who asked may be gone; that is nobody's fault and changes nothing.
pub fn say(ready: &Ready) {
    match serde_json::to_string(ready) {
        Ok(line) => {
            let _ = writeln!(std::io::stdout(), "{line}");
        }
        Err(error) => tracing::error!(%error, "writing the ready line"),
    }
    if let Err(error) = detach::release_output().and_then(|()| detach::release_input()) {
        tracing::warn!(%error, "letting go of standard input and output");
    }
}
