//! The way to a session's host, which serves its terminal, its screen and its log.

use std::path::Path;

use protocol::client::Client;
use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Open, Opened};

use crate::context::{Context, hello};

/// A connection to what serves a session: its host, or the replay of an ended one.
#[derive(Debug)]
pub struct Host {
    /// Which session and run.
    pub opened: Opened,
    /// Connected and greeted.
    pub client: Client,
}

impl Host {
    /// Asks the daemon where the session is served and connects to there. The daemon is not needed afterwards.
    ///
    /// # Errors
    /// What the daemon answers; `unreachable` where the host does not.
    pub fn of(id: &str, context: &Context) -> Result<Self, WireError> {
        // A replay may have to be started, so the answer is waited for.
        let opened = context.daemon()?.call(&Open { id: id.to_owned() })?;
        let client = Client::connect(Path::new(&opened.socket), &hello()).map_err(|error| gone(&opened, error))?;
        Ok(Self { opened, client })
    }

    /// The error of a host that went away, or any other as it is.
    pub fn lost(&self, error: WireError) -> WireError {
        gone(&self.opened, error)
    }
}

/// On a host's connection, `daemon_unreachable` means the host.
fn gone(opened: &Opened, error: WireError) -> WireError {
    match error.code {
        ErrorCode::DaemonUnreachable | ErrorCode::ShuttingDown => host_gone(opened),
        _ => error,
    }
}

/// The error of a host that went away.
pub fn host_gone(opened: &Opened) -> WireError {
    WireError::new(ErrorCode::Unreachable, "the session's host is gone")
        .hint(format!("holdfast show {}", opened.id.short()))
}
