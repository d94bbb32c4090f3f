//! Keeps what is known of the agent on disk: before a hook is answered, and again where the disk refused. Until it is there,
//! everybody who looks is told.

use std::sync::Arc;
use std::time::Duration;

use super::Kept;
use crate::session::Session;
use crate::threads::{self, lock};

/// The file, and under what its warning stands.
const FILE: &str = "agent.json";
/// How long a disk that refused is left alone.
const PAUSE: Duration = Duration::from_secs(3);

impl Session {
    /// Brings what hooks have said to the disk, as far as it takes it; else tries again until it does. Blocking.
    pub fn keep_agent(self: &Arc<Self>) {
        match self.try_to_keep_agent() {
            Kept::Yes | Kept::StillNot => return,
            Kept::Again => lock(&self.stream).take_back(FILE, "what the agent says is kept again"),
            Kept::Not(error) => {
                tracing::warn!(%error, "writing agent.json; trying again");
                let message = format!("what the agent says cannot be kept: writing {FILE}: {error}");
                lock(&self.stream).warn(FILE, message);
                self.keep_agent_later();
            }
        }
        self.status_changed();
    }

    fn try_to_keep_agent(&self) -> Kept {
        self.agent.as_ref().map_or(Kept::Yes, super::Agent::keep)
    }

    /// At the run's end it is tried once more by whoever writes that down.
    fn keep_agent_later(self: &Arc<Self>) {
        let session = self.clone();
        let body = move || {
            while session.is_live() && lock(&session.stream).is_warned_of(FILE) {
                std::thread::sleep(PAUSE);
                session.keep_agent();
            }
        };
        if let Err(error) = threads::start("keep", body) {
            tracing::warn!(%error, "starting the thread that keeps what the agent says");
        }
    }
}
