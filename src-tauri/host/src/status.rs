//! What a host says about its session, made when somebody asks.

use protocol::host::HostStatus;
use protocol::text::one_line;

use crate::outbox::Outbox;
use crate::session::Session;
use crate::threads::lock;

impl Session {
    /// Tells those who watch that something is different.
    pub fn status_changed(&self) {
        lock(&self.stream).clients.iter().for_each(|client| client.status_changed());
    }

    /// As [`Self::status_changed`], for what must not wait: what an agent does.
    pub fn status_at_once(&self) {
        lock(&self.stream).clients.iter().for_each(|client| client.change(Outbox::status_at_once));
    }

    /// Everything about the session, as of now.
    pub fn status(&self) -> HostStatus {
        let (last_line, title) = self.terminal().labels();
        let standing = self.live.as_ref().map(|live| live.standing.scope.clone()).unwrap_or_default();
        let stream = lock(&self.stream);
        HostStatus {
            session: self.place.session.clone(),
            generation: self.place.generation,
            host_pid: std::process::id(),
            child_pid: self.live.as_ref().filter(|_| self.is_live()).map(|live| live.child.pid),
            started_at: self.place.started_at,
            output_at: stream.output_at,
            offset: stream.offset,
            size: stream.size,
            last_line: one_line(&last_line),
            title: title.map(|title| one_line(&title)).filter(|title| !title.is_empty()),
            clients: stream.attached(),
            scope: standing.scope,
            scope_error: standing.scope_error,
            log_warning: stream.log_warning(),
            agent: self.agent.as_ref().map(|agent| Box::new(agent.word())),
            hook_at: self.agent.as_ref().and_then(|agent| agent.heard_at()),
            log_bytes: self.live.is_some().then_some(stream.log_bytes),
            end: self.end().cloned(),
        }
    }
}
